"""Vertex colouring: classes of vertices without edges inside (Eq. 30)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import prct._core as _core
from prct.core.contact_graph import ContactGraph


@dataclass(frozen=True, eq=False)
class VertexColoring:
    """A proper colouring and what bounds it: clique_bound ≤ chromatic number ≤ n_colors ≤ degree_bound.

    A balanced colouring may, in graphs with very unequal degrees, need more colours than degree_bound.

    Attributes
    ----------
    colors : int32 [n_vertices]
        0 .. n_colors-1.
    n_colors : int
    clique_bound : int
        Size of a clique that was found: no colouring has fewer colours.
    degree_bound : int
        Largest degree + 1: a greedy colouring never needs more.
    """

    colors: np.ndarray
    n_colors: int
    clique_bound: int
    degree_bound: int

    @property
    def class_sizes(self) -> np.ndarray:
        """int64 [n_colors]"""
        return np.bincount(self.colors, minlength=self.n_colors)


def color_vertices(
    graph: ContactGraph, *, balanced: bool = False, moves_per_vertex: float = 1.0, seed: int = 1
) -> VertexColoring:
    """Colour the vertices so that neighbours differ.

    DSATUR first; then a tabu search over partial colourings tries to save one colour after the other.

    Parameters
    ----------
    graph : ContactGraph
    balanced : bool
        Even out the classes until the largest has at most 10 % more members than the smallest (or one more, where
        classes are that small), with further colours where that takes them.
    moves_per_vertex : float
        Length of the search for each colour to be saved; 0 leaves DSATUR's result.
    seed : int
        Of the search; same graph and seed, same colours.

    Returns
    -------
    VertexColoring

    Raises
    ------
    InputError
        If moves_per_vertex is negative or not finite.

    Notes
    -----
    Neither step proves its result least; compare n_colors with clique_bound.

    References
    ----------
    Brélaz, CACM 22, 251 (1979). Blöchliger and Zufferey, Comput. Oper. Res. 35, 960 (2008).

    Examples
    --------
    >>> from prct.core.contact_graph import graph_from_edges
    >>> ring = graph_from_edges(5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)])
    >>> color_vertices(ring).n_colors
    3
    """
    return VertexColoring(*_core.color_vertices(graph.offsets, graph.neighbours, balanced, moves_per_vertex, seed))


def is_proper_coloring(graph: ContactGraph, colors: np.ndarray) -> bool:
    """Whether every vertex has a colour ≥ 0 that none of its neighbours has.

    Raises
    ------
    InputError
        If there is not one colour a vertex.

    Examples
    --------
    >>> from prct.core.contact_graph import graph_from_edges
    >>> is_proper_coloring(graph_from_edges(2, [(0, 1)]), [0, 0])
    False
    """
    return _core.is_proper_coloring(graph.offsets, graph.neighbours, np.asarray(colors, dtype=np.int32))
