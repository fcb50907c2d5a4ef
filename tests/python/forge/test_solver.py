"""The solver: what it answers is checked exactly, and a process that misbehaves is killed and becomes `Unknown`."""

from __future__ import annotations

import fcntl
import itertools
import os
import re
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.base.errors import OptionError
from prct.forge.smt import solver as solver_module
from prct.forge.smt import worker
from prct.forge.smt.answer import Contradiction, Satisfied, Unknown
from prct.forge.smt.channel import Channel, ChannelFailure, worker_command
from prct.forge.smt.core import minimal_core
from prct.forge.smt.definedness import guarded
from prct.forge.smt.exact_point import CORNERS, corners, from_model, rounded, shortest
from prct.forge.smt.solver import ONLY_Z3, Solver
from prct.forge.spec.constraint import smt_script
from prct.forge.spec.expression import Expression, all_of, any_of, constant, if_else, negation, variable
from prct.forge.spec.parameter_space import ParameterSpace
from questions import asked, program, reals, said, wholes

X, Y, N, M = (variable(name) for name in "xynm")
ANSWER_X = """
    import sys
    for line in sys.stdin:
        print('{"verdict": "sat", "model": {"x": %s}}', flush=True)
"""


@pytest.fixture(scope="module")
def solver():
    with Solver() as both:
        yield both


@pytest.fixture(scope="module")
def bare():
    """Without descents: every point is a model of z3."""
    with Solver(efforts=ONLY_Z3) as only_z3:
        yield only_z3


def solve(solver: Solver, question):
    return solver.solve(question.space, question.constraints, 5)


def possible(question, names) -> bool:
    """z3 in this process, of assertions by name."""
    plain = z3.Solver()
    declarations, texts = worker.read_script(question.script)
    plain.from_string("\n".join([*declarations, *(f"(assert {texts[name]})" for name in names)]))
    verdict = plain.check()
    assert verdict != z3.unknown
    return verdict == z3.sat


small = st.integers(-3, 3)
rows = st.tuples(small, small, small, small, st.integers(-12, 12), st.booleans())


def polynomial(row) -> Expression:
    """a x + b y + c x² + d x y."""
    a, b, c, d, *_ = row
    return a * X + b * Y + c * X * X + d * X * Y


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(rows, min_size=1, max_size=5), st.booleans())
def test_an_answer_is_exact_or_a_core_that_is_minimal(solver, bare, system, descents):
    formulas = [polynomial(row) <= row[4] if row[5] else polynomial(row) > row[4] for row in system]
    question = asked(reals("xy", -5, 5), *formulas)
    found = solve(solver if descents else bare, question)
    if isinstance(found, Satisfied):
        assert question.space.why_not(found.values) is None
        assert all(f.holds(found.values) for f in formulas)
    else:
        assert isinstance(found, Contradiction) and found.minimal
        assert not possible(question, found.core)
        for left_out in found.core:
            assert possible(question, [name for name in found.core if name != left_out])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(rows, min_size=1, max_size=4), st.booleans())
def test_whole_numbers_as_an_enumeration_finds_them(solver, bare, system, descents):
    formulas = [polynomial(row) * 2 <= row[4] if row[5] else polynomial(row) * 2 >= row[4] for row in system]
    question = asked(wholes("xy", -3, 3), *formulas)
    found = solve(solver if descents else bare, question)

    def holding(names):
        wide = question.only_of(names)
        return any(
            wide.holds({"x": Fraction(x), "y": Fraction(y)}) for x, y in itertools.product(range(-3, 4), repeat=2)
        )

    assert isinstance(found, Satisfied) == holding(question.names)
    if isinstance(found, Satisfied):
        assert question.holds(found.values)
    else:
        assert isinstance(found, Contradiction)
        assert not holding(found.core)


def test_rounding_that_breaks_a_constraint_branches(bare):
    [n], [x] = wholes("n", 0, 100), reals("x", Fraction(7, 10), Fraction(71, 100))
    found = solve(bare, asked([n, x], N * X <= 10, N * X >= 9.9))
    assert isinstance(found, Satisfied) and found.values["n"] == 14
    assert solve(bare, asked([n], N >= 2.2, N <= 2.8)) == Contradiction(("c0", "c1"))


def test_whole_numbers_that_branching_does_not_settle_are_left_to_z3(bare):
    question = asked(wholes("nm", 0, 1000), 2 * N - 2 * M <= 1, 2 * N - 2 * M >= 1)
    assert solve(bare, question) == Contradiction(("c0", "c1"))


