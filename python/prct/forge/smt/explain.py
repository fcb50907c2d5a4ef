"""A contradiction in sentences: what it is made of, and what would be possible in place of a bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from prct.forge.smt.answer import Contradiction, Satisfied
from prct.forge.smt.limit import Limit, limits
from prct.forge.smt.question import Question
from prct.forge.smt.solver import Deadline, Solver
from prct.forge.spec.constraint import Constraint, bounds_name
from prct.forge.spec.expression import variables
from prct.forge.spec.parameter_space import ParameterSpace, text

DIGITS = 3
"""Of what would be possible: more are no help to choose another bound."""
CLOSE = Fraction(1, 2000)
"""Relative width at which bisection ends: half a unit of the last digit."""
STEPS_MAX = 60
"""Of one bisection; from the farthest value to three digits takes about twenty."""
ONE_QUESTION_S = 2.0
_TRIAL = "what would be possible"


@dataclass(frozen=True)
class Explanation:
    """Why there are no parameters.

    Attributes
    ----------
    core : tuple of str
        Names of the assertions that contradict each other.
    statements : tuple of str
        What each of them says, in the same order.
    possible : tuple of str
        For bounds in the core: what the others of the core allow.
    whole : tuple of str
        Parameters without which being whole numbers there would be values.
    """

    core: tuple[str, ...]
    statements: tuple[str, ...]
    possible: tuple[str, ...]
    whole: tuple[str, ...]

    def __str__(self) -> str:
        first, *others = self.statements or ("nothing",)
        said = f"{first} contradicts {' together with '.join(others)}" if others else f"{first} cannot be"
        if self.whole:
            said += f" (for whole numbers {', '.join(self.whole)})"
        return "; ".join([said, *self.possible])


def explain(
    solver: Solver,
    space: ParameterSpace,
    constraints: tuple[Constraint, ...] | list[Constraint],
    found: Contradiction,
    seconds: float = 10.0,
) -> Explanation:
    """Sentences for a contradiction, from those of its constraints and the bounds of its parameters.

    For each limit of a single parameter in the core, and for the limits of expressions where there is none, bisection
    on feasibility finds what the rest of the core allows, to three digits. What is not settled in time is not said.
    """
    deadline = solver.deadline(seconds)
    question = Question(space, tuple(constraints)).only_of(found.core)
    sides = {name: _decisive(solver, question, name, deadline) for name in found.core}
    order = sorted(found.core, key=lambda name: not any(limit.parameter for limit in sides[name]))
    statements = tuple(_statement(question, name, sides[name]) for name in order)
    every = [limit for name in order for limit in sides[name]]
    chosen = [limit for limit in every if limit.parameter] or every
    possible = [_possible(solver, question, limit, deadline) for limit in chosen]
    whole = _whole_matters(solver, question, deadline)
    return Explanation(tuple(order), statements, tuple(filter(None, possible)), whole)


def _decisive(solver: Solver, question: Question, name: str, deadline: Deadline) -> list[Limit]:
    """The limits in an assertion; of the two bounds of a parameter, the one that the contradiction needs."""
    every = list(limits(question, name))
    if len(every) < 2:
        return every
    for limit in every:
        alone = question.without([name]).also(Constraint(_TRIAL, "", limit.formula, ""))
        if isinstance(solver.decide(alone, deadline.left(ONE_QUESTION_S)), Contradiction):
            return [limit]
    return every


def _statement(question: Question, name: str, decisive: list[Limit]) -> str:
    """What an assertion says."""
    own = next((c for c in question.constraints if c.name == name), None)
    if own:
        equation = f" ({own.equation})" if own.equation else ""
        return f"{name}{equation}: {own.sentence}"
    p = next(p for p in question.space if bounds_name(p.name) == name)
    if len(decisive) == 1:
        side = "at most" if decisive[0].upper else "at least"
        return f"{p.name} {side} {text(decisive[0].value)} {p.unit}".rstrip()
    return f"{p.name} from {text(p.lower)} to {text(p.upper)} {p.unit}".rstrip()


def _possible(solver: Solver, question: Question, limit: Limit, deadline: Deadline) -> str | None:
    """What the rest of the core allows on the wrong side of a limit, to three digits."""
    rest = question.without([limit.assertion])
    inside = solver.decide(rest, deadline.left(ONE_QUESTION_S))
    if not isinstance(inside, Satisfied):
        return None
    able, unable = _value(limit, inside.values), limit.value
    for _ in range(STEPS_MAX):
        if _settled(limit, able, unable):
            break
        middle = (able + unable) / 2
        trial = rest.also(Constraint(_TRIAL, "", limit.beyond(middle), ""))
        answer = solver.decide(trial, deadline.left(ONE_QUESTION_S))
        if isinstance(answer, Satisfied):
            able = _value(limit, answer.values)
        elif isinstance(answer, Contradiction):
            unable = middle
        else:
            return None
    number = decimal_inside(able, upper=not limit.upper)
    others = "the others allow" if len(question.names) > 1 else "there is"
    unit = f" {limit.parameter.unit}" if limit.parameter and limit.parameter.unit else ""
    name = limit.parameter.name if limit.parameter else f"what {limit.assertion} limits to {text(limit.value)}"
    return f"{others} {name} {'down' if limit.upper else 'up'} to {number}{unit}"


def _value(limit: Limit, values: Mapping[str, Fraction]) -> Fraction:
    return limit.expression.value(values)


def _settled(limit: Limit, able: Fraction, unable: Fraction) -> bool:
    """Whether what is possible and what is not are close; for a whole parameter, no other whole number between them."""
    if limit.parameter and limit.parameter.whole:
        return abs(unable - able) <= 1
    return abs(unable - able) <= CLOSE * max(abs(able), CLOSE * abs(limit.value))


def decimal_inside(value: Fraction, upper: bool) -> str:
    """Three digits of a value, rounded down where it is an upper end and up where it is a lower one; whole ones stay.

    Examples
    --------
    >>> decimal_inside(Fraction(29567, 10**7), upper=True), decimal_inside(Fraction(29567, 10**7), upper=False)
    ('0.00295', '0.00296')
    """
    if value.denominator == 1:
        return str(value.numerator)
    context = Context(prec=DIGITS, rounding=ROUND_FLOOR if upper else ROUND_CEILING)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{rounded.normalize():f}"


def _whole_matters(solver: Solver, question: Question, deadline: Deadline) -> tuple[str, ...]:
    """Whole parameters of the core, where real numbers would do."""
    named = {name for formula in question.assertions.values() for name in variables(formula)}
    whole = tuple(p.name for p in question.space if p.whole and p.name in named)
    if not whole:
        return ()
    space = ParameterSpace(tuple(replace(p, whole=False) for p in question.space))
    real = Question(space, question.constraints, question.only)
    return whole if isinstance(solver.decide(real, deadline.left(ONE_QUESTION_S)), Satisfied) else ()
