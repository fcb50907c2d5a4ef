"""Random questions of the kind the forge asks: stability, budgets, locking windows and a fitted accuracy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from prct.forge.spec.constraint import Constraint
from prct.forge.spec.expression import Expression, exact, total
from prct.forge.spec.parameter_space import ParameterSpace, parameter

WEIGHTS = ("bond", "angle", "rama", "pair", "burial")
MASSES_DA = {"hydrogen": 1.008, "carbon": 12.011, "bead": 30.0}


def space() -> ParameterSpace:
    """Fourteen parameters, three of them whole."""
    return ParameterSpace.of(
        parameter("annealing.steps", "", 100, 5000, whole=True),
        parameter("trajectories", "", 1, 64, whole=True),
        parameter("threads", "", 1, 16, whole=True),
        parameter("annealing.step_ps", "ps", "1 fs", "12 fs"),
        *(parameter(f"weight.{name}", "", Fraction(1, 10), 10) for name in WEIGHTS),
        parameter("kappa", "", 0, 4),
        parameter("f0", "", Fraction(1, 2), 2),
        parameter("friction", "1/ps", Fraction(1, 2), 20),
        parameter("temperature.hot", "K", 300, 1200),
        parameter("temperature.cold", "K", 50, 400),
    )


def constraints(seed: int) -> tuple[ParameterSpace, list[Constraint]]:
    """Twenty-two constraints of degree up to four with random figures.

    The figures are drawn around a random point of the space, which meets them all in half of the questions; in the
    other half it misses most, and there may be no point at all.
    """
    rng = np.random.default_rng([seed, 20])
    chosen = space()
    at = {p.name: p.nearest(p.lower + (p.upper - p.lower) * exact(round(rng.uniform(0.15, 0.85), 3))) for p in chosen}
    tightness = rng.choice([0.1, 0.3, 0.6])
    missed = 0.0 if rng.random() < 0.5 else rng.choice([0.6, 1.0])
    found: list[Constraint] = []

    def require(name: str, left: Expression, upper: bool) -> None:
        """`left` stays below (above) its value at the point and a margin, which is negative where it is missed."""
        easy = name.startswith("locking")  # a few linear ones contradict each other at once: leave them met
        sign = -1 if not easy and rng.random() < missed else 1
        scale = abs(left.value(at)) + Fraction(1, 100)
        room = exact(round(float(sign * tightness * rng.uniform(0.2, 1.0)), 4)) * scale
        limit = exact(float(f"{float(left.value(at) + (room if upper else -room)):.6g}"))
        limit += (Fraction(1, 10**5) if upper else -Fraction(1, 10**5)) * scale * (sign > 0)
        found.append(Constraint(name, "", left <= limit if upper else left >= limit, f"{name} has a limit"))

    x = {p.name: p.symbol for p in chosen}
    dt, steps, runs, threads = x["annealing.step_ps"], x["annealing.steps"], x["trajectories"], x["threads"]
    weights = [x[f"weight.{name}"] for name in WEIGHTS]
    stiffness = rng.uniform(50, 900, 5).round(1)
    for name, mass in MASSES_DA.items():
        curvature = total(float(k) * w for k, w in zip(stiffness, weights, strict=True))
        require(f"stability of {name}", dt * dt * curvature / mass, True)
    require("memory", 40 + 0.8 * runs + 0.002 * runs * steps, True)
    require("wall time", 0.004 * steps * runs / threads + 2.0, True)
    require("cores", threads * (1 + 0.01 * runs), True)
    require("simulated time", steps * dt, False)
    require("damping", x["friction"] * dt, True)
    require("mixing", x["friction"] * steps * dt, False)
    require("cooling", x["temperature.hot"] - 2 * x["temperature.cold"], False)
    for k, shift in enumerate(rng.uniform(-0.5, 0.5, 4).round(3)):
        require(f"locking {k} above", x["f0"] - float(shift) * x["kappa"], False)
        require(f"locking {k} below", x["f0"] + float(abs(shift)) * x["kappa"], True)
    require("heat", x["temperature.hot"] * dt * x["weight.pair"], True)
    gain = 0.9 - 40 / steps - 900 / (steps * steps) - 0.1 / runs
    half = rng.uniform(-1, 1, (5, 5)).round(2)
    form = half.T @ half / 40
    centre = rng.uniform(0.5, 4, 5).round(2)
    offsets = [w - float(c) for w, c in zip(weights, centre, strict=True)]
    error = total(float(round(form[i, j], 4)) * offsets[i] * offsets[j] * 0.01 for i in range(5) for j in range(5))
    require("accuracy", gain - error - 0.02 * x["kappa"] * x["kappa"], False)
    require("trust region", error, True)
    require("coupling", x["kappa"] * weights[3] * weights[4] * x["f0"], False)
    return chosen, found
