"""The Potts model from Python: couplings found again, correction, and its own statistics by chromatic sampling."""

from __future__ import annotations

import numpy as np
import pytest
from prct.base.errors import AlignmentError
from prct.coevolution.potts import PottsOptions, average_product_corrected, fit_potts, sample_potts
from prct.core.alignment import Alignment

LENGTH = 12
PAIRS = [(1, 7), (2, 10), (4, 9)]


def family(count: int = 4000, seed: int = 3) -> Alignment:
    """Columns with tastes of their own; those of PAIRS copy each other four times of five."""
    rng = np.random.default_rng(seed)
    taste = rng.dirichlet(np.full(21, 0.6), LENGTH)
    states = np.stack([rng.choice(21, count, p=taste[k]) for k in range(LENGTH)], axis=1)
    for i, j in PAIRS:
        copies = rng.random(count) < 0.8
        states[copies, j] = states[copies, i]
    return Alignment(states.astype(np.uint8), np.arange(LENGTH, dtype=np.int32), LENGTH)


@pytest.fixture(scope="module")
def fitted():
    """Hardly penalised: the penalty that is best for contacts makes couplings too weak to sample from."""
    options = PottsOptions()
    options.field_penalty = options.coupling_penalty = 1e-4
    options.tolerance, options.max_evaluations = 1e-6, 300
    alignment = family()
    return alignment, fit_potts(alignment, options)


def test_coupled_columns_are_found(fitted):
    corrected = np.triu(average_product_corrected(fitted[1].norms))
    strongest = np.argsort(-corrected, axis=None)[: len(PAIRS)]
    assert {tuple(map(int, np.unravel_index(k, corrected.shape))) for k in strongest} == set(PAIRS)


def test_the_correction_takes_what_columns_have_with_all_others():
    own = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    norms = np.outer(own, own)
    norms[0, 3] = norms[3, 0] = 40.0
    corrected = average_product_corrected(norms)
    assert np.unravel_index(corrected.argmax(), corrected.shape) == (0, 3)
    off = ~np.eye(6, dtype=bool)
    flat = average_product_corrected(np.where(off, 2.5, 0.0))
    assert np.allclose(flat, 0.0)
    assert np.allclose(average_product_corrected(np.zeros((1, 1))), 0.0)


def test_samples_have_the_statistics_of_the_family(fitted):
    alignment, potts = fitted
    drawn = sample_potts(potts, chains=4000, sweeps=60, seed=2, threads=2)
    assert drawn.shape == (4000, LENGTH)

    def pair_share(states: np.ndarray, i: int, j: int) -> float:
        return float(np.mean(states[:, i] == states[:, j]))

    for column in range(LENGTH):
        given, made = (np.bincount(x[:, column], minlength=21) / len(x) for x in (alignment.states, drawn))
        assert np.corrcoef(given, made)[0, 1] > 0.97
    for i, j in PAIRS:
        assert pair_share(drawn, i, j) > 0.6
    assert abs(pair_share(drawn, 0, 5) - pair_share(alignment.states, 0, 5)) < 0.05


def test_samples_on_the_strongest_couplings_alone(fitted):
    drawn = sample_potts(fitted[1], strongest=len(PAIRS), chains=500, sweeps=30, seed=2)
    assert np.array_equal(
        drawn, sample_potts(fitted[1], strongest=len(PAIRS), chains=500, sweeps=30, seed=2, threads=2)
    )
    assert min(float(np.mean(drawn[:, i] == drawn[:, j])) for i, j in PAIRS) > 0.5


def test_sequences_count_by_how_many_resemble_them():
    states = np.zeros((5, 10), np.uint8)
    states[4] = 7
    effective = fit_potts(Alignment(states, np.arange(10, dtype=np.int32), 10)).effective
    assert effective == pytest.approx(2.0)


def test_one_sequence_is_refused():
    with pytest.raises(AlignmentError, match="one sequence says nothing"):
        fit_potts(Alignment(np.zeros((1, 4), np.uint8), np.arange(4, dtype=np.int32), 4))


def test_what_progress_raises_ends_the_fit():
    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_potts(family(50), progress=stop)
