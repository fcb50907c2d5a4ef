"""Steps and friction: what the constraints say, and what the engine does."""

from fractions import Fraction

import numpy as np
import pytest
from prct import _core
from prct.base.errors import NumericsError
from prct.core.build_coordinates import backbone_from_torsions
from prct.forge.spec.constraint import violated
from prct.forge.spec.expression import constant, variable
from prct.forge.spec.stability import (
    ACCELERATION,
    ATOM_MASS_DA,
    END,
    FRICTION,
    START,
    STEP,
    longest_step_ps,
    stability_constraints,
)

SEQUENCE = "ACDEFGHIKLMNPQRSTVWYGPAL"


def broken(step=0.0103, friction=4.4, start=300, end=15, curvature=None):
    chosen = dict(zip((STEP, FRICTION, START, END), map(constant, (step, friction, start, end)), strict=True))
    return [c.name for c in violated(stability_constraints(chosen, curvature or {"all": 1000}), {})]


def test_each_constraint_binds():
    assert broken() == []
    assert broken(step=0.012) == ["steps are stable", "friction removes heat"]
    assert broken(friction=0.2) == ["friction removes heat"]
    assert broken(step=0.006, friction=0.2) == []
    assert broken(end=400) == ["the chain cools"]


def test_parts_that_may_be_chosen_count_as_often_as_their_factor():
    chosen = dict(zip((STEP, FRICTION, START, END), map(constant, (0.0103, 4.4, 300, 15)), strict=True))
    first = stability_constraints(chosen, {"bonded": 900, "coherence": 60 * variable("weights.coherence")})[0]
    assert first.formula.holds({"weights.coherence": Fraction(1)})
    assert not first.formula.holds({"weights.coherence": Fraction(5)})
    assert "at the strengths that are chosen" in first.sentence


def test_the_sentence_names_the_parts_and_the_longest_step():
    chosen = dict(zip((STEP, FRICTION, START, END), map(constant, (0.0103, 4.4, 300, 15)), strict=True))
    sentence = stability_constraints(chosen, {"hydrogen bonds": 100, "angles": 700})[0].sentence
    assert "λ = 800 kcal/mol/Å² (hydrogen bonds 100, angles 700)" in sentence
    assert sentence.endswith(f"dt is below {1000 * longest_step_ps(800):.3g} fs")


def largest_curvature():
    """Of a relaxed chain, by differences of forces."""
    n = len(SEQUENCE)
    system, platform = _core.System([SEQUENCE]), _core.Platform("cpu-f64")
    scales, alpha = _core.TermScales([1.0] * len(_core.TERM_NAMES), 0.0), np.zeros(0)
    start = backbone_from_torsions([0, n], np.tile([-1.1, -0.8, np.pi], (n, 1)))
    at = _core.quench(system, platform, start, scales, alpha, 500, 50, 1e-6, 1e-3)[0]
    rows, step = [], 1e-4
    for k in range(at.size):
        moved = np.zeros(at.size)
        moved[k] = step
        forward, back = (
            _core.compute(system, platform, at + sign * moved.reshape(at.shape), scales, alpha)[1] for sign in (1, -1)
        )
        rows.append((np.ravel(forward) - np.ravel(back)) / (2 * step))
    hessian = np.array(rows)
    return system, scales, at, float(np.abs(np.linalg.eigvalsh(0.5 * (hessian + hessian.T))).max())


def hottest(system, scales, at, step_ps, friction_per_ps):
    """Highest temperature (K) of the second half of 3,000 steps at 300 K."""
    options = _core.SimulationOptions()
    options.total_steps, options.step_ps, options.friction_per_ps = 3000, step_ps, friction_per_ps
    velocities = _core.draw_velocities(len(system), 300.0, 3)
    state = _core.State(at, velocities, np.zeros(0), np.zeros(0), 0, 3)
    frames = [_core.Keyframe(0.0, 300.0, scales), _core.Keyframe(1.0, 300.0, scales)]
    simulation = _core.Simulation(system, _core.Platform("cpu-f64"), state, frames, options)
    found = []
    try:
        while not simulation.finished:
            simulation.advance(100)
            found.append(simulation.report()["temperature_k"])
    except NumericsError:
        return np.inf
    return max(found[len(found) // 2 :])


def test_the_engine_is_stable_within_and_not_beyond():
    system, scales, at, curvature = largest_curvature()
    longest = longest_step_ps(curvature)
    assert float(longest) == pytest.approx((4 * float(ATOM_MASS_DA / ACCELERATION) / curvature) ** 0.5)
    for share, friction in ((0.5, 0.2), (0.8, 1.0), (0.93, 5.0)):
        assert broken(step=share**0.5 * longest, friction=friction, curvature={"all": curvature}) == []
        assert hottest(system, scales, at, share**0.5 * longest, friction) < 450, share
    for share in (1.1, 1.3):
        assert "steps are stable" in broken(step=share**0.5 * longest, curvature={"all": curvature})
        assert hottest(system, scales, at, share**0.5 * longest, 1.0) > 1000, share