def test_irrational_values_become_rational_neighbours_or_unknown(bare):
    square = asked(reals("x", 0, 4), X * X >= 2, X * X <= 2)
    found = solve(bare, square)
    assert isinstance(found, Unknown) and "irrational" in found.why
    boundary = asked(reals("xy"), X * X * X >= 2, Y * Y >= X, X + Fraction(1, 10**9) >= Y * Y, X <= 1.26)
    assert isinstance(solve(bare, boundary), Satisfied)


def test_ends_of_irrational_values_are_tried_from_inside():
    root = {"x": (Fraction(141421, 10**5), Fraction(141422, 10**5))}
    assert from_model(asked(reals("x"), X * X >= 2, X < 1.414219), root)[1] is None
    assert from_model(asked(reals("x"), X * X >= 2, X <= 1.41422), root)[1] == {"x": Fraction(141422, 10**5)}
    assert from_model(asked(reals("x"), X * X <= 2, X >= 1.41421), root)[1] == {"x": Fraction(141421, 10**5)}
    assert from_model(asked(reals("x", 0, 3)), {})[1] == {"x": Fraction(3, 2)}


def test_values_are_as_short_as_they_can_be():
    assert rounded(Fraction(-12345, 1000), 3) == Fraction(-123, 10)
    assert shortest(asked(reals("x"), X >= 1.2344), {"x": 1.23444}) == {"x": Fraction(123444, 10**5)}
    assert shortest(asked(reals("x"), X >= 2), {"x": 1.0}) is None


def test_what_divides_by_zero_holds_for_no_solver(bare):
    zero = reals("x", 0, 0)
    assert solve(bare, asked(zero, 1 / X >= 5)) == Contradiction(("bounds of x", "c0"))
    assert isinstance(solve(bare, asked(zero, negation(1 / X >= 5))), Satisfied)
    assert isinstance(solve(bare, asked(zero, if_else(X > 0, 1 / X, 3) >= 2)), Satisfied)
    assert solve(bare, asked(zero, if_else(X >= 0, 1 / X, 3) >= 2)) == Contradiction(("bounds of x", "c0"))
    assert guarded(X / 2 <= 1) == (X / 2 <= 1)
    assert not guarded(X / constant(0) <= 1).holds({"x": Fraction(1)})


def test_choices_and_alternatives(solver):
    question = asked(reals("xy"), any_of(all_of(X > 3, X < 2), Y * Y >= 50), if_else(Y > 7, X - 9, X) >= 0)
    found = solve(solver, question)
    assert isinstance(found, Satisfied) and found.values["x"] >= 9


def test_the_core_is_shrunk_one_at_a_time():
    asked_for = []

    def contradiction_in(some):
        asked_for.append(some)
        return some if {"b", "d"} <= set(some) else None if "b" in some else False

    assert minimal_core("abcd", contradiction_in) == (("b", "d"), False)
    assert len(asked_for) == 4


def test_one_process_answers_many_questions(bare):
    solve(bare, asked(reals("x"), X > 1))
    before = bare.channel.starts
    for k in range(5):
        assert isinstance(solve(bare, asked(reals("x"), k < X)), Satisfied)
    assert bare.channel.starts == before


def test_bad_questions_are_refused():
    with pytest.raises(ValueError, match="named twice: c"):
        Solver().solve(ParameterSpace.of(*reals("x")), [said("c", X > 1), said("c", X > 2)])
    with pytest.raises(ValueError, match="no such assertions: d"):
        asked(reals("x")).only_of(["d"])


@pytest.mark.parametrize(
    ("fake", "why"),
    [
        ("import time\nwhile True: time.sleep(9)", "no answer within"),
        ("import os, sys\nsys.stdin.readline()\nos.kill(os.getpid(), 11)", "signal 11 \\(SIGSEGV\\)"),
        ("import sys\nsys.stdin.readline()\nsys.exit(3)", "exit code 3"),
        ("import sys\nsys.stdin.readline()\nprint('(sat)', flush=True)\nsys.stdin.readline()", "what is no answer"),
        ("import sys\nsys.stdin.readline()\nprint('[1]', flush=True)\nsys.stdin.readline()", "what is no answer"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "what is no answer"),
        (ANSWER_X % '["5", "5"]', "fail the exact check"),
        (ANSWER_X % '["five", "5"]', "cannot be read"),
        (ANSWER_X % "7", "cannot be read"),
        (
            'import sys\nfor line in sys.stdin: print(\'{"verdict": "unsat", "core": ["d"]}\', flush=True)',
            "cannot be read",
        ),
    ],
)
def test_a_process_that_misbehaves_is_unknown(fake, why):
    question = asked(reals("x"), X <= 1)
    with Solver(efforts=ONLY_Z3, command=program(fake)) as solver:
        found = solver.decide(question, 0.2 if "sleep" in fake else 20)
        assert isinstance(found, Unknown)
        assert re.search(why, found.why)


