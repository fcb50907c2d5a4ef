"""Rational expressions: exact values, and the text that solvers read."""

from fractions import Fraction

import pytest
import z3
from prct.forge.spec.expression import (
    all_of,
    any_of,
    constant,
    exact,
    if_else,
    negation,
    smt_symbol,
    total,
    variable,
    variables,
)

X, Y = variable("x"), variable("y")
AT = {"x": Fraction(3), "y": Fraction(-1, 2)}


def test_values_are_exact():
    assert (X / 3 - Y * 0.1 + 2).value(AT) == 3 + Fraction(1, 20)
    assert (1 / X).value(AT) == Fraction(1, 3)
    assert (1 - X).value(AT) == -2
    assert total([X, 2, Y]).value(AT) == Fraction(9, 2)
    assert total([]).value(AT) == 0
    assert exact(0.1) == Fraction(1, 10)


def test_a_condition_chooses():
    kink = if_else(X <= 0, -1 * X, X * X)
    assert [kink.value({"x": Fraction(k)}) for k in (-2, 0, 3)] == [2, 0, 9]


def test_comparisons_and_connectives():
    assert ((X > 3).holds(AT), (X >= 3).holds(AT), (X < 3).holds(AT), (X <= 3).holds(AT)) == (False, True, False, True)
    assert all_of().holds(AT)
    assert not any_of().holds(AT)
    assert all_of(X > 0, Y < 0).holds(AT)
    assert not all_of(X > 0, Y > 0).holds(AT)
    assert any_of(X > 9, Y < 0).holds(AT)
    assert negation(X > 9).holds(AT)
    assert not negation(X > 0).holds(AT)


def test_what_divides_by_zero_does_not_hold():
    assert not (1 / X >= 0).holds({"x": Fraction(0)})
    with pytest.raises(ZeroDivisionError):
        (1 / X).value({"x": Fraction(0)})


def test_the_text_is_smt_lib():
    assert (X * Fraction(-1, 3)).smt() == "(* |x| (- (/ 1.0 3.0)))"
    assert all_of(X > 0, negation(Y <= X)).smt() == "(and (> |x| 0.0) (not (<= |y| |x|)))"
    assert (all_of().smt(), any_of().smt()) == ("true", "false")
    assert if_else(X < 1, 2, Y).smt() == "(ite (< |x| 1.0) 2.0 |y|)"
    assert list(variables(if_else(X < 1, 2, Y * X) <= 0)) == ["x", "y", "x"]
    with pytest.raises(ValueError, match="symbol"):
        smt_symbol("a|b")


def test_a_solver_reads_what_is_meant():
    half = X * 0.5
    formula = all_of(X * X <= 2, X * 5 >= 7, if_else(X > 1, 1 - X, X) < 0, Y / 2 + half >= constant(1))
    solver = z3.Solver()
    solver.from_string(f"(declare-const |x| Real)(declare-const |y| Real)(assert {formula.smt()})")
    assert solver.check() == z3.sat
    model = solver.model()
    found = {str(d): model[d].approx(30) if z3.is_algebraic_value(model[d]) else model[d] for d in model.decls()}
    assert formula.holds({name: Fraction(str(value.as_fraction())) for name, value in found.items()})
    solver.add(z3.Real("x") > 2)
    assert solver.check() == z3.unsat
