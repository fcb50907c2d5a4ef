import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.tour import find_tour, hilbert_order, tour_length


def plain_length(points, order, closed, rounded=False):
    steps = np.linalg.norm(np.diff(points[list(order) + ([order[0]] if closed else [])], axis=0), axis=1)
    return float(np.floor(steps + 0.5).sum() if rounded else steps.sum())


@given(
    st.integers(2, 80), st.sampled_from([2, 3]), st.booleans(), st.booleans(), st.integers(1, 10), st.integers(0, 10**6)
)
def test_a_permutation_of_the_stated_length(n, dimensions, closed, rounded, neighbours, seed):
    points = np.random.default_rng(seed).integers(0, 12, (n, dimensions)).astype(float)
    tour = find_tour(points, closed=closed, rounded=rounded, kicks_per_point=3, neighbours=neighbours, seed=seed)
    assert sorted(tour.order) == list(range(n))
    assert tour.length == pytest.approx(plain_length(points, tour.order.tolist(), closed, rounded), abs=1e-9)
    assert tour_length(points, tour.order, closed=closed, rounded=rounded) == pytest.approx(tour.length, abs=1e-9)
    assert tour.length <= tour.descent_length + 1e-9


@given(st.integers(2, 7), st.booleans(), st.integers(0, 10**6))
@settings(max_examples=40)
def test_small_cases_reach_the_optimum(n, closed, seed):
    points = np.random.default_rng(seed).uniform(size=(n, 2))
    best = min(plain_length(points, p, closed) for p in itertools.permutations(range(n)))
    assert find_tour(points, closed=closed).length == pytest.approx(best)


@given(st.integers(0, 50), st.sampled_from([2, 3]), st.integers(0, 10**6))
def test_hilbert_order_is_a_permutation(n, dimensions, seed):
    points = np.random.default_rng(seed).uniform(size=(n, dimensions))
    assert sorted(hilbert_order(points)) == list(range(n))


def test_start_is_used():
    points = np.random.default_rng(1).uniform(size=(30, 3))
    start = np.random.default_rng(2).permutation(30)
    no_search = find_tour(points, start=start, kicks_per_point=0)
    assert no_search.descent_length < tour_length(points, start)


@pytest.mark.parametrize(
    "arguments",
    [
        {"points": [[0.0]]},
        {"points": [[0, np.nan]]},
        {"points": [[0, 0], [1, 1]], "start": [0, 0]},
        {"points": [[0, 0], [1, 1]], "kicks_per_point": -1},
        {"points": [[0, 0], [1, 1]], "neighbours": 0},
    ],
)
def test_bad_input_is_refused(arguments):
    with pytest.raises(InputError):
        find_tour(**arguments)
