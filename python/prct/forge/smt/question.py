"""One question to a solver: named assertions on the parameters, all of them or some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from prct.forge.smt.definedness import guarded
from prct.forge.spec.constraint import Constraint, bounds_name, smt_script
from prct.forge.spec.expression import Formula
from prct.forge.spec.parameter_space import ParameterSpace


@dataclass(frozen=True)
class Question:
    """Can these assertions hold together?

    Attributes
    ----------
    space : ParameterSpace
    constraints : tuple of Constraint
    only : tuple of str or None
        Names of the assertions that are meant; None stands for all.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import parameter
    >>> x = parameter("x", "", 0, 1)
    >>> question = Question(ParameterSpace.of(x), (Constraint("half", "", x.symbol >= 0.5, "x is at least a half"),))
    >>> question.names
    ('bounds of x', 'half')
    >>> question.holds({"x": Fraction(3, 4)}), question.only_of(["half"]).holds({"x": Fraction(3)})
    (True, True)
    """

    space: ParameterSpace
    constraints: tuple[Constraint, ...]
    only: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        names = [bounds_name(p.name) for p in self.space] + [c.name for c in self.constraints]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"constraints named twice: {', '.join(twice)}")
        if unknown := sorted(set(self.only or ()) - set(names)):
            raise ValueError(f"no such assertions: {', '.join(unknown)}")

    @cached_property
    def assertions(self) -> dict[str, Formula]:
        """Formulas that are meant, by name."""
        everything = {bounds_name(p.name): p.within() for p in self.space}
        everything |= {c.name: c.formula for c in self.constraints}
        return {name: f for name, f in everything.items() if self.only is None or name in self.only}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the assertions that are meant, in their order."""
        return tuple(self.assertions)

    @cached_property
    def script(self) -> str:
        """All declarations and assertions as SMT-LIB 2; what divides by zero does not hold there either."""
        return smt_script(self.space, [replace(c, formula=guarded(c.formula)) for c in self.constraints])

    def only_of(self, names: Iterable[str]) -> Question:
        """The same question of fewer assertions."""
        return replace(self, only=tuple(names))

    def without(self, names: Iterable[str]) -> Question:
        """The same question, some assertions left out."""
        left_out = set(names)
        return self.only_of(name for name in self.names if name not in left_out)

    def also(self, *constraints: Constraint) -> Question:
        """The same question with further constraints."""
        only = None if self.only is None else (*self.only, *(c.name for c in constraints))
        return Question(self.space, (*self.constraints, *constraints), only)

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether every assertion that is meant holds, whole numbers included, by exact arithmetic."""
        whole = all(values[p.name].denominator == 1 for p in self.space if p.whole)
        return whole and all(formula.holds(values) for formula in self.assertions.values())
