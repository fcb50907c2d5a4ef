"""Contacts of a made family: scores, features and probabilities over the residues of the query."""

from __future__ import annotations

import numpy as np
import pytest
from prct.coevolution.contacts import SEPARATION, column_features, pair_features, predict_contacts, standard_scores
from prct.core.alignment import GAP, STATES, Alignment

LENGTH, HIDDEN = 24, 2


def hairpin(count: int = 1500, seed: int = 5) -> Alignment:
    """Strands 2-9 and 14-21 whose partners copy each other four times of five; the query has two residues more in front
    that the alignment lacks.
    """
    rng = np.random.default_rng(seed)
    states = rng.integers(0, 20, (count, LENGTH))
    for k in range(2, 9):
        copies = rng.random(count) < 0.8
        states[copies, 23 - k] = states[copies, k]
    return Alignment(states.astype(np.uint8), np.arange(HIDDEN, LENGTH + HIDDEN, dtype=np.int32), LENGTH + HIDDEN)


@pytest.fixture(scope="module")
def predicted():
    return predict_contacts(hairpin())


def test_partners_are_the_likeliest(predicted):
    upper = np.triu(np.nan_to_num(predicted.probability))
    found = {tuple(map(int, np.unravel_index(k, upper.shape))) for k in np.argsort(-upper, axis=None)[:7]}
    assert found == {(k + HIDDEN, 23 - k + HIDDEN) for k in range(2, 9)}
    assert upper.max() > 0.5 > np.nanmedian(predicted.probability)


def test_what_is_not_known_is_nan(predicted):
    for values in (predicted.probability, predicted.score):
        assert values.shape == (LENGTH + HIDDEN,) * 2
        assert np.isnan(values[:HIDDEN]).all() and np.array_equal(values, values.T, equal_nan=True)
        i, j = np.indices(values.shape)
        assert np.array_equal(np.isnan(values[HIDDEN:, HIDDEN:]), (abs(i - j) < SEPARATION)[HIDDEN:, HIDDEN:])
    known = predicted.probability[np.isfinite(predicted.probability)]
    assert ((known > 0) & (known < 1)).all()


def test_threads_change_nothing(predicted):
    again = predict_contacts(hairpin(), threads=3)
    assert np.array_equal(again.probability, predicted.probability, equal_nan=True)


def test_scores_are_in_units_of_their_spread():
    rng = np.random.default_rng(1)
    corrected = rng.normal(3.0, 0.2, (60, 60))
    i, j = np.triu_indices(60, 6)
    score = standard_scores((corrected + corrected.T) / 2, i, j)
    assert abs(np.median(score[i, j])) < 1e-12 and np.std(score[i, j]) == pytest.approx(1.0, rel=0.1)
    assert not standard_scores(np.ones((3, 3)), np.zeros(0, int), np.zeros(0, int)).any()


def test_features_do_not_change_when_the_chain_is_read_backwards():
    rng = np.random.default_rng(2)
    score = rng.normal(0.0, 2.0, (30, 30))
    score = score + score.T
    i, j = np.triu_indices(30, 6)
    forward, backward = pair_features(score, i, j), pair_features(score[::-1, ::-1], 29 - j, 29 - i)
    for name, values in forward.items():
        assert np.allclose(values, backward[name]), name
    assert max(values.max() for name, values in forward.items() if name == "bounded") <= 8.0


def test_columns_are_told_by_what_they_are_made_of():
    frequencies = np.zeros((3, 21))
    frequencies[0, STATES.index("I")] = 1.0
    frequencies[1, :20] = 0.05
    frequencies[2, STATES.index("K")] = frequencies[2, GAP] = 0.5
    found = column_features(frequencies, np.array([0, 0]), np.array([1, 2]))
    assert found["entropy"] == pytest.approx([np.log(20), 0.0], abs=1e-9)
    assert found["gaps"] == pytest.approx([0.0, 0.5])
    assert found["hydrophobicity"][1] == pytest.approx(1.80 - 0.99 / 2)
    assert found["hydrophobicity_product"][1] == pytest.approx(-1.80 * 0.99 / 2)
