"""CA-lDDT against biotite and plain numpy."""

import numpy as np
import pytest
from prct.base.errors import InputError
from prct.scoring.lddt import lddt_ca, lddt_ca_ensemble, lddt_ca_matrix, lddt_ca_per_residue
from scoring_chains import rotation, wandering_chain


def test_agrees_with_biotite(decoys):
    structure = pytest.importorskip("biotite.structure", reason="biotite is not installed")
    for native, model in decoys:
        atoms = structure.AtomArray(len(native))
        atoms.coord = native.astype(np.float32)
        atoms.res_id = np.arange(len(native))
        moved = model.astype(np.float32)
        assert lddt_ca(moved, atoms.coord) == pytest.approx(structure.lddt(atoms, moved), abs=2e-5)
        per_residue = structure.lddt(atoms, moved, aggregation="residue")
        assert lddt_ca_per_residue(moved, atoms.coord) == pytest.approx(per_residue, abs=2e-3)


def test_agrees_with_plain_numpy_with_gaps(decoys):
    native, model = (points.copy() for points in decoys[2])
    native[5:9], model[40:44] = np.nan, np.nan
    d_native = np.linalg.norm(native[:, None] - native, axis=-1)
    d_model = np.linalg.norm(model[:, None] - model, axis=-1)
    pairs = (d_native < 15.0) & ~np.eye(len(native), dtype=bool)
    kept = (np.abs(d_model - d_native)[..., None] <= np.array([0.5, 1, 2, 4])).mean(axis=-1)
    assert lddt_ca(model, native) == pytest.approx(kept[pairs].mean(), abs=1e-12)
    with np.errstate(invalid="ignore"):
        expected = (kept * pairs).sum(axis=1) / pairs.sum(axis=1)
    np.testing.assert_allclose(lddt_ca_per_residue(model, native), expected, atol=1e-12)
    assert np.isnan(expected[5]) and expected[40] == 0.0


def test_blind_to_motion_and_hand():
    native = wandering_chain(60, 1)
    assert lddt_ca(native @ rotation(3).T + 4.0, native) == 1.0
    assert lddt_ca(native * [1, -1, 1], native) == 1.0


def test_matrix_holds_the_singles(decoys):
    models = np.stack([model for _, model in decoys])
    matrix = lddt_ca_matrix(models)
    assert matrix[1, 3] == lddt_ca(models[3], models[1])
    assert np.array_equal(np.diag(matrix), np.ones(len(models)))


def test_an_ensemble_holds_the_singles_with_gaps(decoys):
    natives, models = (np.stack(some) for some in zip(*decoys, strict=True))
    natives[1, 5:9], models[2, 40:44] = np.nan, np.nan
    found = lddt_ca_ensemble(models, natives)
    for m, model in enumerate(models):
        for n, native in enumerate(natives):
            np.testing.assert_array_equal(found[m, n], lddt_ca_per_residue(model, native))
    assert lddt_ca_ensemble(models, natives[:0]).shape == (len(models), 0, natives.shape[1])


def test_an_ensemble_of_other_lengths_is_refused():
    with pytest.raises(InputError, match="natives_ca_a"):
        lddt_ca_ensemble(np.zeros((2, 5, 3)), np.zeros((2, 6, 3)))
    with pytest.raises(InputError, match="whole number"):
        lddt_ca_ensemble(np.zeros((2, 0, 3)), np.zeros((2, 0, 3)))


def test_nothing_to_compare_is_refused():
    with pytest.raises(InputError, match="15 Å"):
        lddt_ca(np.full((4, 3), np.nan), np.full((4, 3), np.nan))
