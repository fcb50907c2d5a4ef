"""CSV: bounds between atoms, one row a restraint.

::

    chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight,atom_i,atom_j,group
    A,12,A,47,3.5,6.0,1.0,CB,CB,
    A,12,B,7,0,22,0.5,CA,CA,crosslink 1

Residues count from 1 within their chain; `chain_i` and `chain_j` may be empty where there is one chain. `atom_i`,
`atom_j` (N, CA, C, O or CB; default CB, virtual for glycine) and `group` are optional. Rows with the same `group`
are alternatives: one of them has to hold. An upper bound may be ``inf``. Rows of one pair outside groups are
intersected; alternatives stay as they are.
"""

from __future__ import annotations

import csv

from prct.base.errors import RestraintError
from prct.core.restraints import ATOM_NAMES, RestraintTable
from prct.core.target import Target
from prct.io.restraint_formats import fields, pair_list

REQUIRED = ("chain_i", "residue_i", "chain_j", "residue_j", "lower_a", "upper_a", "weight")
OPTIONAL = ("atom_i", "atom_j", "group")

MAX_WEIGHT = 1e6
"""Largest weight: weights are relative, and a row that outweighs a million others leaves them without effect."""


def parse(text: str, target: Target, source: str) -> tuple[RestraintTable, tuple[str, ...]]:
    """Read a CSV table of bounds, and notes of what was settled.

    Raises
    ------
    RestraintError
        With the line and the remedy for every row that cannot be used, and for a wrong header.
    """
    header: list[str] | None = None
    groups: dict[str, int] = {}
    rows: list[pair_list.PairRow] = []
    for line_number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{source}, line {line_number}"
        cells = csv_cells(line, where)
        if header is None:
            header = _header(cells, where)
            continue
        if len(cells) != len(header):
            raise RestraintError(f"{where}: {len(cells)} columns where the header has {len(header)}; complete the row")
        rows.append(_row(dict(zip(header, cells, strict=True)), target, groups, line_number, where))
        pair_list.check_row_count(len(rows), source)
    if header is None:
        raise RestraintError(f"{source}: empty; the first line must be {','.join(REQUIRED)}")
    kept = pair_list.intersected(rows, source)
    notes = pair_list.merge_notes(source, len(rows) - len(kept), "the bounds of each pair were intersected")
    return pair_list.table(kept, source, is_contact=False), notes


def csv_cells(line: str, where: str) -> list[str]:
    """The columns of a line, without the spaces around them.

    Raises
    ------
    RestraintError
        For quotes that are not closed.
    """
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except csv.Error as problem:
        raise RestraintError(f"{where}: broken CSV ({problem}); close the quotes and keep one row a line") from None


def _header(cells: list[str], where: str) -> list[str]:
    names = [cell.lower() for cell in cells]
    if len(cells) == 1 and cells[0].count(";") >= len(REQUIRED) - 1:
        raise RestraintError(f"{where}: columns apart by semicolons; write commas, and points in decimal numbers")
    if len(cells) >= len(REQUIRED) and not set(names) & set(REQUIRED):
        raise RestraintError(f"{where}: no header; put the line {','.join(REQUIRED)} above the rows")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise RestraintError(f"{where}: the header lacks {', '.join(missing)}; it must be {','.join(REQUIRED)}")
    for name in names:
        if name not in REQUIRED + OPTIONAL:
            raise RestraintError(
                f"{where}: unknown column {fields.shown(name)}; delete it or use {', '.join(OPTIONAL)}"
            )
        if names.count(name) > 1:
            raise RestraintError(f"{where}: column {name} stands twice; delete one")
    return names


def _row(
    cell: dict[str, str], target: Target, groups: dict[str, int], line_number: int, where: str
) -> pair_list.PairRow:
    i, j = (_residue(cell, side, target, where) for side in "ij")
    if i == j:
        raise RestraintError(f"{where}: residue {cell['residue_i']} is paired with itself; delete the row")
    lower_a = fields.number(cell["lower_a"], "lower_a", where)
    upper_a = fields.number(cell["upper_a"], "upper_a", where)
    fields.check_bounds(lower_a, upper_a, where)
    weight = fields.number(cell["weight"], "weight", where)
    if not 0 <= weight <= MAX_WEIGHT:
        raise RestraintError(f"{where}: weight {weight:g} must be finite, from 0 to {MAX_WEIGHT:g}; 1 is usual")
    label = cell.get("group", "")
    group = groups.setdefault(label, len(groups)) if label not in ("", "-1") else pair_list.UNGROUPED
    atom_i, atom_j = (_atom(cell.get(f"atom_{side}", ""), where) for side in "ij")
    return pair_list.PairRow(line_number, i, j, lower_a, upper_a, weight, atom_i, atom_j, group).ordered()


def _residue(cell: dict[str, str], side: str, target: Target, where: str) -> int:
    chain = fields.chain_of(target, cell[f"chain_{side}"], where)
    return fields.numbered_residue(target, chain, cell[f"residue_{side}"], where)


def _atom(field: str, where: str) -> int:
    name = field.upper() or "CB"
    if name not in ATOM_NAMES:
        raise RestraintError(f"{where}: atom {fields.shown(field)} is not modelled; use one of {', '.join(ATOM_NAMES)}")
    return ATOM_NAMES.index(name)
