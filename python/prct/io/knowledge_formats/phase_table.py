"""φ/ψ tables: CSV, or ``pred.tab`` of TALOS+ and TALOS-N.

::

    chain,residue,phi,psi,phi_error,psi_error
    A,12,-63,-42,10,12
    A,13,,135,,20

Degrees in [-180, 180]; an error is a standard deviation, above 0 and at most 180. Residues count from 1 within their
chain, which may be empty where there is one. An empty angle is unknown, and then so is its error.

A ``pred.tab`` names its columns in ``VARS`` and its sequence in ``DATA SEQUENCE``, which is checked; rows of class Good
(TALOS+) and Strong (TALOS-N) are used, others are counted in a note. It holds one chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from prct.base.errors import RestraintError
from prct.core.prior_knowledge import PhaseTargets
from prct.core.target import Target
from prct.io.residue_codes import first_difference
from prct.io.restraint_formats import fields
from prct.io.restraint_formats.csv_table import csv_cells

COLUMNS = ("chain", "residue", "phi", "psi", "phi_error", "psi_error")
TALOS_COLUMNS = ("RESID", "RESNAME", "PHI", "PSI", "DPHI", "DPSI", "CLASS")
TALOS_USED = frozenset({"Good", "Strong"})
LARGEST_DEG = 180.0
PROLINE_PHI_DEG = (-120.0, -20.0)
"""The ring holds φ of proline: 2 in 1,000 of 13,188 prolines of training chains lie outside
(``tools/secondary_structure_phases.py``)."""

_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class _Row:
    residue: int
    angle_deg: tuple[float, float]
    error_deg: tuple[float, float]


def parse(text: str, target: Target, source: str) -> tuple[PhaseTargets, tuple[str, ...]]:
    """Read a table: targets of every residue, and notes of what is not used.

    Raises
    ------
    RestraintError
        With the line and the remedy.
    """
    is_talos = any(line.split()[:1] == ["VARS"] for line in text.split("\n"))
    rows, notes = (_talos_rows if is_talos else _csv_rows)(text, target, source)
    length = len(target.sequence)
    angle, error = np.full((length, 2), np.nan), np.full((length, 2), np.nan)
    seen: dict[int, str] = {}
    for where, row in rows:
        if row.residue in seen:
            raise RestraintError(f"{where}: its residue stands in {seen[row.residue]} already; delete one")
        seen[row.residue] = where.rsplit(", ", 1)[1]
        _check_proline(target, row, where)
        angle[row.residue], error[row.residue] = row.angle_deg, row.error_deg
    undefined = _chain_ends(target) & np.isfinite(angle)
    angle[undefined] = np.nan
    if undefined.any():
        notes += (
            f"{source}: {int(undefined.sum())} angles at chain ends (first φ, last ψ), which have none; not used",
        )
    if not np.isfinite(angle).any():
        raise RestraintError(f"{source}: holds no angle that can be used; give φ or ψ of one residue at least")
    error[np.isnan(angle)] = np.nan
    return PhaseTargets(np.radians(angle), np.radians(error)), notes


def _chain_ends(target: Target) -> np.ndarray:
    """bool [L, 2]: φ of first and ψ of last residues."""
    ends = np.zeros((len(target.sequence), 2), bool)
    ends[target.chain_starts[:-1], 0] = ends[target.chain_starts[1:] - 1, 1] = True
    return ends


def _check_proline(target: Target, row: _Row, where: str) -> None:
    phi, (least, most) = row.angle_deg[0], PROLINE_PHI_DEG
    if target.sequence[row.residue] == "P" and np.isfinite(phi) and not least <= phi <= most:
        raise RestraintError(
            f"{where}: φ {phi:g} of a proline, whose ring holds it within {least:g} to {most:g}; correct the angle or "
            "the numbering, or leave it empty"
        )


def _csv_rows(text: str, target: Target, source: str) -> tuple[list[tuple[str, _Row]], tuple[str, ...]]:
    header: list[str] | None = None
    rows = []
    for line_number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{source}, line {line_number}"
        cells = csv_cells(line, where)
        if header is None:
            header = [cell.lower() for cell in cells]
            if sorted(header) != sorted(COLUMNS):
                raise RestraintError(f"{where}: the header must be {','.join(COLUMNS)}; put it above the rows")
            continue
        if len(cells) != len(header):
            raise RestraintError(f"{where}: {len(cells)} columns where the header has {len(header)}; complete the row")
        rows.append((where, _csv_row(dict(zip(header, cells, strict=True)), target, where)))
    if header is None:
        raise RestraintError(f"{source}: empty; the first line must be {','.join(COLUMNS)}")
    return rows, ()


def _csv_row(cell: dict[str, str], target: Target, where: str) -> _Row:
    chain = fields.chain_of(target, cell["chain"], where)
    residue = fields.numbered_residue(target, chain, cell["residue"], where)
    phi, phi_error = _angle(cell, "phi", where)
    psi, psi_error = _angle(cell, "psi", where)
    return _Row(residue, (phi, psi), (phi_error, psi_error))


def _angle(cell: dict[str, str], name: str, where: str) -> tuple[float, float]:
    """An angle and its error, in degrees; both NaN where neither is given."""
    given, error = cell[name], cell[f"{name}_error"]
    if not given and not error:
        return np.nan, np.nan
    if not given or not error:
        raise RestraintError(f"{where}: {name} and {name}_error go together; give both or neither")
    return checked_angle(fields.number(given, name, where), name, where), _error(
        fields.number(error, f"{name}_error", where), f"{name}_error", where
    )


def checked_angle(angle_deg: float, name: str, where: str) -> float:
    """`angle_deg`, refused outside [-180, 180].

    Raises
    ------
    RestraintError
    """
    if not -LARGEST_DEG <= angle_deg <= LARGEST_DEG:
        raise RestraintError(f"{where}: {name} {angle_deg:g} is outside -180 to 180; give degrees")
    return angle_deg


def _error(error_deg: float, name: str, where: str) -> float:
    if not 0 < error_deg <= LARGEST_DEG:
        raise RestraintError(f"{where}: {name} {error_deg:g} must be above 0, at most 180; give degrees")
    return error_deg


def _talos_rows(text: str, target: Target, source: str) -> tuple[list[tuple[str, _Row]], tuple[str, ...]]:
    if len(target.sequences) != 1:
        raise RestraintError(f"{source}: a TALOS table holds one chain, the target {len(target.sequences)}; give CSV")
    columns: list[str] = []
    sequence, first, unused = "", 1, 0
    rows = []
    for line_number, line in enumerate(text.split("\n"), start=1):
        words, where = line.split(), f"{source}, line {line_number}"
        if not words or words[0] in ("REMARK", "FORMAT") or words[0].startswith("#"):
            continue
        if words[0] == "DATA":
            sequence += "".join(words[2:]) if words[1:2] == ["SEQUENCE"] else ""
            if words[1:2] == ["FIRST_RESID"] and len(words) > 2:
                first = _whole(words[2], "FIRST_RESID", where)
        elif words[0] == "VARS":
            columns = words[1:]
            missing = [name for name in TALOS_COLUMNS if name not in columns]
            if missing:
                raise RestraintError(f"{where}: VARS lacks {', '.join(missing)}; give pred.tab as TALOS writes it")
        elif len(words) != len(columns):
            raise RestraintError(f"{where}: {len(words)} columns where VARS names {len(columns)}; complete the row")
        else:
            row = _talos_row(dict(zip(columns, words, strict=True)), target, first, where)
            rows += [(where, row)] if row else []
            unused += row is None
    difference = first_difference(sequence, target.sequence) if sequence else None
    if difference:
        raise RestraintError(f"{source}: its sequence is not the target's ({difference}); use this target's table")
    used = " or ".join(sorted(TALOS_USED))
    return rows, (f"{source}: {unused} rows not of class {used}; not used",) if unused else ()


def _whole(field: str, name: str, where: str) -> int:
    if not _WHOLE.fullmatch(field):
        raise RestraintError(f"{where}: {name} {fields.shown(field)} is no whole number; write residues as TALOS does")
    return int(field)


def _talos_row(cell: dict[str, str], target: Target, first: int, where: str) -> _Row | None:
    """None for a row whose class is not used."""
    place = _whole(cell["RESID"], "RESID", where) - first + 1
    residue = fields.numbered_residue(target, 0, str(place), where)
    letter = cell["RESNAME"].upper()  # TALOS writes a reduced cysteine as C, an oxidised one as c
    if first_difference(letter, target.sequence[residue]):
        raise RestraintError(
            f"{where}: {letter} where the sequence has {target.sequence[residue]}; use the table of this target"
        )
    if cell["CLASS"] not in TALOS_USED:
        return None
    angles = [checked_angle(fields.number(cell[name], name, where), name, where) for name in ("PHI", "PSI")]
    errors = [_error(fields.number(cell[name], name, where), name, where) for name in ("DPHI", "DPSI")]
    return _Row(residue, (angles[0], angles[1]), (errors[0], errors[1]))
