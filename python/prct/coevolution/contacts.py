"""Contacts from an alignment: couplings, corrected, and read as probabilities (Eq. 24b)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from prct.coevolution.potts import Potts, PottsOptions, average_product_corrected, fit_potts
from prct.core.alignment import GAP, STATES, Alignment
from prct.parameters.contact_probability import CONTACT_PROBABILITY

SEPARATION = 6
"""Nearer pairs along the chain say nothing about the fold."""
LEAST_SCORE, MOST_SCORE = -1.0, 8.0
"""Scores beyond say no more."""
REACH = 4
"""How far in the contact plane neighbours are looked at: a turn of a helix."""
NEIGHBOURS: dict[str, tuple[tuple[int, int], ...]] = {
    "parallel": ((1, 1),),
    "antiparallel": ((1, -1),),
    "parallel_two": ((2, 2),),
    "antiparallel_two": ((2, -2),),
    "beside": ((0, 1), (1, 0)),
    "beside_two": ((0, 2), (2, 0)),
    "turn_three": ((0, 3), (3, 0)),
    "turn_four": ((0, 4), (4, 0)),
    "helices": ((4, 4), (4, -4), (3, 4), (4, 3), (3, -4), (4, -3)),
    "parallel_slant": ((1, 2), (2, 1)),
    "antiparallel_slant": ((1, -2), (2, -1)),
}
"""Offsets in the contact plane at which structures repeat their contacts, each with its opposite (Eq. 18)."""
HYDROPHOBICITY = dict(zip("ACDEFGHIKLMNPQRSTVWY", (
    0.31, 1.54, -0.77, -0.64, 1.79, 0.0, 0.13, 1.80, -0.99, 1.70, 1.23, -0.60, 0.72, -0.22, -1.01, -0.04, 0.26, 1.22,
    2.25, 0.96,
), strict=True))  # fmt: skip
"""Of side chains, octanol to water in units of kT ln 10 (Fauchere and Pliska, Eur. J. Med. Chem. 18, 369, 1983)."""
MAD_TO_DEVIATION = 1.4826
LEAST_DEPTH = 0.5
"""Effective sequences a residue; most of the likeliest contacts of a shallower alignment are wrong."""


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
    Probabilities were calibrated on ten families of 650 to 7,000 effective sequences.

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
    features = {**pair_features(score, i, j), **column_features(potts.frequencies, i, j)}
    z = CONTACT_PROBABILITY["intercept"] + sum(CONTACT_PROBABILITY[name] * x for name, x in features.items())
    probability = 1.0 / (1.0 + np.exp(-z))

    def over_residues(values: np.ndarray) -> np.ndarray:
        whole = np.full((alignment.length, alignment.length), np.nan)
        rows, columns = alignment.residues[i], alignment.residues[j]
        whole[rows, columns] = whole[columns, rows] = values
        return whole

    return Contacts(over_residues(probability), over_residues(score[i, j]), potts.effective, potts)


def depth_notes(source: str, effective: float, length: int) -> tuple[str, ...]:
    """What is to be said of an alignment with so many effective sequences over a query of so many residues.

    Examples
    --------
    >>> depth_notes("family.a3m", 31.0, 100)
    ('family.a3m: 31 effective sequences for 100 residues; contacts from so few are seldom right',)
    """
    if effective >= LEAST_DEPTH * length:
        return ()
    return (
        f"{source}: {effective:.0f} effective sequences for {length} residues; contacts from so few are seldom right",
    )


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


def pair_features(score: np.ndarray, i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
    """What scores [L, L] tell of the pairs (i, j), float64 [P] each: ``score``, the same ``bounded``, and sums of the
    bounded scores of neighbours in the contact plane.
    """
    bounded = np.clip(score, LEAST_SCORE, MOST_SCORE)
    np.fill_diagonal(bounded, 0.0)
    padded = np.pad(bounded, REACH)

    def at(a: int, b: int) -> np.ndarray:
        return padded[i + REACH + a, j + REACH + b]

    features = {"score": score[i, j], "bounded": at(0, 0)}
    for name, offsets in NEIGHBOURS.items():
        features[name] = np.sum([at(a, b) + at(-a, -b) for a, b in offsets], axis=0)
    return features


def column_features(frequencies: np.ndarray, i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
    """What columns of given frequencies [L, 21] tell of their pairs, float64 [P] each.

    ``entropy`` of their residues, nats, share of ``gaps`` and ``hydrophobicity``, summed; ``hydrophobicity_product``.
    """
    gaps = frequencies[:, GAP]
    residues = frequencies[:, :GAP] / np.maximum(1.0 - gaps, 1e-9)[:, None]
    entropy = -np.sum(residues * np.log(residues + 1e-12), axis=1)
    oily = frequencies[:, :GAP] @ np.array([HYDROPHOBICITY[letter] for letter in STATES[:GAP]])
    return {
        "entropy": entropy[i] + entropy[j],
        "gaps": gaps[i] + gaps[j],
        "hydrophobicity": oily[i] + oily[j],
        "hydrophobicity_product": oily[i] * oily[j],
    }
