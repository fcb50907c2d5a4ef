"""Reads the backbone of a PDB or mmCIF file."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import gemmi
import numpy as np

from prct.base.errors import StructureError
from prct.core.restraints import ATOM_NAMES
from prct.core.structure import Structure
from prct.io.input_file import read_text
from prct.io.residue_codes import AMINO_ACIDS, STAND_INS
from prct.io.structure_notes import chain_notes

MAX_COORDINATE_A = 1e6
"""Coordinates beyond this are taken for a broken file; the largest assemblies span some 3,000 Å."""

CONFIDENCE_REMARK = "B-FACTOR COLUMN: CONFIDENCE 0-100"
"""Written into PDB files so that a reader knows model confidence from thermal factors."""

_GEMMI_ERRORS = (RuntimeError, ValueError, IndexError, KeyError, UnicodeError, MemoryError, OverflowError)
_MMCIF_START = re.compile(r"^(data_|loop_|_atom_site\.)", re.IGNORECASE | re.MULTILINE)
_PDB_ATOM = re.compile(r"^(?:ATOM  |HETATM)", re.MULTILINE)
_PDB_COORDINATE = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+) *")


@dataclass(frozen=True)
class ReadResidue:
    """One residue as it was found."""

    name: str
    letter: str
    number: int
    insertion_code: str
    alternates: bool
    atoms_a: np.ndarray
    b_factor: float


def read_structure(path: str | Path) -> Structure:
    """Read the protein backbone of the first model of a PDB or mmCIF file, plain or gzip.

    The conformer with the highest occupancy is taken where there are alternates; modified residues become their
    parents (MSE is read as M); water, ligands, nucleic acids and residues without CA are left out. All of this is
    reported in ``notes``, and so are chain breaks, missing atoms and missing residues.

    Parameters
    ----------
    path : str or Path
        The format is told by content.

    Returns
    -------
    Structure
        ``confidence`` is set when the file says that it holds one (``_ma_qa_metric_local``, or the remark of a PDB
        file written here); thermal factors are not taken for it.

    Raises
    ------
    StructureError
        Missing, broken or truncated file, no protein residue, or a coordinate that is no number.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ala.pdb"
    >>> _ = path.write_text("ATOM      2  CA  ALA A   7      26.266  25.413   2.842  1.00 10.38           C\\n")
    >>> structure = read_structure(path)
    >>> structure.sequence, structure.residue_numbers.tolist(), structure.coords_a[0, 1].tolist()
    ('A', [7], [26.266, 25.413, 2.842])
    """
    source = str(path)
    text = read_text(path, StructureError)
    atoms, scored = _parse_mmcif(text, source) if _is_mmcif(text) else _parse_pdb(text, source)
    if not len(atoms) or not len(atoms[0]):
        raise StructureError(f"{source}: no atoms in the first model; give a PDB or mmCIF file with coordinates")
    notes = [f"first of {len(atoms)} models read"] if len(atoms) > 1 else []
    chains, left_out = _protein_chains(atoms, source)
    if left_out:
        notes.append("left out: " + ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items())))
    for chain_id, residues in chains.items():
        notes += chain_notes(chain_id, residues)
    return _assemble(chains, scored, notes)


def _is_mmcif(text: str) -> bool:
    return bool(_MMCIF_START.search(text)) and not _PDB_ATOM.match(text) and "_atom_site." in text.lower()


def _parse_pdb(text: str, source: str) -> tuple[gemmi.Structure, bool]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("ATOM  ", "HETATM")):
            for axis, start in zip("xyz", (30, 38, 46), strict=True):
                if not _PDB_COORDINATE.fullmatch(line[start : start + 8]):
                    raise StructureError(
                        f"{source}, line {number}: {axis} is {line[start : start + 8]!r}, no coordinate; "
                        "the file is broken or cut short, get it again"
                    )
    try:
        atoms = gemmi.read_pdb_string(text)
        atoms.merge_chain_parts()
        atoms.setup_entities()
    except _GEMMI_ERRORS as problem:
        raise _broken(source, "PDB", problem) from None
    return atoms, CONFIDENCE_REMARK in text


def _parse_mmcif(text: str, source: str) -> tuple[gemmi.Structure, bool]:
    try:
        document = gemmi.cif.read_string(text)
        block = next((block for block in document if block.find_values("_atom_site.Cartn_x")), None)
        atoms = gemmi.make_structure_from_block(block) if block else gemmi.Structure()
        atoms.merge_chain_parts()
        atoms.setup_entities()
    except _GEMMI_ERRORS as problem:
        raise _broken(source, "mmCIF", problem) from None
    return atoms, bool(block and block.find_values("_ma_qa_metric_local.metric_value"))


def _broken(source: str, form: str, problem: Exception) -> StructureError:
    reason = " ".join(str(problem).split())[:160] or type(problem).__name__
    return StructureError(f"{source}: broken or truncated {form} ({reason}); get the file again")


def _protein_chains(atoms: gemmi.Structure, source: str) -> tuple[dict[str, list[ReadResidue]], Counter[str]]:
    """Protein residues of each chain of the first model, and how many of what else was left out."""
    chains: dict[str, list[ReadResidue]] = {}
    left_out: Counter[str] = Counter()
    for chain in atoms[0]:
        residues: list[gemmi.Residue] = []
        for residue in chain:
            kind = _left_out_as(residue)
            if kind:
                left_out[kind] += 1
            else:
                residues.append(residue)
        read = [_read_residue(alternatives, source, chain.name) for alternatives in _by_position(residues)]
        traced = [residue for residue in read if residue is not None]
        if len(traced) < len(read):
            left_out["residues without CA"] += len(read) - len(traced)
        if traced:
            chains.setdefault(chain.name or "A", []).extend(traced)
    if not chains:
        raise StructureError(f"{source}: no protein residue with a CA atom; give a protein structure")
    return chains, left_out


def _left_out_as(residue: gemmi.Residue) -> str | None:
    """What a residue is when it is no part of a protein chain."""
    info = gemmi.find_tabulated_residue(residue.name)
    if residue.is_water():
        return "waters"
    if info.kind in (gemmi.ResidueKind.DNA, gemmi.ResidueKind.RNA):
        return "nucleotides"
    polymer = residue.entity_type == gemmi.EntityType.Polymer
    unknown_but_peptide = not info.found() and all(residue.find_atom(name, "*") for name in ("N", "CA", "C"))
    if info.is_amino_acid() and (polymer or residue.het_flag != "H"):
        return None
    return None if polymer and unknown_but_peptide else "ligands and caps"


def _by_position(residues: list[gemmi.Residue]) -> list[list[gemmi.Residue]]:
    """Residues that share a number and insertion code are alternatives at one position."""
    positions: list[list[gemmi.Residue]] = []
    for residue in residues:
        if positions and positions[-1][0].seqid == residue.seqid:
            positions[-1].append(residue)
        else:
            positions.append([residue])
    return positions


def _read_residue(alternatives: list[gemmi.Residue], source: str, chain_id: str) -> ReadResidue | None:
    """Backbone of the conformer with the highest mean occupancy; None without a CA."""
    conformers = [(residue, label) for residue in alternatives for label in _labels(residue)]
    residue, label = max(conformers, key=lambda conformer: _occupancy(*conformer))
    atoms_a = np.full((len(ATOM_NAMES), 3), np.nan)
    b_factor = np.nan
    for index, name in enumerate(ATOM_NAMES):
        atom = _atom(residue, name, label)
        if atom is None:
            continue
        position = np.array(atom.pos.tolist())
        if not (np.abs(position) <= MAX_COORDINATE_A).all():
            raise StructureError(
                f"{source}: chain {chain_id} residue {residue.seqid} atom {name} has no usable coordinates "
                f"({', '.join(f'{value:g}' for value in position)}); correct or delete the atom"
            )
        atoms_a[index] = position
        b_factor = atom.b_iso if name == "CA" else b_factor
    if np.isnan(atoms_a[1]).any():
        return None
    info = gemmi.find_tabulated_residue(residue.name)
    letter = info.one_letter_code.upper().strip() or "X"
    letter = STAND_INS.get(letter, letter)
    number = residue.seqid.num if residue.seqid.num is not None else 0
    return ReadResidue(
        residue.name, letter if letter in AMINO_ACIDS else "A", number, residue.seqid.icode.strip(),
        len(conformers) > 1, atoms_a, b_factor,
    )  # fmt: skip


def _labels(residue: gemmi.Residue) -> list[str]:
    """Alternate-location labels of the backbone atoms, ``\\0`` where there are none."""
    labels = {atom.altloc for atom in residue if atom.name in ATOM_NAMES} - {"\0"}
    return sorted(labels) or ["\0"]


def _occupancy(residue: gemmi.Residue, label: str) -> float:
    occupancies = [atom.occ for atom in residue if atom.name in ATOM_NAMES and atom.altloc in ("\0", label)]
    return sum(occupancies) / len(occupancies) if occupancies else -1.0


def _atom(residue: gemmi.Residue, name: str, label: str) -> gemmi.Atom | None:
    """The atom of the conformer, otherwise the one with the highest occupancy."""
    candidates = [atom for atom in residue if atom.name == name]
    return max(candidates, key=lambda atom: (atom.altloc in (label, "\0"), atom.occ), default=None)


def _assemble(chains: dict[str, list[ReadResidue]], scored: bool, notes: list[str]) -> Structure:
    residues = [residue for chain in chains.values() for residue in chain]
    confidence = np.array([residue.b_factor for residue in residues])
    return Structure(
        sequence="".join(residue.letter for residue in residues),
        coords_a=np.stack([residue.atoms_a for residue in residues]),
        chain_index=np.repeat(np.arange(len(chains), dtype=np.int32), [len(chain) for chain in chains.values()]),
        chain_ids=tuple(chains),
        residue_numbers=np.array([residue.number for residue in residues], dtype=np.int32),
        confidence=np.clip(confidence, 0, 100) if scored and np.isfinite(confidence).all() else None,
        notes=tuple(notes),
    )
