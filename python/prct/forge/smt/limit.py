"""Constraints that say of one expression that it stays on one side of a number: bounds, budgets, targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from prct.forge.smt.question import Question
from prct.forge.spec.constraint import bounds_name
from prct.forge.spec.expression import Expression, Formula, variable
from prct.forge.spec.parameter_space import Parameter


@dataclass(frozen=True)
class Limit:
    """`expression` not above `value` (``upper``), or not below it.

    Attributes
    ----------
    assertion : str
        Name of the assertion that says so; bounds of a parameter say two things.
    parameter : Parameter or None
        What is limited, where it is one parameter.
    """

    assertion: str
    expression: Expression
    upper: bool
    value: Fraction
    parameter: Parameter | None

    @property
    def formula(self) -> Formula:
        """What it says."""
        return self.beyond(self.value)

    def beyond(self, value: Fraction) -> Formula:
        """The same with another number."""
        return self.expression <= value if self.upper else self.expression >= value


def limits(question: Question, assertion: str) -> Iterator[Limit]:
    """What an assertion limits: both bounds of a parameter, or one side of an expression; nothing otherwise.

    Examples
    --------
    >>> from prct.forge.spec.constraint import Constraint
    >>> from prct.forge.spec.parameter_space import ParameterSpace, parameter
    >>> x = parameter("x", "ps", 0, 1)
    >>> question = Question(ParameterSpace.of(x), (Constraint("half", "", x.symbol * x.symbol >= 0.5, ""),))
    >>> [(limit.upper, str(limit.value)) for limit in limits(question, "half")]
    [(False, '1/2')]
    """
    for p in question.space:
        if assertion == bounds_name(p.name):
            yield Limit(assertion, p.symbol, False, p.lower, p)
            yield Limit(assertion, p.symbol, True, p.upper, p)
            return
    formula = question.assertions[assertion]
    while formula.operator == "and" and len(formula.arguments) == 1:
        formula = formula.arguments[0]
    if formula.operator not in ("<=", "<", ">=", ">"):
        return
    left, right = formula.arguments
    upper = formula.operator[0] == "<"
    if left.operator == "constant":
        left, right, upper = right, left, not upper
    if right.operator == "constant" and left.operator != "constant":
        owner = next((p for p in question.space if left == variable(p.name)), None)
        yield Limit(assertion, left, upper, right.arguments[0], owner)
