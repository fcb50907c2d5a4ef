import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.contact_graph import contact_graph, graph_from_edges
from prct.core.layout_cost import layout_cost
from prct.core.tour import hilbert_order


@given(st.integers(2, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29))), st.integers(0, 10**6))
def test_index_distances(n, pairs, seed):
    edges = [(a, b) for a, b in pairs if a != b and max(a, b) < n]
    graph = graph_from_edges(n, edges)
    order = np.random.default_rng(seed).permutation(n)
    place = np.argsort(order)
    apart = np.abs(place[graph.edges[:, 0]] - place[graph.edges[:, 1]])
    cost = layout_cost(graph, order, pieces=3)
    assert cost.mean_index_distance == pytest.approx(apart.mean() if len(apart) else 0.0)
    assert cost.bandwidth == max(apart, default=0)
    assert layout_cost(graph, order).cut_edges == 0


def test_hilbert_order_beats_chance():
    points = np.random.default_rng(4).uniform(0, 50, (1500, 3))
    graph = contact_graph(points, 6.0)
    by_curve = layout_cost(graph, hilbert_order(points), pieces=8)
    by_chance = layout_cost(graph, np.arange(1500), pieces=8)
    assert by_curve.mean_index_distance < 0.5 * by_chance.mean_index_distance
    assert by_curve.total_halo < 0.7 * by_chance.total_halo


def test_no_permutation_is_refused():
    with pytest.raises(InputError, match="no permutation"):
        layout_cost(graph_from_edges(2, []), [0, 0])
