"""Contacts from an alignment: couplings, corrected, and read as probabilities (Eq. 24b)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from prct.coevolution.potts import Potts, PottsOptions, average_product_corrected, fit_potts
from prct.core.alignment import Alignment
from prct.parameters.contact_probability import CONTACT_PROBABILITY

SEPARATION = 6
"""Nearer pairs along the chain say nothing about the fold."""
REACH = 2
"""Couplings this near in the contact plane, residue by residue, vouch for one another (Eq. 18)."""
MEDIUM, LONG = 12, 24
"""Usual classes of separation."""
MAD_TO_DEVIATION = 1.4826


@dataclass(frozen=True)
class Contacts:
    """What an alignment says about which residues touch (CB-CB below 8 Å).

    Attributes
    ----------
    probability : float64 [N, N]
        Over the residues of the query, symmetric; NaN where nothing is known: pairs nearer than six along the chain,
        residues without a column.
    score : float64 [N, N]
        Corrected coupling in units of the spread of all pairs; NaN as above.
    effective : float
        Sequences that count.
    potts : Potts
        Over the columns of the alignment.
    """

    probability: np.ndarray
    score: np.ndarray
    effective: float
    potts: Potts


def predict_contacts(
    alignment: Alignment,
    options: PottsOptions | None = None,
    *,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Contacts:
    """Predict contacts from the couplings of a family.

    Parameters
    ----------
    alignment : Alignment
    options : PottsOptions, optional
    threads : int
        The result does not depend on it.
    progress : callable, optional
        Gets the number of columns fitted so far.

    Returns
    -------
    Contacts

    Raises
    ------
    AlignmentError
        For fewer than two different sequences.

    Notes
    -----
    Probabilities were calibrated on ten families of 650 to 7,000 effective sequences; from far fewer they are too high.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> states = rng.integers(0, 20, (300, 20)).astype(np.uint8)
    >>> states[:, 17] = states[:, 3]
    >>> contacts = predict_contacts(Alignment(states, np.arange(20, dtype=np.int32), 20))
    >>> tuple(map(int, np.unravel_index(np.nanargmax(contacts.probability), (20, 20))))
    (3, 17)
    """
    potts = fit_potts(alignment, options, threads=threads, progress=progress)
    i, j = np.triu_indices(len(alignment.residues), 1)
    apart = alignment.residues[j] - alignment.residues[i] >= SEPARATION
    i, j = i[apart], j[apart]
    score = standard_scores(average_product_corrected(potts.norms), i, j)
    features = pair_features(score, i, j, alignment.residues, potts.effective)
    z = CONTACT_PROBABILITY["intercept"] + sum(CONTACT_PROBABILITY[name] * x for name, x in features.items())
    probability = 1.0 / (1.0 + np.exp(-z))

    def over_residues(values: np.ndarray) -> np.ndarray:
        whole = np.full((alignment.length, alignment.length), np.nan)
        rows, columns = alignment.residues[i], alignment.residues[j]
        whole[rows, columns] = whole[columns, rows] = values
        return whole

    return Contacts(over_residues(probability), over_residues(score[i, j]), potts.effective, potts)


def standard_scores(corrected: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Corrected couplings [L, L] less their median over the pairs (i, j), in units of their spread (median absolute
    deviation): float64 [L, L].
    """
    values = corrected[i, j]
    if not len(values):
        return np.zeros_like(corrected)
    middle = float(np.median(values))
    spread = MAD_TO_DEVIATION * float(np.median(np.abs(values - middle)))
    return (corrected - middle) / max(spread, 1e-12)


def pair_features(
    score: np.ndarray, i: np.ndarray, j: np.ndarray, residues: np.ndarray, effective: float
) -> dict[str, np.ndarray]:
    """What the probability of a pair is read from, float64 [P] each.

    ``score`` itself and its logarithm; the logarithms of the ``neighbours`` in the contact plane, those that the same
    pattern seen from the other end makes equal added up; ``depth``: log of the effective sequences, and a column;
    ``separation``: classes along the chain.
    """
    padded = np.pad(_log(score), REACH)

    def at(a: int, b: int) -> np.ndarray:
        return padded[i + REACH + a, j + REACH + b]

    apart = residues[j] - residues[i]
    features = {
        "score": score[i, j],
        "log_score": at(0, 0),
        "depth": np.full(len(i), np.log(max(effective, 1.0))),
        "depth_a_column": np.full(len(i), np.log(max(effective, 1.0) / len(score))),
        "separation_short": (apart < MEDIUM).astype(float),
        "separation_long": (apart >= LONG).astype(float),
    }
    for a, b in neighbour_offsets():
        features[f"neighbours_{a}_{b}"] = at(a, b) + (at(-b, -a) if (a, b) != (-b, -a) else 0.0)
    return features


def neighbour_offsets() -> list[tuple[int, int]]:
    """Offsets in the contact plane, one of each two that are the same seen from the other end of the chain."""
    span = range(-REACH, REACH + 1)
    return [(a, b) for a in span for b in span if (a, b) != (0, 0) and (a, b) <= (-b, -a)]


def _log(score: np.ndarray) -> np.ndarray:
    """log(1 + score) of what is above the median, on the diagonal 0."""
    found = np.log1p(np.maximum(score, 0.0))
    np.fill_diagonal(found, 0.0)
    return found
