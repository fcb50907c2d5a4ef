"""bench/cases/simulated_maps: predictions that err as they say."""

import numpy as np
import pytest

from bench.cases import sources
from bench.cases.definitions import pairwise_distances
from bench.cases.simulated_maps import (
    BIN_EDGES_A,
    LIMIT_A,
    USUAL_A,
    USUAL_SEPARATION,
    as_distances,
    as_distogram,
    simulated_map,
)

DISTANCE_A = pairwise_distances(sources.synthetic_chain(length=120).coords_a[:, 1])
FAR = np.triu(np.ones_like(DISTANCE_A, dtype=bool), 24)


def test_errors_are_about_as_large_as_their_standard_deviation_says():
    usual = np.interp(np.abs(np.subtract.outer(np.arange(120), np.arange(120))), USUAL_SEPARATION, USUAL_A)
    for vagueness_a in (2.0, 8.0):
        made = [simulated_map(usual, vagueness_a, seed, "a") for seed in range(12)]  # a native that is quite usual
        z = np.stack([(m.mean_a - usual) / m.sd_a for m in made])[:, FAR]
        assert abs(z.mean()) < 0.1
        # The posterior mean errs less than the posterior spread: by the trust in the evidence.
        assert 0.5 < z.std() < 1.2


def test_vague_evidence_errs_more_and_maps_are_symmetric():
    sharp, vague = (simulated_map(DISTANCE_A, v, 1, "a") for v in (1.0, 8.0))
    error = [np.abs(made.mean_a - DISTANCE_A)[FAR].mean() for made in (sharp, vague)]
    assert error[0] < 0.5 * error[1]
    for made in (sharp, vague):
        assert np.array_equal(made.mean_a, made.mean_a.T) and np.array_equal(made.sd_a, made.sd_a.T)


def test_both_forms_say_the_same():
    made = simulated_map(DISTANCE_A, 4.0, 1, "a")
    distogram = as_distogram(made)
    assert distogram.shape == (*DISTANCE_A.shape, len(BIN_EDGES_A) - 1)
    assert distogram.sum(axis=-1) == pytest.approx(np.ones_like(DISTANCE_A))
    distances = as_distances(made)
    assert distances.max() <= LIMIT_A
    clear = FAR & (np.abs(made.mean_a - LIMIT_A) > 0.2)
    assert np.array_equal((distogram[..., -1] > 0.5)[clear], (made.mean_a > LIMIT_A)[clear])


def test_a_seed_and_a_chain_make_one_map():
    first, again, other = (simulated_map(DISTANCE_A, 4.0, seed, "a").mean_a for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
