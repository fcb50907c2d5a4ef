"""The best parameters and how much better none can be; and several that differ.

Both ask one question after another: is there a point at least this good, is there a point outside these boxes? Each
point is exact and each bound is a contradiction that the solver proved. The optimisers of solvers are not used: for
polynomials they may return what is no optimum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from prct.forge.smt.answer import Answer, Contradiction, Satisfied, Unknown
from prct.forge.smt.contract import forward
from prct.forge.smt.optimise import improved
from prct.forge.smt.question import Question
from prct.forge.smt.refute import whole_box
from prct.forge.smt.solver import Deadline, Solver
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Expression, any_of
from prct.forge.spec.parameter_space import ParameterSpace

TOLERANCE = Fraction(1, 1000)
ONE_QUESTION_S = 5.0
"""At most for one question of a bisection; an unanswered one moves on to an easier."""
FIRST_STEP = Fraction(1, 10)
"""Of the value, below it, where a lower end is first looked for when the bounds of the parameters give none."""
QUESTIONS_MAX = 200
UNANSWERED_MAX = 4
_TRIAL = "at least as good"


@dataclass(frozen=True)
class Optimum:
    """The best point that was found.

    Attributes
    ----------
    values : dict of str to Fraction
        Satisfy every constraint exactly.
    value : Fraction
        Of the objective there.
    bound : Fraction or None
        No point is better than this: proved. None where nothing was.
    proven : bool
        Whether value and bound are within the tolerance.
    why : str
        What stopped the search before; empty where it is proven.
    seconds : float
    questions : int
        That were asked after the first point.
    """

    values: dict[str, Fraction]
    value: Fraction
    bound: Fraction | None
    proven: bool
    why: str
    seconds: float
    questions: int


def minimise(
    solver: Solver,
    space: ParameterSpace,
    constraints: Iterable[Constraint],
    objective: Expression,
    tolerance: Fraction = TOLERANCE,
    seconds: float = 60.0,
    seed: int = 0,
) -> Optimum | Contradiction | Unknown:
    """The smallest value of an expression under constraints, to a relative tolerance, by bisection on feasibility.

    A numeric optimiser goes ahead; its point counts once exact arithmetic confirms it. The first question is whether
    anything is better than that by more than the tolerance; the others halve what is left.
    """
    began, deadline = solver.clock(), solver.deadline(seconds)
    question = Question(space, tuple(constraints))
    first = solver.decide(question, deadline.left())
    if isinstance(first, Contradiction):
        return solver.shrink(question, first, deadline.left())
    if isinstance(first, Unknown):
        return first
    best = improved(question, objective, first.values, seed)
    low = forward(objective, whole_box(question), {})[0]
    state = _Bisection(objective, best, Fraction(low) if isfinite(low) else None, tolerance, seed)
    while not state.proven and not state.why:
        state.ask(solver, question, deadline)
    return Optimum(
        state.best, state.value, state.bound, state.proven, state.why, solver.clock() - began, state.questions
    )


def maximise(
    solver: Solver,
    space: ParameterSpace,
    constraints: Iterable[Constraint],
    objective: Expression,
    tolerance: Fraction = TOLERANCE,
    seconds: float = 60.0,
    seed: int = 0,
) -> Optimum | Contradiction | Unknown:
    """The largest value of an expression, as :func:`minimise`."""
    found = minimise(solver, space, constraints, -1 * objective, tolerance, seconds, seed)
    if not isinstance(found, Optimum):
        return found
    bound = None if found.bound is None else -found.bound
    return Optimum(found.values, -found.value, bound, found.proven, found.why, found.seconds, found.questions)


class _Bisection:
    """Between the best value and the proved bound: what to ask next, and what an answer changes."""

    def __init__(
        self,
        objective: Expression,
        best: dict[str, Fraction],
        bound: Fraction | None,
        tolerance: Fraction,
        seed: int,
    ) -> None:
        self.objective, self.tolerance, self.seed = objective, tolerance, seed
        self.best, self.bound = best, bound
        self.questions, self.unanswered = 0, 0
        self.why = ""
        self._step = FIRST_STEP
        self._ceiling: Fraction | None = None

    @property
    def value(self) -> Fraction:
        """The objective at the best point."""
        return self.objective.value(self.best)

    @property
    def _gap(self) -> Fraction:
        """What the tolerance allows; of a value near zero, of the range that is left."""
        zero = self.bound or Fraction(0)
        return self.tolerance * max(abs(self.value), self.tolerance * abs(zero), Fraction(1, 10**9))

    @property
    def proven(self) -> bool:
        """Whether nothing can be better by more than the tolerance."""
        return self.bound is not None and self.value - self.bound <= self._gap

    def _target(self) -> Fraction:
        """Just below the best value first; then the middle; where nothing is proved yet, ever farther below.

        What was not answered is not asked again: the next one lies between it and the bound.
        """
        if self.questions == 0:
            return self.value - self._gap * Fraction(9, 10)
        if self.bound is None:
            self._step *= 2
            return self.value - self._step * max(abs(self.value), Fraction(1))
        upper = self.value if self._ceiling is None else min(self._ceiling, self.value)
        return (upper + self.bound) / 2

    def ask(self, solver: Solver, question: Question, deadline: Deadline) -> None:
        """One question, and what follows from its answer."""
        if not deadline.left() or self.questions >= QUESTIONS_MAX:
            self.why = "time is up" if not deadline.left() else f"{QUESTIONS_MAX} questions were asked"
            return
        target = self._target()
        trial = question.also(Constraint(_TRIAL, "", self.objective <= target, ""))
        answer = solver.decide(trial, deadline.left(ONE_QUESTION_S))
        self.questions += 1
        if isinstance(answer, Satisfied):
            self.best = improved(question, self.objective, answer.values, self.seed)
        elif isinstance(answer, Contradiction):
            self.bound = target
        else:
            self._ceiling = target
            self.unanswered += 1
            if self.unanswered >= UNANSWERED_MAX:
                self.why = f"{self.unanswered} questions were not answered, the last one: {answer.why}"


def variants(
    solver: Solver,
    space: ParameterSpace,
    constraints: Iterable[Constraint],
    count: int,
    width: Fraction = Fraction(1, 5),
    objective: Expression | None = None,
    seconds: float = 30.0,
    beside: Iterable[dict[str, Fraction]] = (),
) -> tuple[list[dict[str, Fraction]], Answer | None]:
    """Up to `count` points of which any two differ in some parameter by `width` of its range or more; they differ from
    those of `beside` in the same way.

    Returns
    -------
    points : list of dict
        Smallest `objective` first; without one, in the order in which they were found.
    end : Contradiction, Unknown or None
        Why there are fewer: no further point exists, or none was found in time.
    """
    deadline = solver.deadline(seconds)
    others = tuple(_elsewhere(space, values, width, f"given point {k}") for k, values in enumerate(beside, 1))
    question = Question(space, (*constraints, *others))
    points: list[dict[str, Fraction]] = []
    end: Answer | None = None
    while len(points) < count:
        answer = solver.decide(question, deadline.left())
        if not isinstance(answer, Satisfied):
            end = answer
            break
        points.append(answer.values)
        question = question.also(_elsewhere(space, answer.values, width, f"variant {len(points)}"))
    rank: Callable[[dict[str, Fraction]], Fraction] | None = objective.value if objective else None
    return (sorted(points, key=rank) if rank else points), end


def _elsewhere(space: ParameterSpace, values: dict[str, Fraction], width: Fraction, which: str) -> Constraint:
    """Outside an open box around a point."""
    outside = []
    for p in space:
        away = width * (p.upper - p.lower)
        if away:
            outside += [p.symbol <= values[p.name] - away, p.symbol >= values[p.name] + away]
    return Constraint(f"differs from {which}", "", any_of(*outside), f"differs from {which}")
