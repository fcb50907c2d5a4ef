"""The parameters of a fold that may be tuned, under the names of its settings, and what must hold of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from prct.base.errors import OptionError
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Expression, Number, constant, exact, variable
from prct.forge.spec.locking import LockingWindow, locking_constraints
from prct.forge.spec.parameter_space import Parameter, ParameterSpace, parameter
from prct.forge.spec.stability import stability_constraints

TUNABLE: tuple[Parameter, ...] = (
    parameter("trajectories", "", 1, 64, whole=True),
    parameter("annealing.steps", "", 50, 20_000, whole=True),
    parameter("annealing.step_ps", "ps", "2 fs", "12 fs"),
    parameter("annealing.friction_per_ps", "ps⁻¹", 0.2, 20),
    parameter("annealing.start_k", "K", 50, 600),
    parameter("annealing.end_k", "K", 5, 150),
    parameter("annealing.coarse_evaluations", "", 50, 2000, whole=True),
    parameter("annealing.coarse_energy_tolerance", "kcal/mol", "1e-6", "1e-2"),
    parameter("annealing.coarse_force_tolerance", "kcal/mol/Å", 0.05, 2),
    parameter("annealing.quench_evaluations", "", 10, 1000, whole=True),
    parameter("annealing.energy_tolerance", "kcal/mol", "1e-10", "1e-4"),
    parameter("annealing.force_tolerance", "kcal/mol/Å", "1e-3", 0.5),
    parameter("annealing.list_skin_a", "Å", 1, 10),
    parameter("weights.coherence", "", 0, 3),
    parameter("resonance.coupling", "", 1, 40),
    parameter("resonance.frequency_ps", "ps⁻¹", 0.2, 4),
    parameter("resonance.spread_residues", "", 0.7, 4),
    parameter("resonance.settled_support", "", 0.1, 3),
    parameter("resonance.support_offset", "", 0.05, 1),
)
"""κ, f₀, s, S₀ and the offset of Eqs. 16-19, λ of Eq. 13 as a factor, step, friction and schedule of Eq. 25, tolerances
and evaluations of Eq. 27, the skin of lists, steps and trajectories, with the widest bounds that make sense."""


def fold_space(
    names: Iterable[str], bounds: Mapping[str, tuple[str | Number, str | Number]] | None = None
) -> ParameterSpace:
    """A space of these parameters, some with narrower bounds.

    Raises
    ------
    OptionError
        For names that cannot be tuned, and bounds that are empty, wider than the widest, or of another unit.

    Examples
    --------
    >>> space = fold_space(["annealing.steps", "annealing.step_ps"], {"annealing.step_ps": ("4 fs", "11 fs")})
    >>> [float(p.upper) for p in space]
    [20000.0, 0.011]
    """
    known = ParameterSpace.of(*TUNABLE)
    given = dict(bounds or {})
    chosen = []
    for name in names:
        widest = known[name]
        low, high = given.pop(name, (widest.lower, widest.upper))
        narrow = parameter(name, widest.unit, widest.quantity(low), widest.quantity(high), widest.whole)
        if narrow.lower < widest.lower or narrow.upper > widest.upper:
            raise OptionError(
                f"parameter {name}: {low} to {high} is wider than {float(widest.lower):g} to {float(widest.upper):g} "
                f"{widest.unit}, beyond which nothing makes sense; narrow it"
            )
        chosen.append(narrow)
    if given:
        raise OptionError(f"bounds for {', '.join(given)}, which is not among the parameters; name it there, too")
    return ParameterSpace.of(*chosen)


def symbols(space: ParameterSpace, fixed: Mapping[str, Number]) -> dict[str, Expression]:
    """Every tunable parameter: a variable where the space has it, else the constant that it is fixed to."""
    return {p.name: variable(p.name) if p.name in space else constant(fixed[p.name]) for p in TUNABLE}


def physical_constraints(
    space: ParameterSpace,
    fixed: Mapping[str, Number],
    curvature: Mapping[str, Number],
    window: LockingWindow | None = None,
) -> list[Constraint]:
    """What the equations ask of a choice.

    Parameters
    ----------
    space : ParameterSpace
    fixed : mapping
        The value of every tunable parameter; those of the space are passed over.
    curvature : mapping
        By term, a part of the bound of the largest curvature at full strength (kcal/mol/Å²): ``coherence`` counts as
        often as its factor says.
    window : LockingWindow, optional

    Returns
    -------
    list of Constraint
        Those that no parameter of the space takes part in hold or not whatever is chosen.
    """
    of = symbols(space, fixed)
    parts: dict[str, Expression | Number] = {**curvature}
    if "coherence" in parts and "weights.coherence" in space:
        parts["coherence"] = exact(curvature["coherence"]) * of["weights.coherence"]
    return [*stability_constraints(of, parts), *locking_constraints(of, window)]


def known_values(settings: Mapping[str, Number]) -> dict[str, Fraction]:
    """Values of tunable parameters as exact numbers; others are left out."""
    return {p.name: exact(settings[p.name]) for p in TUNABLE if p.name in settings}