def test_a_program_that_is_not_there_is_unknown(tmp_path: Path):
    with Solver(efforts=ONLY_Z3, command=(str(tmp_path / "none"),)) as solver:
        assert "did not start" in solver.decide(asked(reals("x"), X <= 1), 1).why


def test_memory_is_limited(tmp_path: Path):
    hungry = f"""
        import sys
        sys.path.insert(0, {str(Path(worker.__file__).parent)!r})
        import worker
        worker.SOLVERS["z3"] = lambda question: {{"verdict": "unknown", "why": str(len(bytearray(2 << 30)))}}
        worker.serve("z3", 1024, sys.stdin)
    """
    with Solver(efforts=ONLY_Z3, command=program(hungry)) as solver:
        assert "out of its memory" in solver.decide(asked(reals("x"), X <= 1), 20).why


def test_what_the_process_started_dies_with_it(tmp_path: Path):
    lock = tmp_path / "lock"
    parent = f"""
        import fcntl, os, time
        held = open({str(lock)!r}, "w")
        fcntl.flock(held, fcntl.LOCK_EX)
        if os.fork():
            print("{{", flush=True)
        time.sleep(600)
    """
    with Channel(program(parent)) as channel:
        with pytest.raises(ChannelFailure, match="what is no answer"):
            channel.ask({}, 30)
        assert channel.process_id is None
    with lock.open() as held:
        assert any(locked(held) or time.sleep(0.1) for _ in range(100))


def locked(held) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def test_values_that_fail_the_exact_check_are_no_answer(monkeypatch):
    monkeypatch.setattr(solver_module, "feasible_points", lambda *_: iter([{"x": Fraction(5)}]))
    found = Solver().decide(asked(reals("x"), X <= 1), 1)
    assert isinstance(found, Unknown) and "fail the exact check" in found.why


def test_both_ends_of_many_irrational_values_are_tried_first():
    ends = {name: (Fraction(0), Fraction(1)) for name in "abcdefgh"}
    first, second, *others = corners(ends)
    assert set(first.values()) == {0} and set(second.values()) == {1}
    assert len(others) == CORNERS - 1


def test_the_next_question_gets_a_new_process(tmp_path: Path):
    once = tmp_path / "once"
    slow_first = f"""
        import os, sys, time
        if not os.path.exists({str(once)!r}):
            open({str(once)!r}, "w").close()
            time.sleep(60)
        os.execv(sys.executable, {list(worker_command("z3"))!r})
    """
    question = asked(reals("x"), X <= 1)
    with Solver(efforts=ONLY_Z3, command=program(slow_first)) as solver:
        while not once.exists():
            assert isinstance(solver.decide(question, 0.3), Unknown)
        assert isinstance(solver.decide(question, 5), Satisfied)
        assert solver.channel.starts >= 2
        process = solver.channel.process_id
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def test_a_process_that_never_reads_does_not_block():
    with (
        Channel(program("import os, time; os.read(0, 8192); time.sleep(600)")) as channel,
        pytest.raises(ChannelFailure, match="no answer"),
    ):
        channel.ask({"script": "x" * 2**20}, 0.1)


def test_its_own_alarm_ends_a_process_whose_asker_is_gone(monkeypatch):
    alarms = []
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *limit: alarms.append(limit))
    monkeypatch.setattr(worker.signal, "setitimer", lambda which, seconds: alarms.append(seconds))
    monkeypatch.setitem(worker.SOLVERS, "none", lambda question: {"verdict": "unknown"})
    worker.serve("none", 100, ['{"seconds": 3}'])
    assert alarms[0] == (worker.resource.RLIMIT_AS, (100 << 20, 100 << 20))
    assert alarms[2:] == [3 + worker.ALARM_GRACE_S, 0]


def test_a_solver_that_is_not_installed_says_what_to_install():
    def no_solver(question):
        raise ImportError("No module named 'z3'")

    assert worker.answer(no_solver, {}) == {"verdict": "missing", "why": "No module named 'z3'"}
    says_so = 'import sys\nsys.stdin.readline()\nprint(\'{"verdict": "missing", "why": "none"}\', flush=True)'
    with (
        Solver(efforts=ONLY_Z3, command=program(says_so)) as solver,
        pytest.raises(OptionError, match=r"prct\[forge\]"),
    ):
        solver.decide(asked(reals("x"), X <= 1), 5)


def test_the_script_of_the_question_is_that_of_the_constraints():
    question = asked(reals("x"), X <= 1)
    assert question.script == smt_script(question.space, question.constraints)
    assert sys.executable == worker_command("z3")[0]
