"""Contraction keeps every point that satisfies a formula, and proves contradictions that have none."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.forge.smt.contract import EVERYTHING, Empty, around, forward, meet, shrink, whole_inside
from prct.forge.smt.refute import refuted, split, swept, whole_box
from prct.forge.spec.expression import all_of, any_of, if_else, negation, variable
from questions import asked, reals, wholes

X, Y = variable("x"), variable("y")
fractions = st.fractions(-4, 4, max_denominator=12)


def combined(drawn):
    sign, a, b = drawn
    made = {"+": a + b, "-": a - b, "*": a * b, "/": a / b, "s": a * a, "k": if_else(a <= b, a, b - 1)}
    return made[sign]


expressions = st.recursive(
    st.sampled_from([X, Y]) | fractions.map(lambda value: X * 0 + value),
    lambda parts: st.tuples(st.sampled_from("+-*/sk"), parts, parts).map(combined),
    max_leaves=8,
)
atoms = st.tuples(expressions, fractions, st.sampled_from(["<=", "<", ">=", ">"])).map(
    lambda d: {"<=": d[0] <= d[1], "<": d[0] < d[1], ">=": d[0] >= d[1], ">": d[0] > d[1]}[d[2]]
)
formulas = st.recursive(
    atoms,
    lambda parts: (
        parts.map(negation)
        | st.tuples(parts, parts).map(lambda p: all_of(*p))
        | st.tuples(parts, parts).map(lambda p: any_of(*p))
    ),
    max_leaves=4,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(formulas, fractions, fractions, fractions, fractions)
def test_no_point_that_satisfies_a_formula_is_lost(formula, x, y, left, right):
    at = {"x": x, "y": y}
    box = {"x": (around(min(x, left))[0], around(max(x, left))[1]), "y": (around(min(y, right))[0], around(y)[1])}
    if not formula.holds(at):
        return
    shrunk = shrink(formula, box)
    for name, value in at.items():
        low, high = shrunk[name]
        assert (low == -inf or Fraction(low) <= value) and (high == inf or value <= Fraction(high))
    assert not refuted(asked(reals("xy", -4, 4), formula), 8)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(expressions, fractions, fractions)
def test_an_interval_holds_the_value(expression, x, y):
    try:
        value = expression.value({"x": x, "y": y})
    except ZeroDivisionError:
        return
    low, high = forward(expression, {"x": around(x), "y": around(y)}, {})
    assert (low == -inf or Fraction(low) <= value) and (high == inf or value <= Fraction(high))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 4, st.integers(-9, 9)), min_size=1, max_size=4))
def test_what_whole_numbers_can_do_is_not_refuted(system):
    rows = [a * X + b * Y + c * X * X + d * X * Y <= e for a, b, c, d, e in system]
    question = asked(wholes("xy", -3, 3), *rows)
    pairs = itertools.product(map(Fraction, range(-3, 4)), repeat=2)
    if any(question.holds({"x": x, "y": y}) for x, y in pairs):
        assert not refuted(question, 100)


@pytest.mark.parametrize(
    "formulas",
    [
        [X * X >= 17],
        [X * Y >= 9, X <= 2, X >= -2],
        [X * X + Y * Y <= 2, X * Y >= 1.1],
        [1 / (X + 5) >= 2],
        [any_of(X <= -5, all_of(X > 1, X < 0.5), negation(Y <= 4.5))],
        [Y / (X + 6) >= 3],
    ],
)
def test_contradictions_that_intervals_prove(formulas):
    assert refuted(asked(reals("xy", -4, 4), *formulas), 200)


def test_whole_numbers_are_cut_to():
    assert whole_inside((0.5, 3.5)) == (1, 3) and whole_inside(EVERYTHING) == EVERYTHING
    with pytest.raises(Empty):
        whole_inside((2.2, 2.8))
    assert refuted(asked(wholes("x"), X >= 2.2, X <= 2.8)) == 1
    with pytest.raises(Empty):
        meet((0, 1), (2, 3))


def test_bounds_that_are_not_asked_about_hold_nothing():
    question = asked(reals("x", 0, 1), X >= 2)
    assert refuted(question) and not refuted(question.only_of(["c0"]))
    assert whole_box(question.only_of(["c0"])) == {"x": EVERYTHING}
    assert swept(question.only_of(["c0"]), {"x": EVERYTHING})["x"][0] > 1.99
    assert split({"x": EVERYTHING}, {"x": EVERYTHING}) == []


def test_it_stops_when_told():
    hard = asked(reals("xy", -4, 4), X * X + Y * Y <= 2, X * Y >= 1.0001)
    assert refuted(hard, 10_000) > 3
    assert refuted(hard, 3) == 0
    assert refuted(hard, 10_000, lambda: False) == 0
