"""Contact precision against a plain count."""

import numpy as np
import pytest
from prct.base.errors import InputError
from prct.scoring.contact_precision import contact_precision
from scoring_chains import wandering_chain


def chain_with_cb(length, seed):
    coords = np.full((length, 5, 3), np.nan)
    coords[:, 4] = wandering_chain(length, seed)
    return coords


@pytest.mark.parametrize("min_separation", [6, 24])
def test_agrees_with_a_plain_count(min_separation):
    rng = np.random.default_rng(1)
    coords = chain_with_cb(80, 5)
    coords[7, 4] = np.nan
    prob = rng.random((80, 80))
    prob[rng.random((80, 80)) < 0.5] = np.nan
    ranked = []
    for i in range(80):
        for j in range(i + min_separation, 80):
            distance_a = np.linalg.norm(coords[i, 4] - coords[j, 4])
            if not np.isnan(prob[i, j]) and not np.isnan(distance_a):
                ranked.append((prob[i, j], distance_a < 8.0))
    ranked.sort(reverse=True)
    for n_top in (20, 80, 10000):
        expected = np.mean([hit for _, hit in ranked[:n_top]])
        assert contact_precision(prob, coords, min_separation, n_top) == pytest.approx(expected)
    assert contact_precision(prob, coords, min_separation) == contact_precision(prob, coords, min_separation, 80)


def test_glycine_gets_a_virtual_cb():
    coords = np.full((8, 5, 3), np.nan)
    backbone = np.array([[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]])
    coords[0, :3], coords[7, :3] = backbone, backbone + np.array([7.9, 0.0, 0.0])
    prob = np.full((8, 8), np.nan)
    prob[0, 7] = 1.0
    assert contact_precision(prob, coords) == 1.0
    coords[7, :3, 0] += 0.2
    assert contact_precision(prob, coords) == 0.0


def test_bad_arguments_are_named():
    coords = chain_with_cb(10, 1)
    with pytest.raises(InputError, match="shape"):
        contact_precision(np.zeros((9, 10)), coords)
    with pytest.raises(InputError, match="min_separation"):
        contact_precision(np.zeros((10, 10)), coords, 0)
    with pytest.raises(InputError, match="n_top"):
        contact_precision(np.zeros((10, 10)), coords, n_top=0)
