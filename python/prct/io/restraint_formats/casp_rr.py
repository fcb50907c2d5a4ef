"""CASP RR: lists of predicted contacts.

::

    PFRMAT RR                     headers are optional
    TARGET T0000
    MODEL 1
    MKVLAAGIVG                    the sequence is optional, over any number of lines, checked
    1 24 0 8 0.93                 i j, lower and upper bound in Å, probability = weight
    A12 B7 0 8 0.51               the same between two chains
    END

Positions count from 1. With a chain's identifier in front they count within that chain; plain numbers count over
all chains one after the other (over the only chain where there is one). Bounds are between CB atoms, virtual for
glycine. A pair given twice keeps its most probable row.
"""

from __future__ import annotations

import re

from prct.base.errors import RestraintError
from prct.core.restraints import RestraintTable
from prct.core.target import Target
from prct.io.residue_codes import first_difference
from prct.io.restraint_formats import fields, pair_list

HEADERS = frozenset({"PFRMAT", "TARGET", "AUTHOR", "REMARK", "METHOD", "RMODE"})

_COLUMNS = "i j lower upper probability"
_RESIDUE = re.compile(r"([A-Za-z0-9]*?)([0-9]+)")
_SEQUENCE = re.compile(r"[A-Za-z\s]+")


def parse(text: str, target: Target, source: str) -> tuple[RestraintTable, tuple[str, ...]]:
    """Read a CASP RR list: its table, and notes of what was settled.

    Raises
    ------
    RestraintError
        With the line and the remedy for every row that cannot be used, and for a sequence that is not the target's.
    """
    rows: list[pair_list.PairRow] = []
    sequence: list[str] = []
    models = 0
    for line_number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        where = f"{source}, line {line_number}"
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "END":
            break
        if words[0] == "PFRMAT" and words[1:2] not in ([], ["RR"]):
            raise RestraintError(f"{where}: format {fields.shown(words[1])} is not RR; give a contact list")
        if words[0] == "MODEL":
            models += 1
            if models > 1:
                raise RestraintError(f"{where}: a second MODEL; keep the one to fold in the file")
        elif words[0] in HEADERS:
            continue
        elif _SEQUENCE.fullmatch(line):
            sequence += words
        else:
            rows.append(_row(words, target, line_number, where))
            pair_list.check_row_count(len(rows), source)
    difference = first_difference("".join(sequence), target.sequence) if sequence else None
    if difference:
        raise RestraintError(f"{source}: its sequence is not the target's ({difference}); use the list of this target")
    kept = pair_list.most_probable(rows)
    notes = pair_list.merge_notes(source, len(rows) - len(kept), "the most probable one of each pair was kept")
    return pair_list.table(kept, source, is_contact=True), notes


def _row(words: list[str], target: Target, line_number: int, where: str) -> pair_list.PairRow:
    if len(words) != 5:
        raise RestraintError(f"{where}: {len(words)} columns; a row has five: {_COLUMNS}")
    i, j = _residue(words[0], target, where), _residue(words[1], target, where)
    if i == j:
        raise RestraintError(f"{where}: residue {fields.shown(words[0])} is paired with itself; delete the row")
    lower_a = fields.number(words[2], "lower bound", where)
    upper_a = fields.number(words[3], "upper bound", where)
    fields.check_bounds(lower_a, upper_a, where)
    probability = fields.number(words[4], "probability", where)
    if not 0 <= probability <= 1:
        raise RestraintError(f"{where}: probability {probability:g} is outside 0-1; scale the fifth column")
    return pair_list.PairRow(line_number, i, j, lower_a, upper_a, probability).ordered()


def _residue(field: str, target: Target, where: str) -> int:
    """0-based residue of ``12`` (over all chains) or ``A12`` (in chain A)."""
    match = _RESIDUE.fullmatch(field)
    if not match:
        raise RestraintError(f"{where}: {fields.shown(field)} is no residue; write {_COLUMNS}, residues as 12 or A12")
    chain, position = match[1], match[2]
    if chain:
        return fields.numbered_residue(target, fields.chain_of(target, chain, where), position, where)
    length = len(target.sequence)
    return fields.position_within(position, length, f"the sequence (1-{length})", where)
