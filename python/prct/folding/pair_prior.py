"""The pair prior as splines (Eq. 24d): what the sequence says of distances beyond what every chain has.

The network gives p(d | sequence, i, j), the training chains the background p₀(d | separation, length). A pair costs
-kT ln(p/p₀) less the same of the open bin: a pair of which the sequence says nothing costs nothing, so that many such
pairs draw no chain together.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from prct.core.target import Target
from prct.parameters.pair_prior import background, edges_a, evaluate
from prct.parameters.ramachandran import KT_KCAL, RESIDUES

SEPARATION = 3
"""Nearer pairs are fixed by the chain itself."""
LEAST_NATS = 0.1
"""Pairs with less information, Σ p ln(p/p₀), are left out: a fold is faster without them."""
MOST_RESIDUES = 600
"""Larger targets are folded without: the network takes a second for each 64 residues."""
WINDOW = 128
"""Residues that the network sees at once, as in its training."""
LAST_MIDDLE_A = 0.5
"""The open bin begins to hold so far behind its edge."""
FLOOR = 1e-3
"""Probability below which a bin is taken as this."""


@dataclass(frozen=True)
class PairPrior:
    """K pairs of residues on common knots.

    Attributes
    ----------
    residues : int32 [K, 2]
    knots_a : float64 [B]
    values, slopes : float64 [K, B]
        kcal/mol and kcal/mol/Å, zero and flat at the last knot, beyond which they are constant.
    strength : float
        Factor on them: the pairs of a chain are no independent witnesses.
    """

    residues: np.ndarray
    knots_a: np.ndarray
    values: np.ndarray
    slopes: np.ndarray
    strength: float

    def __len__(self) -> int:
        return len(self.residues)


def pair_prior(target: Target, strength: float = 1.0) -> PairPrior:
    """The pairs within each chain of which its sequence says something.

    Examples
    --------
    >>> prior = pair_prior(Target("t", ("A",), ("GSEWTVNGKTYTFTNPEEALKKAEELAKKG",)))
    >>> len(prior) > 0, prior.values[:, -1].tolist() == [0.0] * len(prior)
    (True, True)
    """
    rows, energies = [], []
    for start, sequence in zip(target.chain_starts, target.sequences, strict=False):
        i, j, energy = _chain_pairs(sequence)
        rows.append(np.stack([i, j], axis=1) + start)
        energies.append(energy)
    edges = edges_a()
    knots = np.concatenate([[edges[1] - 0.5], 0.5 * (edges[1:-2] + edges[2:-1]), [edges[-2] + LAST_MIDDLE_A]])
    values = np.concatenate(energies)
    slopes = np.zeros_like(values)
    if len(values):
        slopes = PchipInterpolator(knots, values, axis=1).derivative()(knots)
        slopes[:, -1] = 0.0
        slopes[:, 0] = np.minimum(slopes[:, 0], -KT_KCAL)  # nearer than the first bin is never better
    return PairPrior(np.concatenate(rows).astype(np.int32), knots, values, slopes, strength)


def _log_ratio(probability: np.ndarray, separation: np.ndarray, length: int) -> np.ndarray:
    """ln(p/p₀) over the bins, float64 [K, B], of K pairs."""
    reference = np.maximum(background(separation, length), FLOOR)
    return np.asarray(np.log(np.maximum(probability, FLOOR) / reference))


@functools.lru_cache(maxsize=4)
def _chain_pairs(sequence: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of a chain and their energies over the bins, kcal/mol; kept, as chains of a target are often alike."""
    probability, seen = probabilities(sequence)
    i, j = np.nonzero(np.triu(seen, SEPARATION))
    log_ratio = _log_ratio(probability[i, j], j - i, len(sequence))
    information = (probability[i, j] * log_ratio).sum(axis=1)
    kept = information >= LEAST_NATS
    energy = -KT_KCAL * (log_ratio[kept] - log_ratio[kept, -1:])
    return i[kept], j[kept], energy


def probabilities(sequence: str) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the pairs that windows half of which overlap show, float32 [L, L, B], and which those are."""
    length = len(sequence)
    codes = np.array([RESIDUES.index(letter) for letter in sequence], np.uint8)
    first = [0] if length <= WINDOW else [*range(0, length - WINDOW, WINDOW // 2), length - WINDOW]
    total, count = (np.zeros(shape, np.float32) for shape in ((length, length, len(edges_a()) - 1), (length, length)))
    for a in first:
        part = slice(a, min(a + WINDOW, length))
        total[part, part] += evaluate(codes[part], length)
        count[part, part] += 1
    return total / np.maximum(count, 1)[..., None], count > 0
