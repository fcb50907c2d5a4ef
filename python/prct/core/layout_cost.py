"""What an order of the vertices costs a program that stores them in it (Eq. 31)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.core.contact_graph import ContactGraph


class LayoutCost(NamedTuple):
    """Cost of an order.

    Attributes
    ----------
    mean_index_distance : float
        Over the edges: how far apart neighbours stand in the order.
    bandwidth : int
        The largest such distance.
    cut_edges : int
        Edges between pieces.
    total_halo : int
        Summed over the pieces: vertices outside a piece next to one inside.
    largest_halo : int
        Of one piece.
    """

    mean_index_distance: float
    bandwidth: int
    cut_edges: int
    total_halo: int
    largest_halo: int


def layout_cost(graph: ContactGraph, order: ArrayLike, pieces: int = 1) -> LayoutCost:
    """Measure an order of a graph's vertices.

    Parameters
    ----------
    graph : ContactGraph
    order : int [n_vertices]
        A permutation.
    pieces : int
        The order is cut into this many stretches whose lengths differ by one at most.

    Returns
    -------
    LayoutCost

    Raises
    ------
    InputError
        If the order is no permutation of the vertices, or pieces is below 1.

    Examples
    --------
    >>> from prct.core.contact_graph import graph_from_edges
    >>> chain = graph_from_edges(4, [(0, 1), (1, 2), (2, 3)])
    >>> layout_cost(chain, [0, 1, 2, 3], pieces=2)
    LayoutCost(mean_index_distance=1.0, bandwidth=1, cut_edges=1, total_halo=2, largest_halo=1)
    """
    return LayoutCost(*_core.layout_cost(graph.offsets, graph.neighbours, np.asarray(order, dtype=np.int32), pieces))
