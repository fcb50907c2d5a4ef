"""Pairs that are known not to be contacts (Eq. 9a), as a rule with exceptions: its size is that of the contacts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Absence:
    """All pairs of two chains, or at least `separation` apart in one, except those named.

    Attributes
    ----------
    chain_index : int [L]
    separation : int
    named : int32 [Q, 2]
        Either way round; a pair may come more than once.

    Examples
    --------
    >>> absence = Absence(np.zeros(12, int), 6, np.array([[8, 0]], np.int32))
    >>> absence.holds(0, 9), absence.holds(0, 8), absence.holds(0, 5)
    (True, False, False)
    """

    chain_index: np.ndarray
    separation: int
    named: np.ndarray

    def holds(self, i: int, j: int) -> bool:
        """Whether residues i and j are known not to be in contact."""
        apart = abs(i - j) >= self.separation or self.chain_index[i] != self.chain_index[j]
        return bool(apart) and not (np.sort(self.named, axis=1) == sorted((i, j))).all(axis=1).any()
