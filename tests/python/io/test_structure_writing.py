"""Full-atom structures as PDB and mmCIF; backbones are in test_structure.py."""

import gemmi
import numpy as np
import pytest
from prct.base.errors import OutputError, StructureError
from prct.core.full_atom import FullAtomStructure
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure


def serine(coords_a=None, index=(0,) * 6):
    backbone_a = np.arange(15.0).reshape(1, 5, 3)
    backbone = Structure("S", backbone_a, np.zeros(1, np.int32), ("A",), np.array([7], np.int32), np.array([55.5]))
    places = np.arange(18.0).reshape(6, 3) if coords_a is None else coords_a
    return FullAtomStructure(backbone, ("N", "CA", "C", "O", "CB", "OG"), np.array(index, np.int32), places)


@pytest.mark.parametrize("end", [".cif", ".pdb"])
def test_full_atom_structures_are_written_whole(tmp_path, end):
    path = tmp_path / f"x{end}"
    write_structure(serine(), path)
    residue = gemmi.read_structure(str(path))[0]["A"][0]
    assert [(atom.name, atom.element.name, atom.b_iso) for atom in residue][-1] == ("OG", "O", 55.5)
    assert [atom.pos.x for atom in residue] == [0.0, 3.0, 6.0, 9.0, 12.0, 15.0]
    assert read_structure(path).sequence == "S"


@pytest.mark.parametrize(
    "wrong",
    [
        serine(np.zeros((5, 3))),
        serine(np.full((6, 3), np.nan)),
        serine(index=(1,) * 6),
        serine(index=(0, 0, 0, 0, 0, -1)),
    ],
)
def test_full_atom_structures_that_do_not_fit_are_refused(tmp_path, wrong):
    with pytest.raises(StructureError):
        write_structure(wrong, tmp_path / "x.cif")
    assert not (tmp_path / "x.cif").exists()


def test_pdb_columns_hold_for_side_chains_too(tmp_path):
    far = np.arange(18.0).reshape(6, 3)
    far[5] = 20_000.0
    with pytest.raises(OutputError, match="eight columns"):
        write_structure(serine(far), tmp_path / "x.pdb")
    write_structure(serine(far), tmp_path / "x.cif")
