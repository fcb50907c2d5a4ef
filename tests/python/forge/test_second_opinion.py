"""cvc5 agrees, disagrees or has no opinion; nothing that it does is an error."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.forge.smt.answer import Contradiction, Satisfied, Unknown
from prct.forge.smt.second_opinion import AGREES, DISAGREES, NO_OPINION, second_opinion
from prct.forge.smt.solver import ONLY_Z3, Solver
from prct.forge.spec.expression import variable
from questions import asked, program, reals, wholes

X, Y, N = (variable(name) for name in "xyn")


def opinion(question, answer, **options):
    return second_opinion(question.space, question.constraints, answer, **options)


def test_it_agrees_with_what_is_so():
    question = asked(reals("xy"), X * X >= 2, X + Y <= 3)
    record = opinion(question, Satisfied({"x": Fraction(2), "y": Fraction(1)}))
    assert (record.opinion.solver, record.opinion.verdict, record.opinion.why) == ("cvc5", AGREES, "sat")
    assert record.script == question.script and record.asked == question.names


def test_of_a_contradiction_only_the_core_is_asked_about():
    question = asked(reals("x"), X >= 3, X <= 2, X <= 5)
    record = opinion(question, Contradiction(("c0", "c1")))
    assert record.asked == ("c0", "c1") and record.opinion.verdict == AGREES
    assert opinion(question, Contradiction(("c0", "c2"))).opinion.verdict == DISAGREES


def test_whole_numbers_are_whole_for_it():
    question = asked(wholes("n"), N >= 2.2, N <= 2.8)
    assert opinion(question, Contradiction(("c0", "c1"))).opinion.verdict == AGREES


def test_it_contradicts_what_is_not_so():
    question = asked(reals("x"), X * X >= 2, X <= 1)
    record = opinion(question, Satisfied({"x": Fraction(2)}))
    assert (record.opinion.verdict, record.opinion.why) == (DISAGREES, "unsat")


@pytest.mark.parametrize(
    ("fake", "why"),
    [
        ("import time; time.sleep(60)", "no answer within"),
        ("import os; os.kill(os.getpid(), 6)", "signal 6"),
        ("print('error')", "no answer"),
        ('print(\'{"verdict": "missing", "why": "no module"}\', flush=True)', "not installed"),
        ('print(\'{"verdict": "maybe"}\', flush=True)', "maybe"),
    ],
)
def test_what_goes_wrong_is_no_opinion(fake, why):
    record = opinion(asked(reals("x")), Satisfied({"x": Fraction(2)}), seconds=0.3, command=program(fake))
    assert record.opinion.verdict == NO_OPINION and why in record.opinion.why


def test_of_an_unknown_answer_there_is_none():
    record = opinion(asked(reals("x")), Unknown("why"), command=program("raise SystemExit(1)"))
    assert (record.opinion.verdict, record.opinion.why) == (NO_OPINION, "there is no answer to judge")


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 4, st.integers(-9, 9)), min_size=2, max_size=4))
def test_both_solvers_agree(system):
    question = asked(reals("xy", -4, 4), *(a * X + b * Y + c * X * X + d * X * Y <= e for a, b, c, d, e in system))
    with Solver(efforts=ONLY_Z3) as solver:
        answer = solver.solve(question.space, question.constraints)
    assert opinion(question, answer).opinion.verdict == AGREES
