"""χ angles of a model against a native."""

from dataclasses import replace

import biotite.structure as struc
import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.full_atom import FullAtomStructure
from prct.core.structure import Structure
from prct.folding.side_chain_atoms import build_side_chains
from prct.parameters.side_chain_geometry import SIDE_CHAIN_ATOMS
from prct.scoring.side_chain_accuracy import chi_angles, side_chain_accuracy

BACKBONE_A = np.array(
    [[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0], [2.1, -1.0, 0.0], [-0.53, -0.77, -1.21]]
)


def residue(letter, *chi_deg):
    """One residue with the given χ."""
    chi = np.radians([[*chi_deg, 180.0, 180.0, 180.0]])
    side = build_side_chains(letter, BACKBONE_A[None], chi)[0]
    names = ("N", "CA", "C", "O", "CB", *SIDE_CHAIN_ATOMS[letter])
    backbone = Structure(letter, BACKBONE_A[None], np.zeros(1, np.int32), ("A",), np.ones(1, np.int32))
    index = np.zeros(len(names), np.int32)
    return FullAtomStructure(backbone, names, index, np.concatenate([BACKBONE_A, side]))


def test_chi_agrees_with_an_independent_dihedral():
    model = residue("L", -65.0, 174.0)
    places = dict(zip(model.atom_names, model.coords_a, strict=True))
    expected = struc.dihedral(places["CA"], places["CB"], places["CG"], places["CD1"])
    assert chi_angles(model)[0] == pytest.approx([np.radians(-65.0), expected])
    assert np.isnan(chi_angles(residue("V", 60.0))[0, 1])
    assert np.isnan(chi_angles(residue("A"))).all()


@pytest.mark.parametrize(("letter", "native", "model", "right"), [
    ("L", (-60, 170), (-95, -160), (1, 1)), ("L", (-60, 170), (-105, 170), (0, 0)),
    ("L", (-60, 170), (-60, 60), (1, 0)),
    ("F", (-60, 80), (-60, -95), (1, 1)), ("H", (-60, 80), (-60, -95), (1, 0)), ("L", (175, 60), (-175, 60), (1, 1)),
])  # fmt: skip
def test_forty_degrees_decide_and_symmetric_rings_may_turn(letter, native, model, right):
    found = side_chain_accuracy(residue(letter, *model), residue(letter, *native))
    assert (found.chi1_count, found.chi12_count) == (1, 1)
    assert (found.chi1_right, found.chi12_right) == right


def test_residues_that_lack_atoms_are_not_counted():
    whole = residue("L", -60, 170)
    cut = replace(
        whole, atom_names=whole.atom_names[:6], residue_index=whole.residue_index[:6], coords_a=whole.coords_a[:6]
    )
    found = side_chain_accuracy(whole, cut)
    assert (found.chi1_count, found.chi12_count) == (1, 0)
    with pytest.raises(InputError, match="different sequences"):
        side_chain_accuracy(whole, residue("V", 60))
