import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.coloring import color_vertices, is_proper_coloring
from prct.core.contact_graph import graph_from_edges


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 40))
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1])))
    return graph_from_edges(n, pairs)


@given(graphs(), st.booleans())
def test_proper_and_within_bounds(graph, balanced):
    result = color_vertices(graph, balanced=balanced)
    assert is_proper_coloring(graph, result.colors)
    assert result.clique_bound <= result.n_colors
    assert result.class_sizes.min() > 0 and len(result.class_sizes) == result.n_colors
    if balanced:
        assert result.class_sizes.max() - result.class_sizes.min() <= max(1, 0.1 * result.class_sizes.min())
    else:
        assert result.n_colors <= result.degree_bound == graph.degrees.max() + 1


def test_same_seed_same_colors():
    rng = np.random.default_rng(3)
    graph = graph_from_edges(120, rng.permuted(np.tile(np.arange(120), (900, 1)), axis=1)[:, :2])
    first, second = (color_vertices(graph, seed=5).colors for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_verifier_sees_faults():
    graph = graph_from_edges(3, [(0, 1), (1, 2)])
    assert is_proper_coloring(graph, [0, 1, 0])
    assert not is_proper_coloring(graph, [0, 1, 1])
    with pytest.raises(InputError, match="one each"):
        is_proper_coloring(graph, [0, 1])


def test_negative_search_length_is_refused():
    with pytest.raises(InputError, match="moves_per_vertex"):
        color_vertices(graph_from_edges(1, []), moves_per_vertex=-1)
