"""A model with all its heavy atoms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.core.structure import Structure


@dataclass(frozen=True)
class FullAtomStructure:
    """Heavy atoms of one or more chains, residue by residue.

    Attributes
    ----------
    backbone : Structure
        Sequence, chains, numbers, confidence and notes; its coordinates are those of N, CA, C, O and CB below.
    atom_names : tuple of str
        As in the Chemical Component Dictionary, length A; those of a residue follow one another.
    residue_index : int32 [A]
        Residue of each atom, 0-based, ascending.
    coords_a : float64 [A, 3]
        In Å, finite.
    energy : float
        Packing energy in units of kT, lower is better; comparable between packings of one backbone only.
    """

    backbone: Structure
    atom_names: tuple[str, ...]
    residue_index: np.ndarray
    coords_a: np.ndarray
    energy: float = 0.0
