"""Groups of alternative restraints (OR) as the engine takes them: one distance and one pair of bounds a group.

The engine joins the members of a group by d = (Σ d⁻⁶)^(-1/6) and holds d to the bounds of the first (Eq. 9). So that a
group never asks for more than one of its members does, all of them get the widest of their bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.core.restraints import RestraintTable


@dataclass(frozen=True)
class UsableRows:
    """Rows of a table that act on a fold, members of a group together.

    Attributes
    ----------
    order : int64 [M]
        Rows of the table.
    lower_a, upper_a, weight : float64 [M]
    group : int32 [M]
        -1 = on its own.
    notes : tuple of str
        What was dropped or widened.
    """

    order: np.ndarray
    lower_a: np.ndarray
    upper_a: np.ndarray
    weight: np.ndarray
    group: np.ndarray
    notes: tuple[str, ...]


def usable_rows(table: RestraintTable, usable: np.ndarray) -> UsableRows:
    """Settle the groups of a table.

    A group with a member that is not `usable` is left out: a pair that the chain fixes, or one of weight 0, may be the
    one that holds, and then the others need not. Members on one pair of atoms become one. A group of one member is a
    restraint on its own.

    Parameters
    ----------
    table : RestraintTable
    usable : bool [rows of the table]
        Rows that say something about the fold.
    """
    grouped = table.group >= 0
    free = np.unique(table.group[grouped & ~usable])
    order = np.flatnonzero(usable & ~np.isin(table.group, free))
    order = order[np.argsort(table.group[order], kind="stable")]
    order = order[_first_of_each_pair(table, order)]
    notes = []
    if len(free):
        notes.append(
            f"{_groups(len(free))} not used: a member of each has weight 0 or is fixed by the chain, and then the "
            "others need not hold"
        )
    lower_a, upper_a, weight, widened = _widened(table, order, usable & ~np.isin(table.group, free))
    if widened:
        notes.append(f"{_groups(widened)} with members of different bounds; bounds that hold all of them are used")
    group = table.group[order].astype(np.int32)
    names, sizes = np.unique(group, return_counts=True)
    group[np.isin(group, names[sizes == 1])] = -1
    return UsableRows(order, lower_a, upper_a, weight, group, tuple(notes))


def restraint_starts(group: np.ndarray) -> np.ndarray:
    """Where each restraint begins in rows whose groups stand together; a group is one restraint.

    Examples
    --------
    >>> restraint_starts(np.array([-1, -1, 3, 3, 4])).tolist()
    [0, 1, 2, 4]
    """
    begins = np.ones(len(group), bool)
    begins[1:] = (group[1:] != group[:-1]) | (group[1:] < 0)
    return np.flatnonzero(begins)


def _groups(count: int) -> str:
    return f"{count} group{'s' if count > 1 else ''} of alternatives"


def _first_of_each_pair(table: RestraintTable, order: np.ndarray) -> np.ndarray:
    """Places in `order` of single rows, and of the first row of each group on each pair of atoms."""
    group = table.group[order]
    single = np.flatnonzero(group < 0)
    members = np.flatnonzero(group >= 0)
    columns = [getattr(table, name)[order[members]] for name in ("residue_i", "atom_i", "residue_j", "atom_j")]
    keys = np.stack([group[members], *columns], axis=1).astype(np.int64)
    first = np.unique(keys, axis=0, return_index=True)[1] if len(members) else np.zeros(0, np.int64)
    return np.sort(np.concatenate([single, members[first]]))


def _widened(
    table: RestraintTable, order: np.ndarray, used: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Bounds and weights of the rows `order`: of a group the widest bounds and the largest weight of its `used` rows;
    and how many groups that changed."""
    rows = (table.lower_a[order].astype(float), table.upper_a[order].astype(float), table.weight[order].astype(float))
    members = np.flatnonzero((table.group >= 0) & used)
    if not len(members):
        return (*rows, 0)
    members = members[np.argsort(table.group[members], kind="stable")]
    starts = restraint_starts(table.group[members])
    here = table.group[order] >= 0
    place = np.searchsorted(table.group[members][starts], table.group[order][here])
    lower = np.minimum.reduceat(table.lower_a[members], starts)
    upper = np.maximum.reduceat(table.upper_a[members], starts)
    widest = (lower, upper, np.maximum.reduceat(table.weight[members], starts))
    for column, of_group in zip(rows, widest, strict=True):
        column[here] = of_group[place]
    changed = (np.maximum.reduceat(table.lower_a[members], starts) > lower) | (
        np.minimum.reduceat(table.upper_a[members], starts) < upper
    )
    return (*rows, int(np.count_nonzero(changed)))
