"""How long does it take to find parameters, or to prove that there are none: 14 parameters, 22 polynomial constraints.

Every point that is found is checked by exact arithmetic here again, and every contradiction is put to cvc5. The limit
of a question is 10 s for the answer and the shrinking of its core together; what is not settled then counts as unknown.

Usage: --smoke for a few questions, --json FILE to keep the rows.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness
from instances import constraints
from prct.forge.smt.answer import Contradiction, Satisfied
from prct.forge.smt.second_opinion import DISAGREES, second_opinion
from prct.forge.smt.solver import Solver

QUESTIONS = 200
SMOKE_QUESTIONS = 4
LIMIT_S = 10.0


def measure(solver: Solver, seed: int) -> dict[str, Any]:
    """One question: what was answered, how long it took, and what is wrong with it, if anything."""
    space, asked = constraints(seed)
    began = time.perf_counter()
    answer = solver.solve(space, asked, LIMIT_S)
    row: dict[str, Any] = {"seed": seed, "answer": type(answer).__name__, "seconds": time.perf_counter() - began}
    if isinstance(answer, Satisfied):
        if space.why_not(answer.values) or not all(c.formula.holds(answer.values) for c in asked):
            row["failed"] = "a value breaks a constraint"
    elif isinstance(answer, Contradiction):
        opinion = second_opinion(space, asked, answer).opinion
        row |= {"core": len(answer.core), "minimal": answer.minimal, "cvc5": opinion.verdict}
        if opinion.verdict == DISAGREES:
            row["failed"] = f"cvc5 finds the core {answer.core} possible"
    return row


def run(smoke: bool) -> list[dict[str, Any]]:
    """A row for each kind of answer, and one for those that failed a check."""
    with Solver() as solver:
        solver.solve(*constraints(0), LIMIT_S)
        found = [measure(solver, seed) for seed in range(SMOKE_QUESTIONS if smoke else QUESTIONS)]
        starts = solver.channel.starts
    rows = [row for row in found if "failed" in row]
    for kind in ("Satisfied", "Contradiction", "Unknown", ""):
        some = [row for row in found if row["answer"] == kind or not kind]
        seconds = sorted(row["seconds"] for row in some)
        if some:
            rows.append(
                {
                    "answer": kind or "all",
                    "questions": len(some),
                    "median_s": statistics.median(seconds),
                    "p90_s": seconds[int(0.9 * (len(some) - 1))],
                    "worst_s": seconds[-1],
                    "largest_core": max(row.get("core", 0) for row in some),
                    "minimal": sum(row.get("minimal", False) for row in some),
                    "cvc5_agrees": sum(row.get("cvc5") == "agrees" for row in some),
                    "processes": starts if not kind else "-",
                    "slowest": max(some, key=lambda row: row["seconds"])["seed"],
                }
            )
    return rows


if __name__ == "__main__":
    harness.main("forge_solve", __doc__, run, peers=("z3-solver", "cvc5", "scipy"))
