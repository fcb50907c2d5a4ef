"""Bounds of an expression over a box, by exact interval arithmetic: true ones, not tight ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from prct.forge.spec.expression import Expression

Interval = tuple[Fraction, Fraction]


def enclosing(item: Expression, box: Mapping[str, Interval]) -> Interval | None:
    """Numbers between which the expression stays in the box, or None where a divisor may be zero.

    Examples
    --------
    >>> from prct.forge.spec.expression import variable
    >>> low, high = enclosing(variable("x") * variable("x") - 1, {"x": (Fraction(-1), Fraction(2))})
    >>> print(low, high)
    -1 3
    """
    if item.operator == "constant":
        return item.arguments[0], item.arguments[0]
    if item.operator == "variable":
        return box[item.arguments[0]]
    sides = [enclosing(part, box) for part in item.arguments if isinstance(part, Expression)]
    if None in sides:
        return None
    (a, b), (c, d) = (side for side in sides if side)
    if item.operator == "ite":
        return min(a, c), max(b, d)
    if item.operator == "+":
        return a + c, b + d
    if item.operator == "-":
        return a - d, b - c
    if item.operator == "/":
        if c <= 0 <= d:
            return None
        c, d = 1 / d, 1 / c
    products = [a * c, a * d, b * c, b * d]
    same = item.operator == "*" and item.arguments[0] == item.arguments[1]
    return (Fraction(0) if same and a <= 0 <= b else min(products)), max(products)
