"""Secondary structure by hydrogen bonds: ideal structures, chain borders, bad input."""

import numpy as np
import pytest
from ideal_backbones import antiparallel_sheet, regular
from prct.base.errors import InputError
from prct.scoring.secondary_structure import secondary_structure


def test_an_alpha_helix_is_one_but_for_its_ends():
    assert secondary_structure(regular(-57.0, -47.0, 16)) == "-" + 14 * "H" + "-"


def test_a_lone_strand_is_none():
    assert secondary_structure(regular(-120.0, 130.0, 12)) == 12 * "-"


def test_strands_side_by_side_are_a_sheet():
    found = secondary_structure(antiparallel_sheet(4, 8), np.repeat(np.arange(4), 8))
    assert set(found) <= set("E-") and found[8:24].count("E") >= 10


def test_proline_gives_no_bond():
    helix = regular(-57.0, -47.0, 16)
    broken = secondary_structure(helix, None, "AAAAAAAPPPPAAAAA")
    assert broken.count("H") < secondary_structure(helix).count("H")


def test_a_helix_ends_where_its_chain_does():
    helix = regular(-57.0, -47.0, 16)
    cut = secondary_structure(helix, np.repeat([0, 1], 8))
    assert cut[7] == "-" and "H" in cut[:7]
    apart = helix.copy()
    apart[8:] += 50.0
    assert secondary_structure(apart)[7] == "-"


def test_missing_atoms_make_no_bonds():
    helix = regular(-57.0, -47.0, 16)
    helix[6] = np.nan
    assert secondary_structure(helix)[6] == "-"


@pytest.mark.parametrize("shape", [(5, 3), (5, 3, 3), (5, 4, 2)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(InputError, match="shape"):
        secondary_structure(np.zeros(shape))


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="chain_index"):
        secondary_structure(np.zeros((4, 4, 3)), [0, 0])
    with pytest.raises(InputError, match="sequence"):
        secondary_structure(np.zeros((4, 4, 3)), None, "AA")
