"""Collects the rows of a restraint list, settles duplicates, and makes the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from prct.base.errors import RestraintError
from prct.core.restraints import RestraintTable

MAX_ROWS = 5_000_000
"""Most rows of one list: 25 for each residue of the largest target."""

LEAST_LARGEST_WEIGHT = 1e-6
"""A list needs one weight of at least this; smaller ones beside it are accepted."""

CB = 4
"""Index of CB in :data:`prct.core.restraints.ATOM_NAMES`."""

UNGROUPED = -1


@dataclass(frozen=True)
class PairRow:
    """One restraint of a list, with the line it came from."""

    line: int
    residue_i: int
    residue_j: int
    lower_a: float
    upper_a: float
    weight: float
    atom_i: int = CB
    atom_j: int = CB
    group: int = UNGROUPED

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The pair of atoms, whatever is said about it."""
        return self.residue_i, self.atom_i, self.residue_j, self.atom_j

    def ordered(self) -> PairRow:
        """The same restraint with ``residue_i < residue_j``."""
        if self.residue_i < self.residue_j:
            return self
        return PairRow(
            self.line, self.residue_j, self.residue_i, self.lower_a, self.upper_a, self.weight,
            self.atom_j, self.atom_i, self.group,
        )  # fmt: skip


def most_probable(rows: Iterable[PairRow]) -> list[PairRow]:
    """Predicted contacts: of the rows of one pair the one with the largest weight, then the tightest.

    Opinions on one pair exclude one another, so they are not added up. The pair keeps its first place in the list.
    """
    best: dict[tuple[int, int, int, int], PairRow] = {}
    for row in rows:
        kept = best.setdefault(row.key, row)
        if (row.weight, kept.upper_a - kept.lower_a) > (kept.weight, row.upper_a - row.lower_a):
            best[row.key] = row
    return list(best.values())


def intersected(rows: Iterable[PairRow], source: str) -> list[PairRow]:
    """Measured bounds: rows of one pair must hold together, so their intersection with the larger weight is kept.

    Members of a group are alternatives, which need not hold together: only rows that repeat one are merged.

    Raises
    ------
    RestraintError
        When two rows of a pair leave no distance.
    """
    merged: dict[tuple[float, ...], PairRow] = {}
    for row in rows:
        alone = row.group == UNGROUPED
        key = row.key if alone else (*row.key, row.group, row.lower_a, row.upper_a)
        first = merged.setdefault(key, row)
        lower_a, upper_a = max(first.lower_a, row.lower_a), min(first.upper_a, row.upper_a)
        if lower_a > upper_a:
            raise RestraintError(
                f"{source}, line {row.line}: contradicts line {first.line} on the same pair "
                f"({lower_a:g} Å at least, {upper_a:g} Å at most); delete one, or make them alternatives of a group"
            )
        weight = max(first.weight, row.weight)
        merged[key] = replace(first, lower_a=lower_a, upper_a=upper_a, weight=weight)
    return list(merged.values())


def merge_notes(source: str, n_merged: int, how: str) -> tuple[str, ...]:
    """A note when pairs were given more than once."""
    return (f"{source}: {n_merged} rows repeat the pair of another row; {how}",) if n_merged else ()


def table(rows: list[PairRow], source: str, is_contact: bool) -> RestraintTable:
    """Columns of the rows.

    Raises
    ------
    RestraintError
        When there is no row, or no row with weight.
    """
    if not rows:
        raise RestraintError(f"{source}: holds no restraint; give at least one row")
    if not any(row.weight >= LEAST_LARGEST_WEIGHT for row in rows):
        raise RestraintError(
            f"{source}: no weight reaches {LEAST_LARGEST_WEIGHT:g}, so nothing would act; give at least one weight "
            "above 0, of the order of 1"
        )

    def column(name: str, dtype: type) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=dtype)

    return RestraintTable(
        residue_i=column("residue_i", np.int32),
        residue_j=column("residue_j", np.int32),
        atom_i=column("atom_i", np.uint8),
        atom_j=column("atom_j", np.uint8),
        lower_a=column("lower_a", np.float64),
        upper_a=column("upper_a", np.float64),
        weight=column("weight", np.float64),
        group=column("group", np.int32),
        is_contact=np.full(len(rows), is_contact),
    )


def check_row_count(n_rows: int, source: str) -> None:
    """Refuse a list of more than :data:`MAX_ROWS` rows."""
    if n_rows > MAX_ROWS:
        raise RestraintError(f"{source}: more than {MAX_ROWS} rows; keep the most probable ones")
