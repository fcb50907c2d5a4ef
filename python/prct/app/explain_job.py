"""What limits the parameters of a workload, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from prct.app.fold_curvature import largest_curvature
from prct.app.workload import read_workload, tunable_values
from prct.forge.smt.answer import Contradiction, Unknown
from prct.forge.smt.explain import explain
from prct.forge.smt.search import Optimum, maximise, minimise
from prct.forge.smt.solver import Solver
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.fold_space import known_values, physical_constraints
from prct.forge.spec.parameter_space import Parameter, ParameterSpace, text

LIMIT_S = 3.0
"""For the lowest, and for the highest value of a parameter."""


@dataclass(frozen=True)
class ExplainJob:
    """What ``prct forge explain`` was asked for: parameters may be fixed, as text with units."""

    workload: Path
    fixed: Mapping[str, str]


def run_explain_job(job: ExplainJob) -> list[str]:
    """Every constraint with its equation; then how far each parameter may go, or why nothing is possible.

    Raises
    ------
    InputError
        For a workload or a value that cannot be used.
    """
    workload = read_workload(job.workload)
    space = _fixed(workload.space, job.fixed)
    values = known_values(tunable_values(workload.settings))
    constraints = physical_constraints(space, values, largest_curvature(workload))
    lines = [f"{c.name} ({c.equation}): {c.sentence}" if c.equation else f"{c.name}: {c.sentence}" for c in constraints]
    lines.append("")
    with Solver() as solver:
        found = solver.solve(space, constraints)
        if isinstance(found, Contradiction):
            return [*lines, f"nothing is possible: {explain(solver, space, constraints, found)}"]
        if isinstance(found, Unknown):
            return [*lines, f"the solver does not know whether anything is possible: {found.why}"]
        return [*lines, *(_limits(p, space, constraints, solver) for p in space)]


def _fixed(space: ParameterSpace, fixed: Mapping[str, str]) -> ParameterSpace:
    values = {name: space[name].quantity(value) for name, value in fixed.items()}
    return ParameterSpace.of(
        *(replace(p, lower=values[p.name], upper=values[p.name]) if p.name in values else p for p in space)
    )


def _limits(p: Parameter, space: ParameterSpace, constraints: list[Constraint], solver: Solver) -> str:
    if p.lower == p.upper:
        return f"{p.name} is {text(p.lower)} {p.unit}".rstrip()
    ends = []
    for best in (minimise, maximise):
        found = best(solver, space, constraints, p.symbol, seconds=LIMIT_S)
        ends.append(text(found.value) if isinstance(found, Optimum) else "?")
    return f"{p.name} may be {ends[0]} to {ends[1]} {p.unit}".rstrip()
