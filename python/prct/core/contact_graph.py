"""Undirected graphs as compressed rows: from points within a cutoff, or from a list of edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.base.errors import InputError


@dataclass(frozen=True, eq=False)
class ContactGraph:
    """An undirected simple graph.

    Attributes
    ----------
    offsets : int32 [n_vertices + 1]
        Vertex v's neighbours are ``neighbours[offsets[v]:offsets[v + 1]]``.
    neighbours : int32 [2 * n_edges]
        Ascending within a row; every edge stands in both rows; no self-loops.

    Raises
    ------
    InputError
        If the rows are not ascending, in range, loop-free and symmetric.
    """

    offsets: np.ndarray
    neighbours: np.ndarray

    def __post_init__(self) -> None:
        for name in ("offsets", "neighbours"):
            object.__setattr__(self, name, _as_int32(getattr(self, name), name))
        _core.check_graph(self.offsets, self.neighbours)

    @property
    def n_vertices(self) -> int:
        """Vertices count from 0."""
        return len(self.offsets) - 1

    @property
    def n_edges(self) -> int:
        """Each edge counted once."""
        return len(self.neighbours) // 2

    @property
    def degrees(self) -> np.ndarray:
        """int32 [n_vertices]"""
        return np.diff(self.offsets)

    @property
    def edges(self) -> np.ndarray:
        """int32 [n_edges, 2]: (i, j) with i < j, ascending."""
        rows = np.repeat(np.arange(self.n_vertices, dtype=np.int32), self.degrees)
        once = rows < self.neighbours
        return np.column_stack([rows[once], self.neighbours[once]])

    def of(self, vertex: int) -> np.ndarray:
        """int32: the neighbours of one vertex, ascending."""
        return self.neighbours[self.offsets[vertex] : self.offsets[vertex + 1]]


def _as_int32(values: ArrayLike, name: str) -> np.ndarray:
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(np.int32)
    if array.dtype.kind not in "iu":
        raise InputError(f"{name} holds {array.dtype}; give whole numbers")
    if array.min() < -(2**31) or array.max() >= 2**31:
        raise InputError(f"{name} holds numbers beyond 32 bits; vertices count from 0 to at most 2^31 - 1")
    return np.ascontiguousarray(array, dtype=np.int32)


def contact_graph(points: ArrayLike, cutoff_a: float, min_separation: int = 1) -> ContactGraph:
    """Join points that lie within a cutoff.

    Parameters
    ----------
    points : float [n, 2] or [n, 3], Å
    cutoff_a : float
        Pairs at this distance or closer are joined.
    min_separation : int
        Only pairs whose indices differ by at least this much.

    Returns
    -------
    ContactGraph

    Raises
    ------
    InputError
        Wrong shape, non-finite coordinates, a cutoff that is not positive, a separation below 1, or over 10⁹ edges.

    Examples
    --------
    >>> g = contact_graph([[0, 0, 0], [3, 0, 0], [7, 0, 0]], cutoff_a=4.0)
    >>> g.edges.tolist()
    [[0, 1], [1, 2]]
    """
    return ContactGraph(*_core.contact_graph(np.asarray(points, dtype=np.float64), cutoff_a, min_separation))


def graph_from_edges(n_vertices: int, edges: ArrayLike) -> ContactGraph:
    """Graph from pairs of vertices; pairs given twice, in either order, count once.

    Parameters
    ----------
    n_vertices : int
    edges : int [m, 2]
        Vertices count from 0.

    Returns
    -------
    ContactGraph

    Raises
    ------
    InputError
        An end outside ``0..n_vertices-1``, a self-loop, or an array of another shape.

    Examples
    --------
    >>> g = graph_from_edges(4, [(0, 1), (1, 0), (2, 1)])
    >>> g.n_edges, g.of(1).tolist()
    (2, [0, 2])
    """
    pairs = _as_int32(edges, "edges")
    return ContactGraph(*_core.graph_from_edges(n_vertices, pairs.reshape(0, 2) if pairs.size == 0 else pairs))
