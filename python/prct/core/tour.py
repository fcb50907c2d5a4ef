"""Short tours over points (Eq. 31): an order that keeps spatial neighbours close in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


@dataclass(frozen=True, eq=False)
class Tour:
    """A tour that was found.

    Attributes
    ----------
    order : int32 [n]
        A permutation of the points; closed tours start at point 0.
    length : float
        In the unit of the points.
    descent_length : float
        Before the kicks: no exchange of up to three edges among the candidates shortens it.
    """

    order: np.ndarray
    length: float
    descent_length: float


def find_tour(
    points: ArrayLike,
    *,
    closed: bool = True,
    rounded: bool = False,
    kicks_per_point: float = 5.0,
    neighbours: int = 10,
    seed: int = 1,
    start: ArrayLike | None = None,
) -> Tour:
    """Find a short tour through all points.

    A start tour, descent by exchanges of two and three edges on neighbour lists, then local double-bridge kicks, each
    repaired and kept where the tour became no longer.

    Parameters
    ----------
    points : float [n, 2] or [n, 3]
    closed : bool
        Whether the tour returns to its first point; otherwise its ends are free.
    rounded : bool
        Round each distance to the nearest integer (TSPLIB's EUC_2D).
    kicks_per_point : float
        How long to search; the result depends on this count, never on the clock.
    neighbours : int
        Candidates a point.
    seed : int
        Same points, options and seed, same tour.
    start : int [n], optional
        A permutation to start from, such as the order of the points along a resonance mode; default: greedy.

    Returns
    -------
    Tour
        No proof of optimality; 5 kicks a point end about 0.5 % above the optimum on even densities.

    Raises
    ------
    InputError
        Points of another shape or not finite, a start that is no permutation, negative kicks, no neighbours.

    References
    ----------
    Lin and Kernighan, Oper. Res. 21, 498 (1973). Applegate, Cook and Rohe, INFORMS J. Comput. 15, 82 (2003).

    Examples
    --------
    >>> find_tour([[0, 0], [1, 1], [1, 0], [0, 1]]).length
    4.0
    """
    begin = np.empty(0, dtype=np.int32) if start is None else np.asarray(start, dtype=np.int32)
    found = _core.find_tour(
        np.asarray(points, dtype=np.float64), closed, rounded, kicks_per_point, neighbours, seed, begin
    )
    return Tour(*found)


def tour_length(points: ArrayLike, order: ArrayLike, *, closed: bool = True, rounded: bool = False) -> float:
    """Length of a tour in a given order, in the unit of the points.

    Raises
    ------
    InputError
        If the order is no permutation of the points.

    Examples
    --------
    >>> tour_length([[0, 0], [3, 4]], [0, 1], closed=False)
    5.0
    """
    return _core.tour_length(np.asarray(points, dtype=np.float64), np.asarray(order, dtype=np.int32), closed, rounded)


def hilbert_order(points: ArrayLike) -> np.ndarray:
    """Order in which a Hilbert curve through the bounding cube meets the points.

    Parameters
    ----------
    points : float [n, 2] or [n, 3]

    Returns
    -------
    int32 [n], a permutation

    Raises
    ------
    InputError
        Points of another shape or not finite.

    References
    ----------
    Skilling, AIP Conf. Proc. 707, 381 (2004).

    Examples
    --------
    >>> hilbert_order([[0, 0], [1, 1], [1, 0], [0, 1]]).tolist()
    [0, 3, 1, 2]
    """
    return _core.hilbert_order(np.asarray(points, dtype=np.float64))
