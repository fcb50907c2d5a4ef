"""Explanations: twenty planted contradictions are found to the assertion, and say what would be possible."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from prct.forge.smt.answer import Contradiction
from prct.forge.smt.explain import decimal_inside, explain
from prct.forge.smt.limit import limits
from prct.forge.smt.question import Question
from prct.forge.smt.solver import Solver
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import all_of, any_of, constant, if_else, negation, variable
from prct.forge.spec.parameter_space import ParameterSpace, parameter
from questions import said

DT, W, STEPS, RUNS = (variable(name) for name in ("annealing.step_ps", "weight", "annealing.steps", "trajectories"))
KAPPA, F0, THREADS, T = (variable(name) for name in ("kappa", "f0", "threads", "temperature"))


def space(**changed: tuple[object, object]) -> ParameterSpace:
    """Eight parameters; `changed` gives other bounds by the last part of a name."""
    usual: dict[str, tuple[str, object, object, bool]] = {
        "annealing.step_ps": ("ps", 0.001, 0.012, False),
        "weight": ("", 0.1, 10, False),
        "annealing.steps": ("", 100, 5000, True),
        "trajectories": ("", 1, 64, True),
        "kappa": ("", 0, 4, False),
        "f0": ("", 0.5, 2, False),
        "threads": ("", 1, 16, True),
        "temperature": ("K", 50, 1200, False),
    }
    found = []
    for name, (unit, low, high, whole) in usual.items():
        low, high = changed.get(name.split(".")[-1], (low, high))
        found.append(parameter(name, unit, low, high, whole))
    return ParameterSpace.of(*found)


STABILITY = said("stability", DT * DT * W * 4000 <= 0.034, "the stiffest spring bounds the step", "Eq. 26")
MEMORY = said("memory", STEPS * RUNS <= 20_000, "frames of all trajectories fit into 20000 slots")
TIME = said("wall time", STEPS * RUNS <= 3000 * THREADS, "done within the time that is there")
LOCKING = said("locking", F0 <= 1 + 0.1 * KAPPA, "f0 lies in the window of locking", "Eq. 14")
USEFUL = [MEMORY, TIME, LOCKING, STABILITY, said("warm", T >= 40), said("kappa is small", KAPPA * KAPPA <= 9)]
"""What can be met together: every case has these and must leave them out of its core where they are not needed."""


@dataclass(frozen=True)
class Case:
    """A contradiction that was planted, and the names of the assertions that make it."""

    name: str
    core: set[str]
    planted: list[Constraint]
    bounds: dict[str, tuple[object, object]]


def case(name: str, core: set[str], *planted: Constraint, **bounds: tuple[object, object]) -> Case:
    return Case(name, core, list(planted), bounds)


CASES = [
    case("two budgets", {"memory", "many"}, said("many", STEPS * RUNS >= 20_001)),
    case("bound against stability", {"bounds of annealing.step_ps", "bounds of weight", "stability"},
         step_ps=(0.004, 0.012), weight=(1, 10)),
    case("user's limit against stability", {"long step", "stiff", "stability"},
         said("long step", DT >= 0.004), said("stiff", W >= 1)),
    case("bounds of two against a product", {"bounds of annealing.steps", "bounds of trajectories", "memory"},
         steps=(3000, 5000), trajectories=(7, 64)),
    case("three ways", {"wall time", "few threads", "all frames"},
         said("few threads", THREADS <= 0.5 + 1), said("all frames", STEPS * RUNS >= 4600)),
    case("whole number between", {"above two", "below three"},
         said("above two", RUNS >= 2.2), said("below three", RUNS <= 2.8)),
    case("odd and even", {"odd"}, said("odd", all_of(2 * RUNS - 2 * THREADS <= 1, 2 * RUNS - 2 * THREADS >= 1))),
    case("whole factor", {"exact work", "eight threads", "eight runs"},
         said("exact work", all_of(THREADS * RUNS >= 43, THREADS * RUNS <= 47)),
         said("eight threads", all_of(THREADS >= 1, THREADS <= 8)),
         said("eight runs", all_of(RUNS >= 1, RUNS <= 8))),
    case("empty interval", {"cold", "hot"}, said("cold", T <= 300), said("hot", T > 300)),
    case("below its bound", {"bounds of temperature", "freezing"}, said("freezing", T <= 49)),
    case("one that cannot be", {"negative square"}, said("negative square", KAPPA * KAPPA + 1 <= 0)),
    case("locking", {"bounds of f0", "locking", "kappa is small"}, f0=(1.35, 2)),
    case("nonlinear", {"circle", "hyperbola"},
         said("circle", KAPPA * KAPPA + F0 * F0 <= 2), said("hyperbola", KAPPA * F0 >= 1.001)),
    case("quartic", {"kappa is small", "quartic"}, said("quartic", KAPPA * KAPPA * KAPPA * KAPPA >= 81.5)),
    case("quotient", {"bounds of annealing.steps", "accuracy"}, said("accuracy", 0.9 - 40 / STEPS >= 0.893)),
    case("quotient and budget", {"accuracy", "bounds of annealing.steps", "memory", "replicas"},
         said("accuracy", 0.9 - 40 / STEPS >= 0.86), said("replicas", RUNS >= 21)),
    case("alternatives", {"either end", "middle"},
         said("either end", any_of(T <= 200, T >= 900)), said("middle", all_of(T > 250, T < 800))),
    case("not both", {"not both", "slow", "gentle"},
         said("not both", negation(all_of(DT <= 0.002, W <= 1))), said("slow", DT <= 0.0015), said("gentle", W <= 0.9)),
    case("kink", {"kink", "above"},
         said("kink", if_else(KAPPA <= 2, KAPPA, 4 - KAPPA) >= 1.9), said("above", KAPPA >= 2.2)),
    case("four in a chain", {"a", "b", "c", "d"},
         said("a", W >= 2 * KAPPA), said("b", KAPPA >= F0 + 1), said("c", F0 >= 0.6 + T / 1000),
         said("d", W <= 3.1 + T / 500)),
]  # fmt: skip


@pytest.fixture(scope="module")
def solver():
    with Solver() as one:
        yield one


def test_there_are_twenty():
    assert len({c.name for c in CASES}) == 20


def test_without_a_plant_all_can_hold(solver):
    assert not isinstance(solver.solve(space(), USEFUL), Contradiction)


@pytest.mark.parametrize("planted", CASES, ids=lambda c: c.name)
def test_a_planted_contradiction_is_found_exactly(solver, planted: Case):
    chosen = space(**planted.bounds)
    constraints = [*USEFUL, *planted.planted]
    found = solver.solve(chosen, constraints, 20)
    assert isinstance(found, Contradiction)
    assert set(found.core) == planted.core
    assert found.minimal


def explained(solver, planted: Case):
    chosen, constraints = space(**planted.bounds), [*USEFUL, *planted.planted]
    return explain(solver, chosen, constraints, solver.solve(chosen, constraints, 20))


def named(name: str) -> Case:
    return next(c for c in CASES if c.name == name)


def test_a_bound_against_stability_says_what_is_possible(solver):
    said_so = explained(solver, named("bound against stability"))
    assert said_so.statements == (
        "annealing.step_ps at least 0.004 ps",
        "weight at least 1",
        "stability (Eq. 26): the stiffest spring bounds the step",
    )
    assert said_so.possible[0] == "the others allow annealing.step_ps up to 0.00291 ps"
    assert said_so.possible[1] == "the others allow weight up to 0.531"
    assert str(said_so).startswith("annealing.step_ps at least 0.004 ps contradicts weight at least 1 together with")


def test_a_limit_that_a_user_gave_is_a_bound_like_any_other(solver):
    said_so = explained(solver, named("user's limit against stability"))
    assert said_so.possible[0] == "the others allow annealing.step_ps up to 0.00291 ps"


def test_limits_of_expressions_say_what_is_possible_where_no_parameter_is_limited(solver):
    said_so = explained(solver, named("nonlinear"))
    assert said_so.possible == (
        "the others allow what circle limits to 2 down to 2.01",
        "the others allow what hyperbola limits to 1.001 up to 1",
    )


def test_whole_numbers_are_named_where_they_matter(solver):
    said_so = explained(solver, named("whole number between"))
    assert said_so.whole == ("trajectories",)
    assert "for whole numbers trajectories" in str(said_so)
    assert said_so.possible == (
        "the others allow trajectories up to 2",
        "the others allow trajectories down to 3",
    )
    assert explained(solver, named("empty interval")).whole == ()


def test_one_assertion_that_cannot_be(solver):
    said_so = explained(solver, named("one that cannot be"))
    assert str(said_so).startswith("negative square: negative square cannot be")


def test_figures_are_rounded_to_the_side_that_is_possible():
    assert decimal_inside(Fraction(29999, 10**7), upper=True) == "0.00299"
    assert decimal_inside(Fraction(29991, 10**7), upper=False) == "0.003"
    assert decimal_inside(Fraction(-12345, 10), upper=True) == "-1240"
    assert decimal_inside(Fraction(4321), upper=True) == "4321"


def test_what_limits_are_read_from_a_formula():
    chosen = space()
    constraints = (
        said("a", constant(3) >= KAPPA),
        said("b", KAPPA * F0 > 1),
        said("c", KAPPA >= F0),
        said("d", any_of(F0 > 1)),
    )
    question = Question(chosen, constraints)
    read = {name: [(f.upper, f.value) for f in limits(question, name)] for name in question.names}
    assert read["a"] == [(True, 3)] and read["b"] == [(False, 1)] and read["c"] == read["d"] == []
    assert read["bounds of temperature"] == [(False, 50), (True, 1200)]
    assert next(limits(question, "a")).parameter == chosen["kappa"]
    assert next(limits(question, "b")).parameter is None
