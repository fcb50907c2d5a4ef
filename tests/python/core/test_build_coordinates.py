import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.build_coordinates import backbone_from_torsions, backbone_from_trace, backbone_torsions

NATIVE_RMSD_A = 0.5


def test_a_right_handed_helix_gets_negative_phi_and_its_mirror_image_too():
    torsions = np.tile(np.radians([-63.0, -42.0, 180.0]), (20, 1))
    trace = backbone_from_torsions([0, 20], torsions)[:, 1]
    phi = np.degrees(backbone_torsions([0, 20], backbone_from_trace([0, 20], trace))[2:-2, 0])
    assert ((phi > -85) & (phi < -45)).all()


def test_natives_are_rebuilt_from_their_trace(prct_data):
    archive = np.load(prct_data / "structures" / "val.npz")
    errors = []
    for k in range(20):
        native = archive["coords"][archive["offsets"][k] : archive["offsets"][k + 1], :3].astype(float)
        rebuilt = backbone_from_trace([0, len(native)], native[:, 1])
        errors.append(np.sqrt(np.mean(np.sum((rebuilt - native) ** 2, axis=2))))
    assert np.mean(errors) < NATIVE_RMSD_A


def test_torsions_of_another_shape_are_refused():
    with pytest.raises(InputError, match="torsions_rad"):
        backbone_from_torsions([0, 4], np.zeros((4, 2)))
