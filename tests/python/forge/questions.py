"""What the tests of the solver share: short ways to write questions."""

from __future__ import annotations

import sys
import textwrap

from prct.forge.smt.question import Question
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Formula
from prct.forge.spec.parameter_space import Parameter, ParameterSpace, parameter


def said(name: str, formula: Formula, sentence: str = "", equation: str = "") -> Constraint:
    """A constraint that says its name unless it has a sentence."""
    return Constraint(name, equation, formula, sentence or name)


def asked(parameters: list[Parameter], *formulas: Formula) -> Question:
    """A question whose constraints are c0, c1, and so on."""
    return Question(ParameterSpace.of(*parameters), tuple(said(f"c{k}", f) for k, f in enumerate(formulas)))


def reals(names: str, low: object = 0, high: object = 10) -> list[Parameter]:
    """Parameters without a unit, one for each letter."""
    return [parameter(name, "", low, high) for name in names]


def wholes(names: str, low: object = 0, high: object = 10) -> list[Parameter]:
    """Whole parameters, one for each letter."""
    return [parameter(name, "", low, high, whole=True) for name in names]


def program(text: str) -> tuple[str, ...]:
    """A command that stands in for a solver's process."""
    return (sys.executable, "-c", textwrap.dedent(text))
