"""What counts as a clash."""

from dataclasses import replace

import numpy as np
import pytest
from prct.core.full_atom import FullAtomStructure
from prct.core.structure import Structure
from prct.scoring.clashes import clashing_pairs, count_clashes


def atoms(*entries):
    """Residue, name, x in Å."""
    residues = max(k for k, _, _ in entries) + 1
    backbone = Structure(
        "A" * residues, np.full((residues, 5, 3), np.nan), np.zeros(residues, np.int32), ("A",), np.arange(residues)
    )
    places = np.array([[x, 0.0, 0.0] for _, _, x in entries])
    index = np.array([k for k, _, _ in entries], dtype=np.int32)
    return FullAtomStructure(backbone, tuple(name for _, name, _ in entries), index, places)


@pytest.mark.parametrize(("one", "other", "distance_a", "clash"), [
    ("CB", "CB", 3.05, True), ("CB", "CB", 3.15, False), ("CB", "O", 2.70, True), ("CB", "O", 2.80, False),
    ("N", "O", 2.10, True), ("N", "O", 2.70, False), ("SG", "SG", 2.05, False), ("SD", "SG", 2.05, True),
])  # fmt: skip
def test_overlap_of_two_atoms(one, other, distance_a, clash):
    assert count_clashes(atoms((0, one, 0.0), (5, other, distance_a))) == clash


def test_atoms_up_to_four_bonds_apart_do_not_clash():
    angle = np.radians([0, 60, 120, 180, 240, 300])
    ring = atoms(*((0, name, 0.0) for name in ("CA", "CB", "CG", "CD", "CE", "CZ")))
    places = 1.5 * np.stack([np.cos(angle), np.sin(angle), np.zeros(6)], axis=1)
    open_ring = places.copy()
    open_ring[5] = open_ring[4] + [0.75, 0.0, 1.3]  # 2.4 Å from the first, five bonds away
    assert clashing_pairs(replace(ring, coords_a=places)).tolist() == []
    assert clashing_pairs(replace(ring, coords_a=open_ring)).tolist() == [[0, 5]]
    assert count_clashes(atoms((0, "C", 0.0), (1, "N", 1.33), (1, "CA", 2.6))) == 0
    assert count_clashes(atoms((0, "C", 0.0), (2, "N", 1.33))) == 1


def test_pairs_are_named_in_order():
    found = clashing_pairs(atoms((0, "CB", 0.0), (4, "CB", 2.5), (9, "CB", 5.0)))
    assert found.tolist() == [[0, 1], [1, 2]]
