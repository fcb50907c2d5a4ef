"""Rational expressions and formulas: written as SMT-LIB 2, and evaluated exactly.

One small tree serves the solver, which reads it as text, and the check of what the solver found, which needs no solver.
Transcendental functions have no node: :mod:`prct.forge.spec.enclosure` bounds them by rational ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add, ge, gt, le, lt, mul, sub, truediv
from typing import Any

Number = Fraction | int | Decimal | float
"""A float stands for the shortest decimal that reads as it, 0.1 for 1/10: what a user writes is meant."""

_ARITHMETIC: dict[str, Callable[[Any, Any], Fraction]] = {"+": add, "-": sub, "*": mul, "/": truediv}
_COMPARISON: dict[str, Callable[[Any, Any], bool]] = {"<=": le, "<": lt, ">=": ge, ">": gt}


def exact(number: Number) -> Fraction:
    """The rational number that is meant.

    Examples
    --------
    >>> exact(0.1), exact(3)
    (Fraction(1, 10), Fraction(3, 1))
    """
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


@dataclass(frozen=True)
class Expression:
    """A number that depends on named variables.

    ``operator`` is an arithmetic sign, ``constant`` with a Fraction, ``variable`` with a name, or ``ite`` with a
    formula and two expressions.

    Examples
    --------
    >>> x = variable("x")
    >>> (x * x / 2 + 1).value({"x": Fraction(3)})
    Fraction(11, 2)
    """

    operator: str
    arguments: tuple[Any, ...]

    def __add__(self, other: Expression | Number) -> Expression:
        return Expression("+", (self, expression(other)))

    def __radd__(self, other: Number) -> Expression:
        return expression(other) + self

    def __sub__(self, other: Expression | Number) -> Expression:
        return Expression("-", (self, expression(other)))

    def __rsub__(self, other: Number) -> Expression:
        return expression(other) - self

    def __mul__(self, other: Expression | Number) -> Expression:
        return Expression("*", (self, expression(other)))

    def __rmul__(self, other: Number) -> Expression:
        return expression(other) * self

    def __truediv__(self, other: Expression | Number) -> Expression:
        return Expression("/", (self, expression(other)))

    def __rtruediv__(self, other: Number) -> Expression:
        return expression(other) / self

    def __le__(self, other: Expression | Number) -> Formula:
        return Formula("<=", (self, expression(other)))

    def __lt__(self, other: Expression | Number) -> Formula:
        return Formula("<", (self, expression(other)))

    def __ge__(self, other: Expression | Number) -> Formula:
        return Formula(">=", (self, expression(other)))

    def __gt__(self, other: Expression | Number) -> Formula:
        return Formula(">", (self, expression(other)))

    def value(self, values: Mapping[str, Fraction]) -> Fraction:
        """Exact value; ZeroDivisionError where it has none, KeyError for a variable without one."""
        if self.operator == "constant":
            return self.arguments[0]
        if self.operator == "variable":
            return values[self.arguments[0]]
        if self.operator == "ite":
            condition, then, otherwise = self.arguments
            return (then if condition.holds(values) else otherwise).value(values)
        left, right = (side.value(values) for side in self.arguments)
        return _ARITHMETIC[self.operator](left, right)

    def smt(self) -> str:
        """The expression in SMT-LIB 2."""
        if self.operator == "constant":
            return _smt_number(self.arguments[0])
        if self.operator == "variable":
            return smt_symbol(self.arguments[0])
        return f"({self.operator} {' '.join(part.smt() for part in self.arguments)})"


@dataclass(frozen=True)
class Formula:
    """What holds or not: a comparison of two expressions, or ``and``, ``or``, ``not`` of formulas.

    Examples
    --------
    >>> dt = variable("dt")
    >>> limit = all_of(dt > 0, dt * dt <= Fraction(1, 4))
    >>> limit.holds({"dt": Fraction(1, 2)}), limit.holds({"dt": Fraction(3, 5)})
    (True, False)
    """

    operator: str
    arguments: tuple[Any, ...]

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether it holds, exactly; what divides by zero does not."""
        if self.operator in _COMPARISON:
            try:
                left, right = (side.value(values) for side in self.arguments)
            except ZeroDivisionError:
                return False
            return _COMPARISON[self.operator](left, right)
        parts = (part.holds(values) for part in self.arguments)
        if self.operator == "not":
            return not next(parts)
        return all(parts) if self.operator == "and" else any(parts)

    def smt(self) -> str:
        """The formula in SMT-LIB 2."""
        if not self.arguments:
            return "true" if self.operator == "and" else "false"
        return f"({self.operator} {' '.join(part.smt() for part in self.arguments)})"


def constant(number: Number) -> Expression:
    """A number as expression."""
    return Expression("constant", (exact(number),))


def variable(name: str) -> Expression:
    """A variable by name."""
    return Expression("variable", (name,))


def expression(item: Expression | Number) -> Expression:
    """Numbers become constants."""
    return item if isinstance(item, Expression) else constant(item)


def if_else(condition: Formula, then: Expression | Number, otherwise: Expression | Number) -> Expression:
    """`then` where the condition holds, `otherwise` elsewhere."""
    return Expression("ite", (condition, expression(then), expression(otherwise)))


def all_of(*formulas: Formula) -> Formula:
    """Every one holds."""
    return Formula("and", formulas)


def any_of(*formulas: Formula) -> Formula:
    """At least one holds."""
    return Formula("or", formulas)


def negation(formula: Formula) -> Formula:
    """The formula does not hold."""
    return Formula("not", (formula,))


def total(parts: Iterable[Expression | Number]) -> Expression:
    """The sum; 0 of nothing."""
    return reduce(add, (expression(part) for part in parts), constant(0)) if (parts := list(parts)) else constant(0)


def variables(item: Expression | Formula) -> Iterator[str]:
    """Names in the order in which they are read, each as often as it stands there."""
    for part in item.arguments:
        if isinstance(part, Expression | Formula):
            yield from variables(part)
        elif item.operator == "variable":
            yield part


def smt_symbol(name: str) -> str:
    """A name as a quoted symbol of SMT-LIB 2: dotted names of settings are none otherwise.

    Examples
    --------
    >>> smt_symbol("annealing.step_ps")
    '|annealing.step_ps|'
    """
    if "|" in name or "\\" in name:
        raise ValueError(f"{name!r} cannot be a symbol of SMT-LIB 2: it holds '|' or a backslash")
    return f"|{name}|"


def _smt_number(number: Fraction) -> str:
    size = f"{abs(number.numerator)}.0"
    if number.denominator != 1:
        size = f"(/ {size} {number.denominator}.0)"
    return f"(- {size})" if number < 0 else size
