import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.contact_graph import ContactGraph, contact_graph, graph_from_edges
from scipy.spatial import cKDTree


@given(st.integers(0, 60), st.sampled_from([2, 3]), st.floats(0.05, 3.0), st.integers(1, 4), st.integers(0, 10**6))
def test_equals_a_kd_tree(n, dimensions, cutoff, separation, seed):
    points = np.random.default_rng(seed).uniform(-2, 2, (n, dimensions))
    expected = cKDTree(points).query_pairs(cutoff, output_type="ndarray") if n else np.empty((0, 2), int)
    expected = expected[expected[:, 1] - expected[:, 0] >= separation]
    expected = expected[np.lexsort((expected[:, 1], expected[:, 0]))]
    np.testing.assert_array_equal(contact_graph(points, cutoff, separation).edges, expected)


def test_rows_and_degrees():
    graph = graph_from_edges(4, [(0, 2), (2, 1)])
    assert graph.degrees.tolist() == [1, 1, 2, 0]
    assert graph.of(2).tolist() == [0, 1]
    assert graph_from_edges(3, []).edges.shape == (0, 2)


@pytest.mark.parametrize("edges", [[(0, 0)], [(0, 3)], [(-1, 0)], [(0, 1, 2)], [(0.5, 1.0)], [(0, 2**40)]])
def test_bad_edges_are_refused(edges):
    with pytest.raises(InputError):
        graph_from_edges(3, edges)


@pytest.mark.parametrize(
    ("points", "cutoff"),
    [([[0, 0, np.nan]], 1.0), ([[0.0]], 1.0), ([0.0, 1.0], 1.0), ([[0, 0, 0]], 0.0), ([[0, 0, 0]], np.nan)],
)
def test_bad_points_are_refused(points, cutoff):
    with pytest.raises(InputError):
        contact_graph(points, cutoff)


def test_one_sided_rows_are_refused():
    with pytest.raises(InputError, match="one row only"):
        ContactGraph([0, 1, 1], [1])
