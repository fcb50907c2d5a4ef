"""Native crystal chains with side chains, for fits and for the bench: which are tuned on and which are quoted."""

from __future__ import annotations

import gzip
from pathlib import Path

import gemmi
import numpy as np

TUNE = ("1A2P", "2LZM", "1STN", "1YCC", "1AKE", "1BVC", "1TEN", "1MJC", "1FNF")
"""Chains that geometry and weights are fitted on; no relative of a quoted one."""
QUOTED = ("1UBQ", "1PGA", "1SHF", "2CI2", "1LMB", "1CRN", "1CYO", "3CHY", "1RX4", "1BPI", "1ROP", "1AKI", "1OIA")
"""Chains that the accuracy is quoted on; every first chain only."""


def read_native(folder: Path, name: str) -> list[dict[str, np.ndarray]]:
    """Heavy atoms of the first chain of classic/<name>.pdb.gz: a dict of atom name -> position in Å a residue.

    The key ``name`` holds the residue's three letters, ``number`` its number with insertion code. Alternates: the one
    of highest occupancy. Hetero residues are left out.
    """
    with gzip.open(folder / "classic" / f"{name}.pdb.gz", "rt") as text:
        structure = gemmi.read_pdb_string(text.read())
    structure.setup_entities()
    structure.remove_ligands_and_waters()
    residues = []
    for residue in structure[0][0]:
        best: dict[str, gemmi.Atom] = {}
        for atom in residue:
            if atom.element.name not in ("H", "D") and (atom.name not in best or atom.occ > best[atom.name].occ):
                best[atom.name] = atom
        if {"N", "CA", "C", "O"} <= set(best) and gemmi.find_tabulated_residue(residue.name).is_standard():
            atoms = {key: np.array(atom.pos.tolist()) for key, atom in best.items()}
            residues.append({"name": residue.name, "number": str(residue.seqid), **atoms})
    return residues
