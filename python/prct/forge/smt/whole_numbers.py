"""Whole numbers and rational ones from a solver of real numbers: branch where a value is neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from prct.forge.smt.answer import Answer, Contradiction, Satisfied, Unknown
from prct.forge.smt.exact_point import Interval, from_model
from prct.forge.smt.question import Question
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Formula, all_of
from prct.forge.spec.parameter_space import Parameter

BRANCHES_MAX = 20
"""Questions after which branching gives up: the solver's own whole numbers are asked then."""
FIXES_MAX = 16
"""Questions in which irrational values are replaced by rational neighbours."""

Model = dict[str, Interval]
Ask = Callable[[Question], Model | Contradiction | Unknown]


def decide(question: Question, ask: Ask) -> Answer:
    """The answer in whole and rational numbers to a question that `ask` answers in real ones.

    A contradiction's core is what the branches needed, each without what was assumed in it. Each branch is asked twice:
    as it is, and with its whole numbers rounded.
    """
    open_branches: list[tuple[Constraint, ...]] = [()]
    core: set[str] = set()
    for _ in range(BRANCHES_MAX):
        if not open_branches:
            return Contradiction(tuple(name for name in question.names if name in core), minimal=False)
        assumed = open_branches.pop()
        branch = question.also(*assumed)
        found = ask(branch)
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Contradiction):
            core |= set(found.core)  # what was assumed is none of the question's names
            continue
        ends, values = from_model(branch, found)
        values = values or _with_rounded(branch, ends, ask)
        if values:
            return Satisfied(values)
        split = [p for p in question.space if p.whole and _whole(ends[p.name]) is None]
        if not split and all(low == high for low, high in ends.values()):
            return Unknown("internal error: the solver's values fail the exact check")
        if not split:
            return _rational_neighbour(branch, ends, ask)
        open_branches += [(*assumed, cut) for cut in _cuts(split[0], ends[split[0].name], len(assumed))]
    return Unknown(f"whole numbers: {BRANCHES_MAX} branches did not settle it")


def _whole(ends: Interval) -> Fraction | None:
    low, high = ends
    return low if low == high and low.denominator == 1 else None


def _cuts(p: Parameter, ends: Interval, depth: int) -> tuple[Constraint, Constraint]:
    """Not above the whole number below the value, or not below the next one."""
    floor = ends[0] // 1
    below, above = p.symbol <= floor, p.symbol >= floor + 1
    return _assumption(p, f"{depth} at most", below), _assumption(p, f"{depth} at least", above)


def _assumption(p: Parameter, what: str, formula: Formula) -> Constraint:
    return Constraint(f"assumed of {p.name}: {what}", "", formula, "")


def _fixed(p: Parameter, value: Fraction) -> Constraint:
    return _assumption(p, "equal", all_of(p.symbol <= value, p.symbol >= value))


def _with_rounded(question: Question, ends: Mapping[str, Interval], ask: Ask) -> dict[str, Fraction] | None:
    """Exact values with every whole number the nearest to the model's; None where there is nothing to round."""
    if all(_whole(ends[p.name]) is not None for p in question.space if p.whole):
        return None
    found = ask(question.also(*(_fixed(p, p.nearest(ends[p.name][0])) for p in question.space if p.whole)))
    return from_model(question, found)[1] if isinstance(found, dict) else None


def _rational_neighbour(question: Question, ends: Mapping[str, Interval], ask: Ask) -> Answer:
    """Fix irrational values at either end of their intervals, one after the other."""
    pending = [(question, ends)]
    for _ in range(FIXES_MAX):
        if not pending:
            break
        asked, ends = pending.pop()
        p = next((p for p in asked.space if ends[p.name][0] != ends[p.name][1]), None)
        for value in ends[p.name] if p else ():
            assert p
            again = asked.also(_fixed(p, value))
            found = ask(again)
            if isinstance(found, dict):
                near, values = from_model(again, found)
                if values:
                    return Satisfied(values)
                pending.append((again, near))
    return Unknown("only irrational values were found, and no rational ones near them; allow a constraint some room")
