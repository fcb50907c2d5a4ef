"""Reads the backbone of a PDB or mmCIF file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import gemmi
import numpy as np

from prct.base.errors import StructureError
from prct.core.restraints import ATOM_NAMES
from prct.core.structure import Structure
from prct.io.input_file import read_text
from prct.io.residue_codes import AMINO_ACIDS, STAND_INS, UNKNOWN
from prct.io.structure_notes import chain_notes
from prct.io.structure_parsing import parse_structure

MAX_COORDINATE_A = 1e6
"""Coordinates beyond this are taken for a broken file; the largest assemblies span some 3,000 Å."""

TWICE_GIVEN = 0.5
"""From this share of its residues on, atoms that stand twice make two chains of one name; fewer are slips."""


@dataclass(frozen=True)
class ReadResidue:
    """One residue as it was found."""

    name: str
    letter: str
    number: int
    insertion_code: str
    alternates: bool
    twice: bool
    atoms_a: np.ndarray
    b_factor: float
    place: int | None


@dataclass(frozen=True)
class ReadChain:
    """One chain: residues with a CA, and the length of its sequence where the file gives that."""

    name: str
    residues: list[ReadResidue]
    sequence_length: int


def read_structure(path: str | Path) -> Structure:
    """Read the protein backbone of the first model of a PDB or mmCIF file, plain or gzip.

    The conformer with the highest occupancy is taken where there are alternates; modified residues become their
    parents (MSE is read as M) and unknown ones X; water, ligands, nucleic acids and residues without CA are left out.
    A second chain of the same name and numbers gets a name of its own. All of this is reported in ``notes``, and so
    are chain breaks, missing atoms and missing residues.

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
        Missing, broken or truncated file, no protein residue, a coordinate that is no number, or two chains that
        cannot be told apart.

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
    parsed = parse_structure(text, source)
    notes = list(parsed.notes)
    chains, left_out = _protein_chains(parsed.atoms, source)
    if left_out:
        notes.append("left out: " + ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items())))
    for chain in chains:
        _refuse_two_in_one(chain, source)
        notes += chain_notes(chain)
    return _assemble(chains, parsed.scored, notes)


def _refuse_two_in_one(chain: ReadChain, source: str) -> None:
    twice = [residue for residue in chain.residues if residue.twice]
    if len(twice) >= TWICE_GIVEN * len(chain.residues):
        raise StructureError(
            f"{source}: two chains are called {chain.name!r} (CA of residue {twice[0].number} stands twice); "
            "give each chain a name of its own"
        )


def _protein_chains(atoms: gemmi.Structure, source: str) -> tuple[list[ReadChain], Counter[str]]:
    """Protein residues of each chain of the first model, and how many of what else was left out."""
    chains: list[ReadChain] = []
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
            entity = atoms.get_entity_of(chain.get_polymer())
            chains.append(ReadChain(chain.name or "A", traced, len(entity.full_sequence) if entity else 0))
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
    """Residues of a chain that share a number and insertion code are alternatives at one position."""
    positions: dict[str, list[gemmi.Residue]] = {}
    for residue in residues:
        positions.setdefault(str(residue.seqid), []).append(residue)
    return list(positions.values())


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
    letter = info.one_letter_code.upper().strip() or UNKNOWN
    letter = letter if letter == UNKNOWN else STAND_INS.get(letter, letter)
    number = residue.seqid.num if residue.seqid.num is not None else 0
    labels = [atom.altloc for atom in residue if atom.name == "CA"]
    return ReadResidue(
        residue.name, letter if letter in AMINO_ACIDS else UNKNOWN, number, residue.seqid.icode.strip(),
        len(conformers) > 1, len(set(labels)) < len(labels), atoms_a, b_factor, residue.label_seq,
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


def _assemble(chains: list[ReadChain], scored: bool, notes: list[str]) -> Structure:
    residues = [residue for chain in chains for residue in chain.residues]
    confidence = np.array([residue.b_factor for residue in residues])
    codes = tuple(residue.insertion_code for residue in residues)
    lengths = [len(chain.residues) for chain in chains]
    return Structure(
        sequence="".join(residue.letter for residue in residues),
        coords_a=np.stack([residue.atoms_a for residue in residues]),
        chain_index=np.repeat(np.arange(len(chains), dtype=np.int32), lengths),
        chain_ids=tuple(chain.name for chain in chains),
        residue_numbers=np.array([residue.number for residue in residues], dtype=np.int32),
        confidence=np.clip(confidence, 0, 100) if scored and np.isfinite(confidence).all() else None,
        notes=tuple(notes),
        insertion_codes=codes if any(codes) else (),
    )
