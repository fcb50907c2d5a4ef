"""Virtual CB against ideal geometry."""

import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.virtual_sites import cb_coords, oxygen_coords, virtual_cb

IDEAL = np.array([[-0.52250, 1.36115, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]])  # N-CA 1.458, CA-C 1.525 Å, 111.0°


def angle_deg(a, b):
    return np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))


def test_ideal_geometry_of_an_l_amino_acid():
    cb = virtual_cb([IDEAL])[0]
    assert abs(np.linalg.norm(cb) - 1.53) < 0.03
    assert abs(angle_deg(cb, IDEAL[0]) - 110.4) < 1.5
    assert abs(angle_deg(cb, IDEAL[2]) - 110.1) < 1.5
    assert np.linalg.det([IDEAL[0], IDEAL[2], cb]) > 0  # the L hand: N, C, CB clockwise seen from H


def test_given_cb_is_kept_and_missing_backbone_stays_missing():
    coords = np.full((3, 5, 3), np.nan)
    coords[0, :3], coords[0, 4] = IDEAL, [1.0, 2.0, 3.0]
    coords[1, :3] = IDEAL
    cb = cb_coords(coords)
    assert np.array_equal(cb[0], [1.0, 2.0, 3.0])
    assert np.array_equal(cb[1], virtual_cb([IDEAL])[0])
    assert np.isnan(cb[2]).all()


@pytest.mark.parametrize("shape", [(4, 3), (2, 2, 3), (2, 5, 4)])
def test_wrong_shapes_are_named(shape):
    with pytest.raises(InputError, match="backbone_a"):
        virtual_cb(np.zeros(shape))
    with pytest.raises(InputError, match="coords_a"):
        cb_coords(np.zeros(shape))


def test_oxygen_is_kept_or_put_in_by_equation_2():
    coords = np.full((2, 5, 3), np.nan)
    coords[:, :3] = backbone_from_torsions([0, 2], np.radians([[-60.0, -45.0, 180.0]] * 2))
    oxygen = oxygen_coords(coords, [True, False])
    assert np.allclose(np.linalg.norm(oxygen - coords[:, 2], axis=1), 1.231, atol=0.02)
    assert abs(angle_deg(oxygen[0] - coords[0, 2], coords[1, 0] - coords[0, 2]) - 123.0) < 1.0
    coords[0, 3] = [1.0, 2.0, 3.0]
    assert oxygen_coords(coords, [True, False])[0].tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(InputError, match="coords_a"):
        oxygen_coords(np.zeros((2, 4, 3)), [True, False])
    with pytest.raises(InputError, match="bonded"):
        oxygen_coords(coords, [True])
