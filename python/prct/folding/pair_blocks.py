"""Residue pairs that may say something about a fold, looked at block by block, so that no [L, L] copy is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from prct.core.target import Target

BLOCK_PAIRS = 1 << 18
"""Pairs looked at together: a few MB of indices, and 50 MB of a distogram of 25 bins."""

Chosen = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From residues i and j [P] to bool [P]."""


def are_apart(target: Target, i: np.ndarray, j: np.ndarray, separation: int) -> np.ndarray:
    """Separation rules apply within a chain."""
    chain = target.chain_index
    return (np.abs(j - i) >= separation) | (chain[i] != chain[j])


def pair_blocks(target: Target, separation: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All pairs i < j that are apart, in ascending order: int64 [P] and [P], several rows of the matrix at a time.

    Examples
    --------
    >>> [(i.tolist(), j.tolist()) for i, j in pair_blocks(Target("t", ("A",), ("MKVL",)), 2)]
    [([0, 0, 1], [2, 3, 3])]
    """
    length = len(target.sequence)
    rows = max(1, BLOCK_PAIRS // length)
    for first in range(0, length, rows):
        i, j = np.ogrid[first : min(first + rows, length), 0:length]
        row, j = np.nonzero((j > i) & are_apart(target, i, j, separation))
        yield row + first, j


def pairs_where(target: Target, separation: int, chosen: Chosen) -> np.ndarray:
    """The pairs i < j that are apart and chosen, in ascending order: int32 [Q, 2]."""
    found = [np.zeros((0, 2), np.int32)]
    for i, j in pair_blocks(target, separation):
        kept = chosen(i, j)
        found.append(np.stack([i[kept], j[kept]], axis=1).astype(np.int32))
    return np.concatenate(found)


def share_where(target: Target, separation: int, chosen: Chosen) -> float:
    """Which share of the pairs that are apart is chosen; 0 where none is apart."""
    kept = total = 0
    for i, j in pair_blocks(target, separation):
        kept += int(np.count_nonzero(chosen(i, j)))
        total += len(i)
    return kept / total if total else 0.0
