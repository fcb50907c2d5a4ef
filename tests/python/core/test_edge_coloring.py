import pytest
from hypothesis import given
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.contact_graph import graph_from_edges
from prct.core.edge_coloring import color_edges, is_proper_edge_coloring


@given(
    st.integers(2, 30).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))))
    )
)
def test_proper_and_within_vizings_bound(case):
    n, pairs = case
    graph = graph_from_edges(n, [p for p in pairs if p[0] != p[1]])
    result = color_edges(graph)
    assert result.edges.tolist() == graph.edges.tolist()
    assert is_proper_edge_coloring(result.edges, result.colors)
    assert result.lower_bound <= result.n_colors <= result.upper_bound or graph.n_edges == 0


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(15, 29)), min_size=1))
def test_bipartite_graphs_reach_the_largest_degree(pairs):
    result = color_edges(graph_from_edges(30, pairs))
    assert result.n_colors == result.lower_bound


def test_verifier_sees_faults():
    assert not is_proper_edge_coloring([(0, 1), (2, 1)], [3, 3])
    with pytest.raises(InputError, match="one each"):
        is_proper_edge_coloring([(0, 1)], [])
