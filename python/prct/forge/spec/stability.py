"""How long a step may be (Eqs. 5, 25): stability of the stiffest motion, and friction that removes what steps heat."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Expression, Number, exact, expression, total
from prct.forge.spec.parameter_space import text

STEP, FRICTION = "annealing.step_ps", "annealing.friction_per_ps"
START, END = "annealing.start_k", "annealing.end_k"
ATOM_MASS_DA = Fraction(13)
ACCELERATION = Fraction(4184, 10)
"""Å²/ps² of 1 kcal/mol/Da."""
HEATING_PER_PS = Fraction(1, 20)
"""Friction must be this times x/(1 - x), x = dt² λ/4m: what a step conserves is a Hamiltonian stiffer by 1/(1 - x),
which couples stiff motions to soft ones. Measured, not proven: the temperature stays within a seventh of that of short
steps (docs/decisions/0028-parameters-by-a-solver.md)."""


def stability_constraints(
    of: Mapping[str, Expression], curvature: Mapping[str, Expression | Number]
) -> list[Constraint]:
    """Constraints on the step and the friction of Langevin dynamics.

    Parameters
    ----------
    of : mapping
        ``annealing.step_ps``, ``annealing.friction_per_ps``, ``annealing.start_k``, ``annealing.end_k``, each a
        variable or a constant.
    curvature : mapping
        By term, what it adds to an upper bound of the largest eigenvalue of the Hessian, kcal/mol/Å²; expressions where
        the strength of a term may be chosen.

    Examples
    --------
    >>> from prct.forge.spec.constraint import violated
    >>> from prct.forge.spec.expression import constant
    >>> chosen = dict(zip((STEP, FRICTION, START, END), map(constant, (0.0103, 4.4, 300, 15))))
    >>> [c.name for c in violated(stability_constraints(chosen, {"bonded": 900, "others": 100}), {})]
    []
    >>> [c.name for c in violated(stability_constraints({**chosen, STEP: constant(0.012)}, {"bonded": 950}), {})]
    ['steps are stable', 'friction removes heat']
    """
    stiffness = total(expression(part) for part in curvature.values())
    step, friction = of[STEP], of[FRICTION]
    share = step * step * stiffness * (ACCELERATION / (4 * ATOM_MASS_DA))
    return [
        Constraint("steps are stable", "Eqs. 5, 25", share < 1, _sentence(curvature)),
        Constraint(
            "friction removes heat",
            "Eq. 25",
            friction * (1 - share) >= HEATING_PER_PS * share,
            f"friction is at least {text(HEATING_PER_PS)} ps⁻¹ · x/(1 - x), x = dt² λ/4m, or long steps heat the chain",
        ),
        Constraint("the chain cools", "Eq. 25", of[END] <= of[START], "the annealing ends no hotter than it starts"),
    ]


def longest_step_ps(curvature_kcal_a2: Number) -> float:
    """The step at which the stiffest motion becomes unstable, 2/ω.

    Examples
    --------
    >>> round(longest_step_ps(1000), 5)
    0.01115
    """
    return float(4 * ATOM_MASS_DA / (ACCELERATION * exact(curvature_kcal_a2))) ** 0.5


def _sentence(curvature: Mapping[str, Expression | Number]) -> str:
    fixed = {name: exact(part) for name, part in curvature.items() if not isinstance(part, Expression)}
    if len(fixed) < len(curvature):
        return "dt² λ < 4 m, λ the curvature of all terms at the strengths that are chosen"
    whole = sum(fixed.values(), Fraction(0))
    parts = ", ".join(f"{name} {text(part)}" for name, part in fixed.items())
    return (
        f"dt² λ < 4 m with λ = {text(whole)} kcal/mol/Å² ({parts}): dt is below {1000 * longest_step_ps(whole):.3g} fs"
    )
