"""Boxes shrunk by constraints: what lies outside the shrunk box satisfies none of it, and an empty box proves that.

Hull consistency (Benhamou, Goualard, Granvilliers and Puget 1999): intervals of all parts of an expression upwards from
its variables, then downwards from the comparison to the variables. The ends are floating-point numbers, moved outwards
by one after every operation, so that what is rounded never shrinks an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from math import ceil, floor, inf, isnan, nextafter, sqrt

from prct.forge.spec.expression import Expression, Formula

Ends = tuple[float, float]
Box = dict[str, Ends]
EVERYTHING: Ends = (-inf, inf)


class Empty(Exception):
    """No number is left; it never leaves this folder."""


def outwards(low: float, high: float) -> Ends:
    """The next floating-point numbers below and above; what is no number becomes infinite.

    Examples
    --------
    >>> low, high = outwards(0.1, 0.1)
    >>> low < 0.1 < high
    True
    """
    return (-inf if isnan(low) else nextafter(low, -inf)), (inf if isnan(high) else nextafter(high, inf))


def around(number: Fraction) -> Ends:
    """An interval that holds an exact number."""
    try:
        return outwards(float(number), float(number))
    except OverflowError:
        return EVERYTHING


def meet(a: Ends, b: Ends) -> Ends:
    """What is in both; raises Empty where nothing is."""
    low, high = max(a[0], b[0]), min(a[1], b[1])
    if low > high:
        raise Empty
    return low, high


def _product(a: Ends, b: Ends) -> Ends:
    products = [0.0 if not x or not y else x * y for x in a for y in b]
    return outwards(min(products), max(products))


def _quotient(a: Ends, b: Ends) -> Ends:
    if b[0] <= 0 <= b[1]:
        return EVERYTHING
    quotients = [x / y if abs(x) < inf or abs(y) < inf else float("nan") for x in a for y in b]
    return EVERYTHING if any(map(isnan, quotients)) else outwards(min(quotients), max(quotients))


def _square(a: Ends) -> Ends:
    high = _product(a, a)[1]
    smallest = 0.0 if a[0] <= 0 <= a[1] else min(abs(a[0]), abs(a[1]))
    return max(0.0, nextafter(smallest * smallest, -inf)), high


def forward(item: Expression, box: Mapping[str, Ends], seen: dict[int, Ends]) -> Ends:
    """An interval that holds every value of the expression in the box; `seen` keeps those of its parts by identity."""
    if item.operator == "constant":
        found = around(item.arguments[0])
    elif item.operator == "variable":
        found = box[item.arguments[0]]
    elif item.operator == "ite":
        a, b = (forward(part, box, seen) for part in item.arguments[1:])
        found = (min(a[0], b[0]), max(a[1], b[1]))
    else:
        left, right = item.arguments
        a, b = forward(left, box, seen), forward(right, box, seen)
        if item.operator == "+":
            found = outwards(a[0] + b[0], a[1] + b[1])
        elif item.operator == "-":
            found = outwards(a[0] - b[1], a[1] - b[0])
        elif item.operator == "/":
            found = _quotient(a, b)
        else:
            found = _square(a) if left == right else _product(a, b)
    seen[id(item)] = found
    return found


def backward(item: Expression, allowed: Ends, box: Box, seen: dict[int, Ends]) -> None:
    """Shrink the variables to what lets the expression lie in `allowed`; raises Empty where nothing does."""
    now = meet(seen[id(item)], allowed)
    if item.operator == "variable":
        box[item.arguments[0]] = meet(box[item.arguments[0]], now)
    if item.operator in ("constant", "variable", "ite"):
        return
    left, right = item.arguments
    a, b = seen[id(left)], seen[id(right)]
    if item.operator == "+":
        wanted = outwards(now[0] - b[1], now[1] - b[0]), outwards(now[0] - a[1], now[1] - a[0])
    elif item.operator == "-":
        wanted = outwards(now[0] + b[0], now[1] + b[1]), outwards(a[0] - now[1], a[1] - now[0])
    elif item.operator == "/":
        wanted = _product(now, b), _quotient(a, now)
    elif left == right:
        root = nextafter(sqrt(now[1]), inf) if now[1] >= 0 else 0.0
        wanted = (-root, root), (-root, root)
    else:
        wanted = _quotient(now, b), _quotient(now, a)
    backward(left, wanted[0], box, seen)
    backward(right, wanted[1], box, seen)


def shrink(formula: Formula, box: Box, negated: bool = False) -> Box:
    """The box without what cannot satisfy the formula; raises Empty where nothing is left.

    Examples
    --------
    >>> from prct.forge.spec.expression import variable
    >>> low, high = shrink(variable("x") * 2 <= 3, {"x": (0.0, 9.0)})["x"]
    >>> low == 0 and 1.5 <= high < 1.5001
    True
    """
    if formula.operator == "not":
        return shrink(formula.arguments[0], box, not negated)
    if formula.operator in ("and", "or"):
        if (formula.operator == "and") != negated:
            for part in formula.arguments:
                box = shrink(part, box, negated)
            return box
        return _hull([partial(shrink, part, box, negated) for part in formula.arguments])
    left, right = formula.arguments
    if negated and any(_divides(side) for side in formula.arguments):
        return box
    seen: dict[int, Ends] = {}
    a, b = forward(left, box, seen), forward(right, box, seen)
    shrunk = dict(box)
    if (formula.operator[0] == "<") == negated:
        left, right, a, b = right, left, b, a
    backward(left, (-inf, b[1]), shrunk, seen)
    backward(right, (a[0], inf), shrunk, seen)
    return shrunk


def _divides(item: Expression) -> bool:
    """Whether it may have no value, where even its denied comparison holds."""
    parts = [part for part in item.arguments if isinstance(part, Expression)]
    return item.operator in ("/", "ite") or any(map(_divides, parts))


def _hull(ways: list[Callable[[], Box]]) -> Box:
    """The smallest box around what each way leaves."""
    boxes = []
    for way in ways:
        try:
            boxes.append(way())
        except Empty:
            continue
    if not boxes:
        raise Empty
    return {name: (min(b[name][0] for b in boxes), max(b[name][1] for b in boxes)) for name in boxes[0]}


def whole_inside(ends: Ends) -> Ends:
    """From the first whole number in the interval to the last; raises Empty where there is none."""
    low, high = ends
    return meet((float(ceil(low)) if abs(low) < inf else low, float(floor(high)) if abs(high) < inf else high), ends)
