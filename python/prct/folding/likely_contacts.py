"""Which contacts of a predicted list or map are candidates."""

from __future__ import annotations

import numpy as np

BELIEVED = 0.5
"""Contacts of this share of the largest weight are candidates,"""
CANDIDATES_PER_RESIDUE = 1.5
"""and so many more of the likeliest a residue; the long tail of a predicted list does more harm than good."""


def likely(weight: np.ndarray, residues: int) -> np.ndarray:
    """bool [M]: which of M contacts are candidates by their weights, of equal ones all.

    Examples
    --------
    >>> likely(np.array([0.9, 0.1, 0.2, 0.5]), 2).tolist()
    [True, False, True, True]
    """
    count = int(CANDIDATES_PER_RESIDUE * residues)
    if len(weight) <= count:
        return np.ones(len(weight), bool)
    least = np.partition(weight, len(weight) - count)[len(weight) - count] if count else np.inf
    return weight >= min(least, BELIEVED * float(weight.max()))


def unlikely_notes(among: np.ndarray) -> tuple[str, ...]:
    """How many contacts of bool [M] are no candidates, in words."""
    if among.all():
        return ()
    return (
        f"{np.count_nonzero(~among)} of {len(among)} contacts not used, neither among the {CANDIDATES_PER_RESIDUE:g} "
        f"likeliest a residue nor of {BELIEVED:g} times the largest weight",
    )
