"""Edge colouring: classes of edges without common vertices (Eq. 30)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import prct._core as _core
from prct.core.contact_graph import ContactGraph


@dataclass(frozen=True, eq=False)
class EdgeColoring:
    """A proper edge colouring and what bounds it: lower_bound ≤ chromatic index ≤ n_colors ≤ upper_bound.

    Attributes
    ----------
    edges : int32 [n_edges, 2]
        (i, j) with i < j, ascending.
    colors : int32 [n_edges]
        0 .. n_colors-1, in the order of `edges`.
    n_colors : int
    lower_bound : int
        Largest degree.
    upper_bound : int
        Largest degree + 1 (0 without edges): Vizing's bound, which is kept.
    """

    edges: np.ndarray
    colors: np.ndarray
    n_colors: int
    lower_bound: int
    upper_bound: int


def color_edges(graph: ContactGraph) -> EdgeColoring:
    """Colour the edges so that those sharing a vertex differ.

    Parameters
    ----------
    graph : ContactGraph

    Returns
    -------
    EdgeColoring
        With the largest degree as number of colours wherever path exchanges reach it (always for bipartite graphs),
        otherwise one more.

    Raises
    ------
    InputError
        If vertices times (largest degree + 1) passes 5·10⁸, the size of the working table.

    References
    ----------
    Misra and Gries, Inf. Process. Lett. 41, 131 (1992).

    Examples
    --------
    >>> from prct.core.contact_graph import graph_from_edges
    >>> triangle = color_edges(graph_from_edges(3, [(0, 1), (1, 2), (2, 0)]))
    >>> triangle.n_colors, triangle.lower_bound
    (3, 2)
    """
    return EdgeColoring(*_core.color_edges(graph.offsets, graph.neighbours))


def is_proper_edge_coloring(edges: np.ndarray, colors: np.ndarray) -> bool:
    """Whether every edge has a colour ≥ 0 that no edge at either of its ends has.

    Raises
    ------
    InputError
        If there is not one colour an edge.

    Examples
    --------
    >>> is_proper_edge_coloring([(0, 1), (1, 2)], [0, 0])
    False
    """
    pairs = np.asarray(edges, dtype=np.int32).reshape(-1, 2)
    return _core.is_proper_edge_coloring(pairs, np.asarray(colors, dtype=np.int32))
