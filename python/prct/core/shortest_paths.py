"""Shortest paths over chain bonds and candidate contacts, and the detours of Eq. 20."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


def shortest_paths_from(n: int, pairs: ArrayLike, length_a: ArrayLike, sources: ArrayLike) -> np.ndarray:
    """Lengths of the shortest paths from each source to every vertex (Dijkstra).

    Parameters
    ----------
    n : int
        Number of vertices.
    pairs : int [M, 2]
        Undirected edges.
    length_a : float [M]
        Their lengths in Å, finite and not negative.
    sources : int [S]
        Where the paths start.

    Returns
    -------
    float64 [S, n]
        Lengths in Å, inf where no path leads.

    Raises
    ------
    InputError
        An edge that does not join two vertices of 0..n-1, a length or a source out of range.

    Examples
    --------
    >>> shortest_paths_from(4, [[0, 1], [1, 2]], [1.0, 2.5], [0])
    array([[0. , 1. , 3.5, inf]])
    """
    return _core.shortest_paths_from(n, _pairs(pairs), np.asarray(length_a, float), np.asarray(sources, np.int32))


def all_pairs_shortest_paths(n: int, pairs: ArrayLike, length_a: ArrayLike) -> np.ndarray:
    """Lengths of the shortest paths between all pairs, float64 [n, n], exactly symmetric.

    Parameters and errors are those of :func:`shortest_paths_from`; more than 5,000 vertices are refused, because the
    table is dense.

    Examples
    --------
    >>> all_pairs_shortest_paths(3, [[0, 1], [1, 2]], [1.0, 2.5])[0]
    array([0. , 1. , 3.5])
    """
    return _core.all_pairs_shortest_paths(n, _pairs(pairs), np.asarray(length_a, float))


def detours(
    chain_starts: ArrayLike, pairs: ArrayLike, length_a: ArrayLike, *, window: int = 5, bound_a: float = np.inf
) -> np.ndarray:
    """How long the way from i to j is without the contact (i, j) and its neighbours in the contact plane (Eq. 20).

    Paths run over chain bonds (3.8 Å) and the other contacts. A contact (i', j') with max(|i-i'|, |j-j'|) <= `window`,
    in either orientation, is left out: a false ladder must not vouch for itself.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains, ascending from 0 to the number of residues.
    pairs : int [M, 2]
        Contacts, 0-based over the concatenated chains.
    length_a : float [M]
        Length of each as an edge.
    window : int
        Half width of the square that is left out.
    bound_a : float
        Longer ways count as none.

    Returns
    -------
    float64 [M]
        Lengths in Å, inf where nothing else connects i and j within the bound.

    Examples
    --------
    >>> detours([0, 60], [[10, 40], [16, 34]], [6.0, 6.0])
    array([51.6, 51.6])
    """
    starts = np.asarray(chain_starts, np.int32)
    return _core.detours(starts, _pairs(pairs), np.asarray(length_a, float), window, bound_a)


def _pairs(pairs: ArrayLike) -> np.ndarray:
    return np.asarray(pairs, np.int32).reshape(-1, 2)
