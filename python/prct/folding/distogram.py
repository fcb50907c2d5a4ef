"""Distograms as splines of -ln(p/p_ref) (Eq. 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

REFERENCE_EXPONENT = 1.57
"""Distances of residues in globules grow in number as d^1.57 (the finite ideal-gas reference of DFIRE,
Zhou and Zhou 2002)."""
FLOOR = 1e-3
"""Probability below which a bin is taken as this, so that no bin is forbidden."""
LEAST_INFORMATION = 0.1
"""Weight of a pair whose distogram only says "beyond": that, too, is worth something."""
BEYOND_BY_A = 1.0
"""What lies in the open bin is taken to lie this far behind its edge."""


@dataclass(frozen=True)
class DistogramSplines:
    """K splines on common knots.

    Attributes
    ----------
    knots_a : float64 [B]
    values, slopes : float64 [K, B]
        In kT, zero and flat at the last knot, beyond which the potential is constant.
    information : float64 [K]
        Weight of the pair: the probability of the closed bins, at least LEAST_INFORMATION.
    expected_a : float64 [K]
        Mean distance, the open bin included; inf where that holds more than half of the probability.
    """

    knots_a: np.ndarray
    values: np.ndarray
    slopes: np.ndarray
    information: np.ndarray
    expected_a: np.ndarray

    @staticmethod
    def joined(parts: Sequence[DistogramSplines]) -> DistogramSplines:
        """One after the other; all have the same knots."""
        rows = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ROWS}
        return DistogramSplines(knots_a=parts[0].knots_a, **rows)


_ROWS = ("values", "slopes", "information", "expected_a")


def distogram_splines(probability: np.ndarray, edges_a: np.ndarray) -> DistogramSplines:
    """Make splines of -ln(p/p_ref) relative to the last closed bin.

    Parameters
    ----------
    probability : float64 [K, B]
        Normalised over B; an infinite last edge makes the last bin open.
    edges_a : float64 [B + 1]
        Ascending, Å.

    Examples
    --------
    >>> s = distogram_splines(np.array([[0.1, 0.8, 0.1, 0.0]]), np.array([4.0, 6.0, 8.0, 10.0, np.inf]))
    >>> s.knots_a.tolist(), bool(s.values[0, 1] < s.values[0, 0])
    ([5.0, 7.0, 9.0], True)
    """
    closed = np.isfinite(edges_a[1:]) & np.isfinite(edges_a[:-1])
    p = np.asarray(probability, float)[:, closed]
    lower, upper = edges_a[:-1][closed], edges_a[1:][closed]
    middle = 0.5 * (lower + upper)
    if lower[0] == 0 and len(lower) > 1:
        middle[0] = upper[0] - 0.5 * (upper[1] - lower[1])  # a first bin from 0 Å holds what lies near its end
    density = np.maximum(p, FLOOR) / (upper - lower)
    reference = density[:, -1:] * (middle / middle[-1]) ** REFERENCE_EXPONENT
    values = -np.log(density / reference)
    slopes = PchipInterpolator(middle, values, axis=1).derivative()(middle) if len(values) else values
    if len(values):
        slopes[:, -1] = 0.0
        slopes[:, 0] = np.minimum(slopes[:, 0], -1.0)  # nearer than the first bin is never better
    mass = p.sum(axis=1)
    expected = p @ middle + (1.0 - mass) * (upper[-1] + BEYOND_BY_A)
    return DistogramSplines(
        middle,
        values,
        slopes,
        np.maximum(mass, LEAST_INFORMATION),
        np.where(mass >= 0.5, np.minimum(expected, middle[-1]), np.inf),
    )
