"""The pace of least seconds whose energies hold, by a solver, between those that were tried."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from prct.base.errors import InputError, OptionError
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.pace import ERRORS, STEPS, PacedTrajectory
from prct.forge.smt.search import Optimum, minimise
from prct.forge.smt.solver import Solver
from prct.forge.smt.surrogate import fit
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.parameter_space import ParameterSpace, parameter

SOLVE_S = 2.0
DIGITS = 6


def proposed_steps(solver: Solver, ended: Sequence[PacedTrajectory], most_energy: float) -> int | None:
    """Steps of least predicted seconds whose mean energy, with its errors, is predicted at most so high (kcal/mol a
    residue); None where trajectories do not tell, or no solver is there.

    Examples
    --------
    >>> ended = [
    ...     PacedTrajectory(k, 1, n, 1e-4, 0.2 + n * 1e-4 + k * 1e-3, -1 + 50 / n + 0.001 * k)
    ...     for n in (5000, 2500, 1250, 625) for k in range(3)
    ... ]
    >>> with Solver() as solver:
    ...     625 < proposed_steps(solver, ended, -0.94) < 1250
    True
    """
    tried = sorted({t.steps for t in ended})
    space = ParameterSpace.of(parameter(STEPS, "", tried[0], tried[-1], whole=True))
    rows = MeasuredRows.of(ended)
    try:
        seconds, energy = fit(rows, space, "wall_s"), fit(rows, space, "energy")
    except InputError:  # too few paces
        return None
    most = Fraction(f"{most_energy:.{DIGITS}f}")
    constraints = [
        Constraint("seconds are known", "", seconds.domain(), "between the paces that were tried"),
        Constraint("energies are known", "", energy.domain(), "between the paces that were tried"),
        Constraint(
            "energies hold",
            "",
            energy.upper_confidence_at_most(most, ERRORS),
            f"the mean energy is at most {float(most):g} kcal/mol a residue, its standard error included",
        ),
    ]
    try:
        found = minimise(solver, space, constraints, seconds.mean, seconds=SOLVE_S)
    except OptionError:  # no solver is installed
        return None
    return int(found.values[STEPS]) if isinstance(found, Optimum) else None
