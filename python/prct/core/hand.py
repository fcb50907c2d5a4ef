"""The hand of a CA trace (Eq. 23): distances cannot tell a fold from its mirror image, strand twist and helices can."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct._core import HandScore

__all__ = ["HandScore", "hand_score", "mirror"]


def hand_score(chain_starts: ArrayLike, trace_a: ArrayLike) -> HandScore:
    """Score the hand of a CA trace; positive = as in nature.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    trace_a : float [N, 3]
        CA positions in Å.

    Returns
    -------
    HandScore
        `helix` (sum of the sines of the CA dihedrals of helical turns), `twist` (sum of the twist of paired strands,
        rad), `turns` and `strand_pairs` (how many there were), `score` = helix - twist, `margin` = score divided by the
        square root of their number: near zero, the hand is undecided.

    Examples
    --------
    >>> angle = np.radians(100) * np.arange(12)
    >>> helix = np.stack([2.3 * np.cos(angle), 2.3 * np.sin(angle), 1.5 * np.arange(12)], axis=1)
    >>> hand_score([0, 12], helix).score > 0 > hand_score([0, 12], mirror(helix)).score
    True
    """
    return _core.hand_score(np.asarray(chain_starts, np.int32), np.asarray(trace_a, float))


def mirror(trace_a: ArrayLike) -> np.ndarray:
    """Return the mirror image of a trace, float64 [N, 3]: x changes sign."""
    return _core.mirror(np.asarray(trace_a, float))
