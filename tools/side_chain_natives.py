"""Native crystal chains with side chains, for fits and for the bench: which are tuned on and which are quoted."""

from __future__ import annotations

import gzip
from pathlib import Path

import gemmi
import numpy as np
from prct.core.full_atom import FullAtomStructure
from prct.core.restraints import ATOM_NAMES
from prct.core.structure import Structure
from prct.parameters.side_chain_geometry import THREE_LETTERS

TUNE = ("1A2P", "2LZM", "1STN", "1YCC", "1AKE", "1BVC", "1TEN", "1MJC", "1FNF")
"""Chains that geometry and weights are fitted on; no relative of a quoted one."""
QUOTED = ("1UBQ", "1PGA", "1SHF", "2CI2", "1LMB", "1CRN", "1CYO", "3CHY", "1RX4", "1BPI", "1ROP", "1AKI", "1OIA")
"""Chains that the accuracy is quoted on; the first protein chain of each."""


def read_native(folder: Path, name: str) -> list[dict[str, np.ndarray]]:
    """Heavy atoms of the first protein chain of classic/<name>.pdb.gz: a dict of atom name -> position in Å a residue.

    The key ``name`` holds the residue's three letters, ``number`` its number with insertion code. Alternates: the one
    of highest occupancy. Hetero residues are left out.
    """
    with gzip.open(folder / "classic" / f"{name}.pdb.gz", "rt") as text:
        structure = gemmi.read_pdb_string(text.read())
    structure.setup_entities()
    structure.remove_ligands_and_waters()
    return next(residues for residues in map(_read_chain, structure[0]) if residues)


def _read_chain(chain: gemmi.Chain) -> list[dict[str, np.ndarray]]:
    residues = []
    for residue in chain:
        best: dict[str, gemmi.Atom] = {}
        for atom in residue:
            if atom.element.name not in ("H", "D") and (atom.name not in best or atom.occ > best[atom.name].occ):
                best[atom.name] = atom
        if {"N", "CA", "C", "O"} <= set(best) and gemmi.find_tabulated_residue(residue.name).is_standard():
            atoms = {key: np.array(atom.pos.tolist()) for key, atom in best.items()}
            residues.append({"name": residue.name, "number": str(residue.seqid), **atoms})
    return residues


def native_structure(folder: Path, name: str) -> FullAtomStructure:
    """The same atoms as a full-atom structure."""
    residues = read_native(folder, name)
    coords_a = np.full((len(residues), len(ATOM_NAMES), 3), np.nan)
    names: list[str] = []
    index: list[int] = []
    for k, residue in enumerate(residues):
        for place, atom in enumerate(ATOM_NAMES):
            coords_a[k, place] = residue.get(atom, np.nan)
        atoms = [atom for atom in residue if atom not in ("name", "number")]
        names += atoms
        index += [k] * len(atoms)
    letters = {three: one for one, three in THREE_LETTERS.items()}
    backbone = Structure(
        "".join(letters[residue["name"]] for residue in residues), coords_a, np.zeros(len(residues), np.int32), ("A",),
        np.arange(1, len(residues) + 1, dtype=np.int32),
    )  # fmt: skip
    places = [residues[k][atom] for k, atom in zip(index, names, strict=True)]
    return FullAtomStructure(backbone, tuple(names), np.array(index, dtype=np.int32), np.array(places))
