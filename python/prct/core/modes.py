"""Resonance modes, the first fold (Eq. 22)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


def embed_modes(
    chain_starts: ArrayLike,
    pairs: ArrayLike,
    length_a: ArrayLike,
    *,
    distances_known: bool = False,
    dimensions: int = 3,
    exponent: float = 0.85,
    dense_limit: int = 2000,
    landmarks: int = 256,
) -> np.ndarray:
    """Place residues by the dominant modes of their double-centred shortest paths.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains, ascending from 0 to the number of residues N.
    pairs : int [M, 2]
        Pairs that something is known about, 0-based over the concatenated chains.
    length_a : float [M]
        Measured distance, or how long a way over this contact counts (about 6 Å; longer for one that is doubted).
    distances_known : bool
        True when the lengths are measured: then paths are compressed only beyond 20 Å.
    dimensions : int
        Modes kept.
    exponent : float
        Paths count as D**exponent, for they are longer than the straight line.
    dense_limit, landmarks : int
        Parts of more residues than `dense_limit` are embedded through that many landmarks; memory stays O(landmarks N).

    Returns
    -------
    float64 [N, dimensions]
        Positions in Å. Parts of the graph that nothing joins are embedded apart and stand side by side. The hand is
        arbitrary: see :mod:`prct.core.hand`.

    Raises
    ------
    InputError
        Pairs, lengths or chain starts that describe no graph.

    Examples
    --------
    >>> embed_modes([0, 30], [[0, 29], [5, 24]], [6.0, 6.0]).shape
    (30, 3)
    """
    options = _core.ModesOptions()
    options.distances_known = distances_known
    options.dimensions = dimensions
    options.exponent = exponent
    options.dense_limit = dense_limit
    options.landmarks = landmarks
    starts = np.asarray(chain_starts, np.int32)
    return _core.embed_modes(starts, np.asarray(pairs, np.int32).reshape(-1, 2), np.asarray(length_a, float), options)
