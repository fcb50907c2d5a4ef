"""Side chains of a model against those of a native."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.base.errors import InputError
from prct.core.full_atom import FullAtomStructure
from prct.parameters.side_chain_geometry import ATOM_RULES, SIDE_CHAIN_ATOMS

TOLERANCE_RAD = np.radians(40.0)
"""Within this of the native an angle is right; the field's custom (G. G. Krivov et al., Proteins 77, 778, 2009)."""
SYMMETRIC = "DFY"
"""Residues whose χ2 is the same after half a turn."""


@dataclass(frozen=True)
class SideChainAccuracy:
    """Counts of compared and of right side chains.

    Attributes
    ----------
    chi1_count, chi1_right : int
        Residues with a χ1 in both.
    chi12_count, chi12_right : int
        Residues with a χ1 and a χ2 in both; right where both are.
    """

    chi1_count: int
    chi1_right: int
    chi12_count: int
    chi12_right: int


def chi_angles(structure: FullAtomStructure) -> np.ndarray:
    """χ1 and χ2 of each residue.

    Returns
    -------
    float64 [L, 2]
        In rad; NaN where the residue has no such angle or lacks an atom of it.
    """
    sequence = structure.backbone.sequence
    place = {
        (k, name): a for a, (k, name) in enumerate(zip(structure.residue_index, structure.atom_names, strict=True))
    }
    chi = np.full((len(sequence), 2), np.nan)
    for k, letter in enumerate(sequence):
        chain = ("N", "CA", "CB", *_turned_atoms(letter))
        for turn in range(len(chain) - 3):
            atoms = [place[k, name] for name in chain[turn : turn + 4] if (k, name) in place]
            if len(atoms) == 4:
                chi[k, turn] = _dihedral(structure.coords_a[atoms])
    return chi


def _turned_atoms(letter: str) -> tuple[str, ...]:
    """The atoms that χ1 and χ2 place."""
    if letter == "P":
        return SIDE_CHAIN_ATOMS["P"]
    rules = ATOM_RULES.get(letter, ())
    return tuple(next(r.name for r in rules if r.chi == chi) for chi in (1, 2) if any(r.chi == chi for r in rules))


def _dihedral(atoms_a: np.ndarray) -> float:
    """Eq. 1."""
    one, two, three = np.diff(atoms_a, axis=0)
    left, right = np.cross(one, two), np.cross(two, three)
    return float(np.arctan2(np.linalg.norm(two) * one @ right, left @ right))


def side_chain_accuracy(model: FullAtomStructure, native: FullAtomStructure) -> SideChainAccuracy:
    """Count the side chains whose χ angles are within 40 degrees of the native's.

    Raises
    ------
    InputError
        When the sequences differ.
    """
    sequence = native.backbone.sequence
    if model.backbone.sequence != sequence:
        raise InputError("model and native have different sequences; compare models of the same chains")
    off = np.abs((chi_angles(model) - chi_angles(native) + np.pi) % (2 * np.pi) - np.pi)
    symmetric = np.isin(list(sequence), list(SYMMETRIC))
    off[symmetric, 1] = np.minimum(off[symmetric, 1], np.pi - off[symmetric, 1])
    known, right = np.isfinite(off), off <= TOLERANCE_RAD
    both = known.all(axis=1)
    return SideChainAccuracy(
        int(known[:, 0].sum()), int(right[:, 0].sum()), int(both.sum()), int(right[both].all(axis=1).sum())
    )
