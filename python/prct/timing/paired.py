"""Two ways of doing one thing, measured in turn on the same items: their difference and ratio with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from prct.base.errors import InputError

Item = TypeVar("Item")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval."""

    estimate: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.estimate:.4g} [{self.low:.4g}, {self.high:.4g}]"


def paired_difference(first: ArrayLike, second: ArrayLike, confidence: float = 0.95) -> Interval:
    """Mean of `second` - `first` over items, by Student's t.

    Parameters
    ----------
    first, second : array [M]
        One value an item each, M >= 2; several measurements of an item are averaged before.
    confidence : float

    Raises
    ------
    InputError
        For other shapes, fewer than two items, or numbers that are not finite.

    Examples
    --------
    >>> paired_difference([1.0, 2.0, 3.0], [1.5, 2.5, 3.5])
    Interval(estimate=0.5, low=0.5, high=0.5)
    """
    a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if a.shape != b.shape or a.ndim != 1 or len(a) < 2:
        raise InputError(f"shapes {a.shape} and {b.shape}; give one value for each of at least two items")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise InputError("a measurement is not finite; leave the item out of both")
    change = b - a
    student_t = stdtrit(len(change) - 1, 0.5 + confidence / 2)
    half = float(student_t * change.std(ddof=1) / np.sqrt(len(change)))
    mean = float(change.mean())
    return Interval(mean, mean - half, mean + half)


def paired_ratio(first: ArrayLike, second: ArrayLike, confidence: float = 0.95) -> Interval:
    """Geometric mean of `second` / `first` over items, by Student's t on the logarithms.

    Examples
    --------
    >>> print(paired_ratio([1.0, 2.0, 4.0], [2.0, 4.0, 8.0]))
    2 [2, 2]
    """
    a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if not ((a > 0).all() and (b > 0).all()):
        raise InputError("a ratio needs measurements above 0")
    logs = paired_difference(np.log(a), np.log(b), confidence)
    return Interval(*(float(np.exp(x)) for x in (logs.estimate, logs.low, logs.high)))


def in_turn(items: Sequence[Item], ways: Sequence[Callable[[Item], Found]], rounds: int = 1) -> list[list[list[Found]]]:
    """Every way on every item, `rounds` times; the order of the ways alternates, so that none always comes first.

    Returns
    -------
    list
        [way][item][round]

    Examples
    --------
    >>> in_turn([1, 2], [lambda x: x, lambda x: -x])
    [[[1], [2]], [[-1], [-2]]]
    """
    found: list[list[list[Found]]] = [[[] for _ in items] for _ in ways]
    for turn in range(rounds):
        for k, item in enumerate(items):
            order = list(range(len(ways)))
            if (turn + k) % 2:
                order.reverse()
            for way in order:
                found[way][k].append(ways[way](item))
    return found
