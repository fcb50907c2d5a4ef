"""TM-score against tmtools, closed forms and invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.scoring.tm_score import tm_score, tm_score_matrix
from scoring_chains import rotation, wandering_chain


def test_agrees_with_tmtools_where_it_keeps_the_correspondence(decoys):
    tmtools = pytest.importorskip("tmtools", reason="tmtools is not installed")
    kept = 0
    for native, model in decoys:
        sequence = "A" * len(native)
        found = tmtools.tm_align(model, native, sequence, sequence)
        same_correspondence = found.seqxA == found.seqyA
        if same_correspondence:
            kept += 1
            assert tm_score(model, native) == pytest.approx(found.tm_norm_chain2, abs=1e-6)
        else:  # a free alignment can only gain
            assert tm_score(model, native) <= found.tm_norm_chain2 + 5e-3
    assert kept >= 2


def test_agrees_with_biotite_at_its_own_superposition(decoys):
    structure = pytest.importorskip("biotite.structure", reason="biotite is not installed")

    def atoms(points):
        array = structure.AtomArray(len(points))
        array.coord = points.astype(np.float32)
        array.res_name[:], array.atom_name[:] = "ALA", "CA"
        array.res_id = np.arange(1, len(points) + 1)
        return array

    for native, model in decoys:
        fixed, moved = atoms(native), atoms(model)
        every = np.arange(len(native))
        superposed, _ = structure.superimpose(fixed, moved)
        at_least = structure.tm_score(fixed, superposed, every, every, reference_length=len(native))
        assert tm_score(model, native) >= at_least - 1e-5
    native, model = decoys[0]  # nearly rigid: the least-squares superposition is nearly the best one
    superposed, _ = structure.superimpose(atoms(native), atoms(model))
    biotite_score = structure.tm_score(atoms(native), superposed, every, every, reference_length=len(native))
    assert tm_score(model, native) == pytest.approx(biotite_score, abs=5e-3)


@settings(deadline=None, max_examples=30)
@given(length=st.integers(5, 60), seed=st.integers(0, 1000), noise_a=st.floats(0, 8))
def test_rigid_motion_changes_nothing_and_one_is_the_top(length, seed, noise_a):
    native = wandering_chain(length, seed)
    model = native + np.random.default_rng(seed).normal(scale=noise_a + 1e-3, size=native.shape)
    score = tm_score(model, native)
    assert 0.0 < score <= 1.0
    moved = model @ rotation(seed).T + [100.0, -50.0, 7.0]
    assert tm_score(moved, native) == pytest.approx(score, abs=2e-3)
    assert tm_score(native @ rotation(seed).T - 30.0, native) == pytest.approx(1.0, abs=1e-9)


def test_mirror_image_is_no_match():
    native = wandering_chain(100, 1)
    assert tm_score(native * [1, 1, -1], native) < 0.6


def test_missing_residues_count_against_the_model_only():
    native = wandering_chain(50, 2)
    model = native.copy()
    model[:10] = np.nan
    assert tm_score(model, native) == pytest.approx(0.8)
    assert tm_score(native, model) == pytest.approx(1.0)


def test_matrix_is_close_to_the_full_search(decoys):
    models = np.stack([native for native, _ in decoys] + [model for _, model in decoys])
    quick, full = tm_score_matrix(models), tm_score_matrix(models, quick=False)
    assert full.shape == (10, 10)
    assert np.array_equal(np.diag(full), np.ones(10))
    assert full[0, 5] == pytest.approx(tm_score(models[5], models[0]), abs=1e-6)
    assert np.all(quick <= full + 1e-9)
    assert np.all(quick >= full - 0.03)


@pytest.mark.parametrize("shape", [(5,), (5, 2), (2, 3, 3)])
def test_wrong_shapes_are_named(shape):
    with pytest.raises(InputError, match="model_ca_a"):
        tm_score(np.zeros(shape), wandering_chain(5, 1))
