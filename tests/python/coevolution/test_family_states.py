"""Secondary structure over a family: a mean of votes."""

import numpy as np
from prct.coevolution.family_states import MOST_SEQUENCES, UNKNOWN, family_states
from prct.core.alignment import GAP, Alignment
from prct.parameters.phase_prior import evaluate


def made(states, length=None):
    columns = states.shape[1]
    return Alignment(states.astype(np.uint8), np.arange(columns, dtype=np.int32), length or columns)


def test_it_is_the_mean_over_those_that_vote():
    states = np.random.default_rng(1).integers(0, 20, (5, 30))
    states[2, 10:14] = GAP
    single = evaluate(np.where(states == GAP, UNKNOWN, states).astype(np.uint8))[1].astype(float)
    expected = single.mean(axis=0)
    expected[10:14] = single[[0, 1, 3, 4], 10:14].mean(axis=0)
    assert np.allclose(family_states(made(states)), expected, atol=1e-5)


def test_short_fragments_have_no_vote_but_the_query_always_has():
    states = np.random.default_rng(2).integers(0, 20, (2, 30))
    states[1, :20] = GAP
    assert np.allclose(family_states(made(states)), family_states(made(states[:1])), atol=1e-6)
    states[0, :20] = GAP
    assert np.isfinite(family_states(made(states[:1]))[20:]).all()


def test_residues_without_a_column_are_unknown():
    states = np.random.default_rng(3).integers(0, 20, (3, 10))
    found = family_states(made(states, length=12))
    assert np.isnan(found[10:]).all() and np.isfinite(found[:10]).all()


def test_of_a_deep_alignment_sequences_are_taken_all_over_it():
    states = np.random.default_rng(4).integers(0, 20, (3 * MOST_SEQUENCES, 12))
    chosen = np.linspace(0, len(states) - 1, MOST_SEQUENCES).astype(int)
    assert np.allclose(family_states(made(states)), family_states(made(states[chosen])), atol=1e-6)
