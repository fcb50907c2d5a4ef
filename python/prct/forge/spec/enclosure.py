"""Logarithm and exponential between rational bounds that hold for certain, at a point and over an interval.

Solvers decide polynomials. A formula with a logarithm or an exponential is replaced by one with the bound that makes it
harder to hold: what satisfies that one satisfies the other.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from prct.forge.spec.expression import Expression, Formula, all_of, constant, if_else

GRID = 10**12
"""Bounds are rounded outward to so many parts of one, to keep their digits few."""
SMALL = Fraction(1, 10**14)
"""Where a series is broken off; what is left out is bounded and added."""

Bounds = tuple[Fraction, Fraction]


def log_bounds(x: Fraction) -> Bounds:
    """Numbers below and above ln x.

    Examples
    --------
    >>> low, high = log_bounds(Fraction(2))
    >>> float(low) <= 0.693147180559945 <= float(high), high - low < Fraction(1, 10**11)
    (True, True)
    """
    if x <= 0:
        raise ValueError(f"ln({x}) does not exist; give a number above 0")
    halvings, rest = 0, x
    while rest > 2:
        rest, halvings = rest / 2, halvings + 1
    while rest < 1:
        rest, halvings = rest * 2, halvings - 1
    own, two = _log_near_one(rest), _log_near_one(Fraction(2))
    other = two if halvings >= 0 else (two[1], two[0])
    return _down(own[0] + halvings * other[0]), _up(own[1] + halvings * other[1])


def _log_near_one(x: Fraction) -> Bounds:
    """ln x = 2 Σ y^(2k+1)/(2k+1), y = (x - 1)/(x + 1), for 1 <= x <= 2: what is left out is below its first term times
    1/(1 - y²) <= 9/8.
    """
    y = (x - 1) / (x + 1)
    power, odd, sum_ = y, 1, Fraction(0)
    while power > SMALL:
        sum_ += power / odd
        power, odd = _up(power * y * y, GRID**2), odd + 2
    # Powers are rounded up, by less than 1e-24 each of some thirty.
    return _down(2 * sum_ - Fraction(1, GRID)), _up(2 * (sum_ + power * Fraction(9, 8)))


def exp_bounds(x: Fraction) -> Bounds:
    """Numbers below and above e^x.

    Examples
    --------
    >>> low, high = exp_bounds(Fraction(-1))
    >>> float(low) <= 0.367879441171442 <= float(high), high - low < Fraction(1, 10**11)
    (True, True)
    """
    if x > 0:
        low, high = exp_bounds(-x)
        if low <= 0:
            raise ValueError(f"e^{float(x):g} is too large; the exponent may be up to 20")
        return _down(1 / high), _up(1 / low)
    doublings, rest = 0, x
    while rest < Fraction(-1, 2):
        rest, doublings = rest / 2, doublings + 1
    sum_, term, k = Fraction(1), Fraction(1), 0
    while abs(term) > Fraction(1, 10**24):
        k += 1
        term = term * rest / k
        sum_ += term
    low, high = sum_ - abs(term), sum_ + abs(term)  # alternating and falling: less than the last term is left out
    for _ in range(doublings):
        low, high = _down(low * low, GRID**2), _up(high * high, GRID**2)
    return max(_down(low), Fraction(0)), _up(high)


@dataclass(frozen=True)
class Enclosure:
    """Straight pieces below and above a function between two ends.

    Attributes
    ----------
    nodes : tuple of Fraction
        Ends of the pieces, ascending.
    below, above : tuple of (Fraction, Fraction)
        Value and slope of each piece at its first node.
    """

    nodes: tuple[Fraction, ...]
    below: tuple[tuple[Fraction, Fraction], ...]
    above: tuple[tuple[Fraction, Fraction], ...]

    def within(self, x: Expression) -> Formula:
        """Where the pieces hold."""
        return all_of(x >= self.nodes[0], x <= self.nodes[-1])

    def lower(self, x: Expression) -> Expression:
        """The pieces below the function."""
        return self._pieces(x, self.below)

    def upper(self, x: Expression) -> Expression:
        """The pieces above the function."""
        return self._pieces(x, self.above)

    def _pieces(self, x: Expression, pieces: tuple[tuple[Fraction, Fraction], ...]) -> Expression:
        lines = [constant(value) + slope * (x - node) for node, (value, slope) in zip(self.nodes, pieces, strict=False)]
        found = lines[-1]
        for end, line in zip(reversed(self.nodes[1:-1]), reversed(lines[:-1]), strict=True):
            found = if_else(x <= end, line, found)
        return found


@functools.cache
def enclose_exp(lower: Fraction, upper: Fraction, pieces: int) -> Enclosure:
    """e^x over an interval, which is convex: chords lie above it, and tangents below."""
    return _enclose(exp_bounds, exp_bounds, lower, upper, pieces, convex=True)


@functools.cache
def enclose_log(lower: Fraction, upper: Fraction, pieces: int) -> Enclosure:
    """ln x over an interval above 0, which is concave: chords lie below it, and tangents above."""
    return _enclose(log_bounds, lambda x: (1 / x, 1 / x), lower, upper, pieces, convex=False)


def _enclose(
    function: Callable[[Fraction], Bounds],
    slope: Callable[[Fraction], Bounds],
    lower: Fraction,
    upper: Fraction,
    pieces: int,
    convex: bool,
) -> Enclosure:
    if not lower < upper or pieces < 1:
        raise ValueError(f"{pieces} pieces between {lower} and {upper}; give at least one, and the lower end first")
    nodes = tuple(lower + (upper - lower) * Fraction(k, pieces) for k in range(pieces + 1))
    side = 1 if convex else 0  # of the chord: above a convex function, below a concave one
    chords, tangents = [], []
    for a, b in pairwise(nodes):
        start, end = function(a)[side], function(b)[side]
        chords.append((start, (end - start) / (b - a)))
        middle = (a + b) / 2
        # A tangent with an uncertain slope: the slope is one value within its bounds, and the line is moved by what
        # the others could make at the ends of the piece.
        low, high = slope(middle)
        unsure = (high - low) * (b - a) / 2
        value = function(middle)[1 - side] - low * (b - a) / 2 + (-unsure if convex else unsure)
        tangents.append((value, low))
    above, below = (chords, tangents) if convex else (tangents, chords)
    return Enclosure(nodes, tuple(below), tuple(above))


def _down(x: Fraction, grid: int = GRID) -> Fraction:
    return Fraction(x.numerator * grid // x.denominator, grid)


def _up(x: Fraction, grid: int = GRID) -> Fraction:
    return -_down(-x, grid)
