"""The process in which a solver thinks: one question a line on stdin, one answer a line on stdout, both JSON.

It is started as a file, not as a module of the package: importing the package takes ten times as long as the solver.
Its own alarm ends it where a solver ignores its time limit and whoever asked is gone.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

OUT_OF_MEMORY = 77
"""Exit code, beside z3's own 101, that says that the memory limit was met."""
ALARM_GRACE_S = 10.0
"""How much longer than its time limit a question may take before the process ends itself."""
ALGEBRAIC_DIGITS = 12
"""An irrational value is given as an interval of this many decimal places."""

TRACKED_MS = 30
"""For a core, beside three times what the verdict took: tracking names hinders z3, and the verdict needs no core."""

_ASSERTION = re.compile(r"\(assert \(! (.*) :named \|([^|]*)\|\)\)")

Names = tuple[str, ...]


def read_script(script: str) -> tuple[list[str], dict[str, str]]:
    """Declarations, and the text of each named assertion.

    Examples
    --------
    >>> read_script("(declare-const |x| Real)\\n; Eq. 1\\n(assert (! (> |x| 1.0) :named |a|))\\n")
    (['(declare-const |x| Real)'], {'a': '(> |x| 1.0)'})
    """
    lines = script.splitlines()
    declarations = [line for line in lines if line.startswith("(declare-const ")]
    found = (_ASSERTION.fullmatch(line) for line in lines)
    return declarations, {match[2]: match[1] for match in found if match}


def plain_script(question: dict[str, Any]) -> tuple[str, Names]:
    """The assertions that are asked about without their names, and the names in the same order.

    That numbers are whole is asserted last, and has no name.
    """
    declarations, named = read_script(question["script"])
    names = tuple(named if question["only"] is None else question["only"])
    lines = declarations + [f"(assert {named[name]})" for name in names]
    return "\n".join(lines + [f"(assert (is_int |{name}|))" for name in question["whole"]]), names


def ask_z3(question: dict[str, Any]) -> dict[str, Any]:
    """An answer of z3: a model with exact rationals or intervals of irrational values, a core, or unknown."""
    import z3

    text, names = plain_script(question)
    formulas = z3.parse_smt2_string(text)
    milliseconds = max(1, int(1000 * question["seconds"]))
    solver = z3.Solver()
    solver.set("timeout", milliseconds)
    solver.add(formulas)
    began = time.monotonic()
    verdict = solver.check()
    if verdict == z3.unknown:
        return {"verdict": "unknown", "why": f"z3: {solver.reason_unknown()}"}
    if verdict == z3.sat:
        return {"verdict": "sat", "model": _z3_model(z3, solver.model())}
    if not question["core"]:
        return {"verdict": "unsat", "core": names}
    tracked = z3.Solver()
    tracked.set("timeout", min(milliseconds, TRACKED_MS + int(3000 * (time.monotonic() - began))))
    tracked.set("core.minimize", True)
    for k, formula in enumerate(formulas):
        if k < len(names):
            tracked.assert_and_track(formula, z3.Bool(f"#{k}"))
        else:
            tracked.add(formula)
    if tracked.check() != z3.unsat:
        return {"verdict": "unsat", "core": names}
    kept = sorted(int(str(literal)[1:]) for literal in tracked.unsat_core())
    return {"verdict": "unsat", "core": [names[k] for k in kept]}


def _z3_model(z3: Any, model: Any) -> dict[str, list[str]]:
    """Lower and upper end of each value that the model fixes."""
    ends = {}
    for declaration in model.decls():
        value = model[declaration]
        if declaration.arity() or not isinstance(value, z3.RatNumRef | z3.AlgebraicNumRef):
            continue
        if isinstance(value, z3.AlgebraicNumRef):
            place = value.ctx_ref(), value.as_ast(), ALGEBRAIC_DIGITS
            low = z3.RatNumRef(z3.Z3_get_algebraic_number_lower(*place), value.ctx)
            high = z3.RatNumRef(z3.Z3_get_algebraic_number_upper(*place), value.ctx)
            ends[declaration.name()] = [str(low.as_fraction()), str(high.as_fraction())]
        else:
            ends[declaration.name()] = [str(value.as_fraction())] * 2
    return ends


def ask_cvc5(question: dict[str, Any]) -> dict[str, Any]:
    """The verdict of cvc5, with no model and no core."""
    import cvc5

    text, _ = plain_script(question)
    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(max(1, int(1000 * question["seconds"]))))
    solver.setLogic("QF_NIRA" if question["whole"] else "QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    verdict = solver.checkSat()
    if verdict.isUnknown():
        return {"verdict": "unknown", "why": f"cvc5: {verdict.getUnknownExplanation()}"}
    return {"verdict": "sat" if verdict.isSat() else "unsat"}


SOLVERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"z3": ask_z3, "cvc5": ask_cvc5}


def answer(ask: Callable[[dict[str, Any]], dict[str, Any]], question: dict[str, Any]) -> dict[str, Any]:
    """What the solver says, or what went wrong in words; it ends the process where memory is used up."""
    try:
        return ask(question)
    except ImportError as error:
        return {"verdict": "missing", "why": str(error)}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        if "out of memory" in str(error) or "bad_alloc" in str(error):
            os._exit(OUT_OF_MEMORY)
        return {"verdict": "unknown", "why": f"{type(error).__name__}: {error}"}


def serve(name: str, memory_mib: int, lines: Iterable[str]) -> None:
    """Answer every question until there is none."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in lines:
        question = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, question["seconds"] + ALARM_GRACE_S)
        print(json.dumps(answer(SOLVERS[name], question)), flush=True)
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.stdin)
