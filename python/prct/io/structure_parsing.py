"""Text of a PDB or mmCIF file to the chains of its first model; two chains of one name are told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import gemmi

from prct.base.errors import StructureError
from prct.io.fasta import default_chain_ids

CONFIDENCE_REMARK = "B-FACTOR COLUMN: CONFIDENCE 0-100"
"""Written into PDB files so that a reader knows model confidence from thermal factors."""

_GEMMI_ERRORS = (RuntimeError, ValueError, IndexError, KeyError, UnicodeError, MemoryError, OverflowError)
_MMCIF_START = re.compile(r"^(data_|loop_|_atom_site\.)", re.IGNORECASE | re.MULTILINE)
_PDB_ATOM = re.compile(r"^(?:ATOM  |HETATM)", re.MULTILINE)
_PDB_END = re.compile(r"^END", re.MULTILINE)
_PDB_COORDINATE = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+) *")


@dataclass(frozen=True)
class ParsedStructure:
    """What a file holds.

    Attributes
    ----------
    atoms : gemmi.Structure
        Chains whole and of different names; entities and places in the sequence are set.
    scored : bool
        The file says that its B-factors are confidence.
    notes : tuple of str
    """

    atoms: gemmi.Structure
    scored: bool
    notes: tuple[str, ...]


def parse_structure(text: str, source: str) -> ParsedStructure:
    """Parse PDB or mmCIF, told apart by content.

    Raises
    ------
    StructureError
        Broken or truncated text, or no atoms.
    """
    is_mmcif = bool(_MMCIF_START.search(text)) and not _PDB_ATOM.match(text) and "_atom_site." in text.lower()
    text = text.encode("ascii", errors="replace").decode("ascii")  # all that either format allows; keeps PDB's columns
    if not is_mmcif:
        _check_coordinates(text, source)
    try:
        atoms, scored = _mmcif(text) if is_mmcif else _pdb(text)
        notes = [f"first of {len(atoms)} models read"] if len(atoms) > 1 else []
        notes += _rename_second_chains(atoms[0]) if len(atoms) else []
        atoms.merge_chain_parts()
        atoms.setup_entities()
        atoms.assign_label_seq_id()
    except _GEMMI_ERRORS as problem:
        reason = " ".join(str(problem).split())[:160] or type(problem).__name__
        form = "mmCIF" if is_mmcif else "PDB"
        raise StructureError(f"{source}: broken or truncated {form} ({reason}); get the file again") from None
    if not len(atoms) or not len(atoms[0]):
        raise StructureError(f"{source}: no atoms in the first model; give a PDB or mmCIF file with coordinates")
    if not is_mmcif and not _is_ended(text):
        notes.append("no END after the last atom; the file may be cut short")
    return ParsedStructure(atoms, scored, tuple(notes))


def _check_coordinates(text: str, source: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(("ATOM  ", "HETATM")):
            for axis, start in zip("xyz", (30, 38, 46), strict=True):
                if not _PDB_COORDINATE.fullmatch(line[start : start + 8]):
                    raise StructureError(
                        f"{source}, line {number}: {axis} is {line[start : start + 8]!r}, no coordinate; "
                        "the file is broken or cut short, get it again"
                    )


def _is_ended(text: str) -> bool:
    """Whether END, or ENDMDL of the last model, follows the last atom."""
    last = max((found.start() for found in _PDB_ATOM.finditer(text)), default=0)
    return bool(_PDB_END.search(text, last))


def _pdb(text: str) -> tuple[gemmi.Structure, bool]:
    return gemmi.read_pdb_string(text, split_chain_on_ter=True), CONFIDENCE_REMARK in text


def _mmcif(text: str) -> tuple[gemmi.Structure, bool]:
    document = gemmi.cif.read_string(text)
    block = next((block for block in document if block.find_values("_atom_site.Cartn_x")), None)
    if block is None:
        return gemmi.Structure(), False
    return gemmi.make_structure_from_block(block), bool(block.find_values("_ma_qa_metric_local.metric_value"))


def _rename_second_chains(model: gemmi.Model) -> list[str]:
    """Parts of a chain have residues of their own; what repeats them is another chain of the same name."""
    notes = []
    seen: dict[str, set[str]] = {}
    names = {chain.name for chain in model}
    for chain in model:
        residues = {str(residue.seqid) for residue in chain if _may_be_protein(residue)}
        if residues & seen.get(chain.name, set()):
            name = next(name for name in default_chain_ids() if name not in names)
            notes.append(f"two chains are called {chain.name or ' '!r}; the second is read as {name!r}")
            names.add(name)
            chain.name = name
        seen.setdefault(chain.name, set()).update(residues)
    return notes


def _may_be_protein(residue: gemmi.Residue) -> bool:
    return gemmi.find_tabulated_residue(residue.name).is_amino_acid() and bool(residue.find_atom("CA", "*"))
