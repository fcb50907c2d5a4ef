"""Superposition against scipy and biotite."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.superpose import superpose
from scipy.spatial.transform import Rotation


@settings(deadline=None, max_examples=50)
@given(count=st.integers(3, 40), seed=st.integers(0, 10_000), offset_a=st.sampled_from([0.0, 1e4]))
def test_agrees_with_scipy(count, seed, offset_a):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(scale=10, size=(2, count, 3))
    found = superpose(x + offset_a, y - offset_a)
    _, root_sum = Rotation.align_vectors(y - y.mean(0), x - x.mean(0))
    assert found.rmsd_a == pytest.approx(root_sum / np.sqrt(count), rel=1e-9, abs=1e-9)
    assert np.linalg.det(found.rotation) == pytest.approx(1.0, abs=1e-12)
    left_a = np.linalg.norm(found.apply(x + offset_a) - (y - offset_a), axis=1)
    assert np.sqrt((left_a**2).mean()) == pytest.approx(found.rmsd_a, rel=1e-9, abs=1e-9)


def test_agrees_with_biotite():
    structure = pytest.importorskip("biotite.structure", reason="biotite is not installed")
    rng = np.random.default_rng(3)
    x, y = rng.normal(scale=10, size=(2, 50, 3)).astype(np.float32)
    superposed, _ = structure.superimpose(y, x)
    assert superpose(x, y).rmsd_a == pytest.approx(structure.rmsd(y, superposed), abs=1e-4)


def test_bad_points_are_named():
    with pytest.raises(InputError, match="mobile_a"):
        superpose(np.zeros((4, 2)), np.zeros((4, 3)))
    with pytest.raises(InputError, match="point 1 is not finite"):
        superpose([[0, 0, 0], [0, np.nan, 0]], np.zeros((2, 3)))
