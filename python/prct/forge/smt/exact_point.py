"""From what a solver or a search found to values that satisfy every assertion exactly, as short as they can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

from prct.forge.smt.question import Question
from prct.forge.spec.constraint import bounds_name

DIGITS = (2, 3, 4, 6, 9, 12, 17)
"""Significant digits that are tried for a value, fewest first: people read them."""
CORNERS = 64
"""Corners of the box around irrational values that are tried."""

Interval = tuple[Fraction, Fraction]


def shortest(question: Question, values: Mapping[str, Fraction | float]) -> dict[str, Fraction] | None:
    """Values near these that satisfy the question exactly, of as few digits as do, or None.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import ParameterSpace, parameter
    >>> shortest(Question(ParameterSpace.of(parameter("x", "", 0, 1)), ()), {"x": 0.123456})
    {'x': Fraction(3, 25)}
    """
    return next((tried for tried in roundings(question, values) if question.holds(tried)), None)


def roundings(question: Question, values: Mapping[str, Fraction | float]) -> Iterator[dict[str, Fraction]]:
    """The values with ever more digits, inside the bounds that are asked about, whole where they must be."""
    for digits in (*DIGITS, None):
        tried = {}
        for p in question.space:
            value = Fraction(values[p.name])
            tried[p.name] = value if digits is None else rounded(value, digits)
            if bounds_name(p.name) in question.assertions:
                tried[p.name] = p.nearest(tried[p.name])
            elif p.whole:
                tried[p.name] = Fraction(round(tried[p.name]))
        yield tried


def rounded(value: Fraction, digits: int) -> Fraction:
    """The nearest decimal of so many significant digits.

    Examples
    --------
    >>> rounded(Fraction(2, 3), 2)
    Fraction(67, 100)
    """
    return Fraction(f"{float(value):.{digits - 1}e}") if abs(value) < 10**300 else value


def corners(ends: Mapping[str, Interval]) -> Iterator[dict[str, Fraction]]:
    """Choices of one end for every value; all lower ends first, all upper ends next."""
    yield {name: low for name, (low, _) in ends.items()}
    yield {name: high for name, (_, high) in ends.items()}
    open_ends = [name for name, (low, high) in ends.items() if low != high]
    fixed = {name: low for name, (low, _) in ends.items()}
    for choice in islice(product((0, 1), repeat=len(open_ends)), 1, CORNERS):
        yield fixed | {name: ends[name][side] for name, side in zip(open_ends, choice, strict=True)}


def from_model(
    question: Question, model: Mapping[str, Interval]
) -> tuple[dict[str, Interval], dict[str, Fraction] | None]:
    """Intervals of all parameters, and exact values in them where whole numbers and irrational ones are no obstacle.

    A parameter that the model leaves open gets the middle of its bounds.
    """
    ends = {}
    for p in question.space:
        middle = p.nearest((p.lower + p.upper) / 2)
        ends[p.name] = model.get(p.name, (middle, middle))
    for corner in corners(ends):
        if question.holds(corner):
            return ends, shortest(question, corner) or corner
    return ends, shortest(question, {name: low for name, (low, _) in ends.items()})
