"""The best point and its bound, checked against closed forms and enumeration; variants that differ."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.forge.smt import search
from prct.forge.smt.answer import Contradiction, Satisfied, Unknown
from prct.forge.smt.optimise import improved
from prct.forge.smt.search import Optimum, maximise, minimise, variants
from prct.forge.smt.solver import Solver
from prct.forge.spec.expression import Expression, if_else, variable
from prct.forge.spec.parameter_space import ParameterSpace
from questions import asked, reals, said, wholes

X, Y, N, M = (variable(name) for name in "xynm")
PLANE = ParameterSpace.of(*reals("xy", 0, 4))


@pytest.fixture(scope="module")
def solver():
    with Solver() as one:
        yield one


def close(found: Optimum, value: float) -> bool:
    """The known value lies between what was found and what was proved, and those are within the tolerance."""
    low, high = sorted((float(found.value), float(found.bound)))
    return found.proven and low - 1e-6 <= value <= high + 1e-6 and high - low <= 1.01e-3 * max(abs(low), abs(high))


@pytest.mark.parametrize(
    ("objective", "constraints", "value"),
    [
        (X + Y, [X * Y >= 2], 2 * 2**0.5),
        (X * X + Y * Y, [X + 2 * Y >= 5], 5.0),
        (1 / (X + 1) + Y, [X * X <= Y], 0.859218987),
        (-1 * X * Y, [X * X + Y * Y <= 2], -1.0),
        (if_else(X <= 1, X + 2, 4 - X), [Y >= X], 0.0),
        (X - Y, [X + Y >= 1], -4.0),
    ],
)
def test_minima_that_are_known(solver, objective: Expression, constraints, value):
    found = minimise(solver, PLANE, asked(list(PLANE), *constraints).constraints, objective)
    assert isinstance(found, Optimum)
    if value:
        assert close(found, value)
    else:
        assert found.value == 0 and found.bound <= 0 and found.proven
    assert all(f.holds(found.values) for f in constraints)
    assert objective.value(found.values) == found.value


def test_maximum(solver):
    found = maximise(solver, PLANE, [said("c", X * X + Y * Y <= 2)], X + Y)
    assert isinstance(found, Optimum) and close(found, 2.0)
    assert found.bound >= found.value


@settings(max_examples=12, deadline=None, derandomize=True)
@given(*[st.integers(-4, 4)] * 6)
def test_whole_optima_as_an_enumeration_finds_them(solver, a, b, c, d, e, limit):
    chosen = ParameterSpace.of(*wholes("nm", 0, 6))
    objective, formula = a * N + b * M + c * N * M + 100, d * N * N + e * M <= limit
    found = minimise(solver, chosen, [said("c", formula)], objective)
    points = [{"n": Fraction(n), "m": Fraction(m)} for n, m in itertools.product(range(7), repeat=2)]
    allowed = [objective.value(p) for p in points if formula.holds(p)]
    if not allowed:
        assert isinstance(found, Contradiction)
    else:
        assert found.proven and found.bound <= min(allowed) <= found.value <= found.bound + abs(found.value) / 900


class Scripted:
    """Answers as it is told, for what a solver seldom does."""

    def __init__(self, answers):
        self.answers, self.asked = iter(answers), []
        self.clock = lambda: 0.0

    def deadline(self, seconds):
        return Solver(clock=self.clock).deadline(seconds)

    def decide(self, question, seconds):
        self.asked.append(question)
        return next(self.answers)


def test_unanswered_questions_stop_the_search_and_are_no_proof():
    first = Satisfied({"x": Fraction(4), "y": Fraction(4)})
    scripted = Scripted([first, *[Unknown("too hard")] * 9])
    found = minimise(scripted, PLANE, [said("c", X * Y >= 2)], X + Y)
    assert isinstance(found, Optimum) and not found.proven
    assert "too hard" in found.why and -1e-300 < found.bound <= 0 and found.questions == search.UNANSWERED_MAX
    targets = [question.constraints[-1].formula.arguments[1].arguments[0] for question in scripted.asked[1:]]
    assert targets == sorted(targets, reverse=True) and len(set(targets)) == len(targets)


def test_contradictions_raise_the_bound_and_only_they():
    first = Satisfied({"x": Fraction(1), "y": Fraction(2)})
    scripted = Scripted([first, Unknown("too hard"), Contradiction(("c",)), *[Unknown("too hard")] * 9])
    found = minimise(scripted, PLANE, [said("c", X * Y >= 2)], X + Y)
    assert Fraction(14, 10) < found.bound < Fraction(142, 100) and not found.proven
    assert isinstance(minimise(Scripted([Unknown("why")]), PLANE, [], X), Unknown)


def test_a_search_without_any_bound_widens(solver):
    found = minimise(solver, ParameterSpace.of(*reals("x", -1, 1)), [said("c", X >= 0.25)], 1 / X)
    assert isinstance(found, Optimum) and close(found, 1.0)


def test_what_contradicts_itself_has_no_best(solver):
    found = minimise(solver, PLANE, [said("c", X >= 3), said("d", X <= 2), said("e", Y >= 1)], X)
    assert found == Contradiction(("c", "d"))


def test_the_optimiser_only_improves():
    question = asked(list(PLANE), X * Y >= 2)
    start = {"x": Fraction(2), "y": Fraction(2)}
    better = improved(question, X + Y, start, 0)
    assert question.holds(better) and (X + Y).value(better) < 2.83
    assert improved(question, X - X, start, 0) == start
    pinned = asked([*reals("x", 1, 1), *wholes("n", 0, 9)], N * X >= 2.5)
    assert improved(pinned, N + X, {"x": Fraction(1), "n": Fraction(7)}, 0)["n"] == 3


def test_variants_differ_and_hold(solver):
    constraints = [said("c", X * Y <= 3), said("d", X + Y >= 2)]
    points, end = variants(solver, PLANE, constraints, 5, objective=X + Y)
    assert len(points) == 5 and end is None
    assert [(X + Y).value(p) for p in points] == sorted((X + Y).value(p) for p in points)
    for p in points:
        assert all(c.formula.holds(p) for c in constraints)
    for p, q in itertools.combinations(points, 2):
        assert max(abs(p[name] - q[name]) for name in p) >= Fraction(4, 5)


def test_variants_end_where_there_are_no_more(solver):
    points, end = variants(solver, ParameterSpace.of(*wholes("n", 0, 2)), [], 9, width=Fraction(1, 2))
    assert sorted(p["n"] for p in points) == [0, 1, 2]
    assert isinstance(end, Contradiction)
