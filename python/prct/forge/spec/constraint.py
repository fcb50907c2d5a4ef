"""What must hold of a choice, with a name, its equation, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from prct.forge.spec.expression import Formula, smt_symbol, variables
from prct.forge.spec.parameter_space import ParameterSpace


@dataclass(frozen=True)
class Constraint:
    """A formula over the parameters.

    Attributes
    ----------
    name : str
        Unique among the constraints of a search, e.g. ``stability``.
    equation : str
        Where it comes from in docs/PHYSICS.md, e.g. ``Eq. 5``; empty for budgets and measurements.
    formula : Formula
    sentence : str
        What it asks for, with the figures that it was made from.
    """

    name: str
    equation: str
    formula: Formula
    sentence: str


def violated(constraints: Iterable[Constraint], values: Mapping[str, Fraction]) -> list[Constraint]:
    """Those that do not hold, by exact arithmetic."""
    return [c for c in constraints if not c.formula.holds(values)]


def smt_script(space: ParameterSpace, constraints: Iterable[Constraint]) -> str:
    """Declarations and named assertions in SMT-LIB 2, without a command that asks: any solver reads it.

    Every parameter is declared, with its bounds as the assertion ``bounds of NAME``; constraints have their names.
    Whole numbers are real ones here: who solves it rounds, and asks again where what is rounded breaks a constraint.
    """
    constraints = list(constraints)
    unknown = {name for c in constraints for name in variables(c.formula)} - {p.name for p in space}
    if unknown:
        raise ValueError(f"constraints on what is no parameter: {', '.join(sorted(unknown))}")
    lines = [f"(declare-const {smt_symbol(p.name)} Real)" for p in space]
    lines += [_assertion(bounds_name(p.name), p.within()) for p in space]
    for c in constraints:
        lines += [f"; {part}" for part in f"{c.equation} {c.sentence}".strip().splitlines()]
        lines.append(_assertion(c.name, c.formula))
    return "\n".join(lines) + "\n"


def bounds_name(parameter: str) -> str:
    """Name of the assertion that holds the bounds of a parameter."""
    return f"bounds of {parameter}"


def _assertion(name: str, formula: Formula) -> str:
    return f"(assert (! {formula.smt()} :named {smt_symbol(name)}))"
