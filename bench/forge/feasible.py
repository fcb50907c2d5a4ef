"""Do parameters that the constraints allow work in the engine, and how many that work are forbidden?

Usage: python bench/forge/feasible.py [--choices N] [--seed N] [--smoke] [--json FILE]

A choice works when a relaxed chain of 24 residues, annealed in 2,000 steps by its step, friction and temperatures,
stays finite and ends no hotter than a quarter (and 20 K) above the thermostat, and when in three sets of made
candidates every contact of the hairpins, at most 2 Å beyond its bound, is believed (α > ½), and every contact five
times as far as its bound, half of them as near to the hairpins as geometry allows, is doubted. `allowed`: choices
spread over the space within the constraints, and how many of them fail. `working`: choices drawn over the whole space,
each parameter by its logarithm, that work, and the share that some constraint forbids; `forbidden by` counts them by
constraint.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct import _core
from prct.app.fold_curvature import MARGIN, MARGIN_SHARE, MEASURED, curvature_at
from prct.app.workload import tunable_values
from prct.base.errors import NumericsError
from prct.core.build_coordinates import backbone_from_torsions
from prct.folding.anneal import final_scales
from prct.folding.settings import FoldSettings
from prct.forge.smt.design import readable, spread_choices
from prct.forge.spec.constraint import Constraint, violated
from prct.forge.spec.expression import exact
from prct.forge.spec.fold_space import fold_space, known_values, physical_constraints
from prct.forge.spec.locking import NAMES
from prct.forge.spec.parameter_space import ParameterSpace
from prct.forge.spec.stability import END, FRICTION, START, STEP

from bench.forge.contact_patches import made_patches, settled_alpha
from bench.harness import provenance

CHOICES, SMOKE_CHOICES = 200, 3
SEQUENCE = "ACDEFGHIKLMNPQRSTVWYGPAL"
STEPS, TAIL = 2000, 0.2
HOTTER, HOTTER_K = 1.25, 20.0
PATCH_SETS = 3
MOST_DRAWS = 20_000


def relaxed_chain() -> tuple[Any, np.ndarray]:
    """A helix, quenched."""
    n = len(SEQUENCE)
    system = _core.System([SEQUENCE])
    start = backbone_from_torsions([0, n], np.tile([-1.1, -0.8, np.pi], (n, 1)))
    scales, none = final_scales(FoldSettings()), np.zeros(0)
    return system, _core.quench(system, _core.Platform("cpu-f64"), start, scales, none, 500, 50, 1e-6, 1e-3)[0]


def stays_cool(system: Any, at: np.ndarray, choice: dict[str, Fraction]) -> bool:
    """Whether an annealing is finite, and as cold in the end as the thermostat wants it."""
    options = _core.SimulationOptions()
    options.total_steps = STEPS
    options.step_ps, options.friction_per_ps = float(choice[STEP]), float(choice[FRICTION])
    start_k, end_k = float(choice[START]), float(choice[END])
    scales = final_scales(FoldSettings())
    frames = [_core.Keyframe(0.0, start_k, scales), _core.Keyframe(1.0, end_k, scales)]
    state = _core.State(at, _core.draw_velocities(len(system), start_k, 3), np.zeros(0), np.zeros(0), 0, 3)
    simulation = _core.Simulation(system, _core.Platform("cpu-f64"), state, frames, options)
    found = []
    try:
        while not simulation.finished:
            simulation.advance(STEPS // 40)
            found.append(simulation.report()["temperature_k"])
    except NumericsError:
        return False
    tail = found[-int(len(found) * TAIL) :]
    # Weak friction cools slowly: what the thermostat wants lags behind by a few 1/friction.
    lag = min(1.0, 3.0 / (options.friction_per_ps * STEPS * options.step_ps) + TAIL)
    wanted = end_k + lag * (start_k - end_k)
    return float(np.mean(tail)) <= HOTTER * wanted + HOTTER_K


def locks(choice: dict[str, Fraction], seed: int) -> bool:
    """Whether true contacts are believed and far ones doubted."""
    constants = {name.rpartition(".")[2]: float(choice[name]) for name in NAMES}
    for number in range(PATCH_SETS):
        patches = made_patches(PATCH_SETS * seed + number)
        alpha = settled_alpha(patches, **constants)
        if alpha[: patches.true].min() <= 0.5 or alpha[patches.true :].max() >= 0.5:
            return False
    return True


def problem(system: Any, at: np.ndarray) -> tuple[ParameterSpace, list[Constraint]]:
    """Steps, friction, temperatures and the constants of the resonance, with their constraints."""
    space = fold_space([STEP, FRICTION, START, END, *NAMES])
    found = curvature_at(system, at, FoldSettings())
    curvature = {MEASURED: exact(round(found, 1)), MARGIN: exact(round(found * MARGIN_SHARE, 1))}
    return space, physical_constraints(space, known_values(tunable_values(FoldSettings())), curvature)


def allowed_row(
    system: Any, at: np.ndarray, space: ParameterSpace, constraints: list[Constraint], count: int, seed: int
) -> dict:
    """Choices within the constraints, and those that fail."""
    choices = spread_choices(space, constraints, count, seed)
    failed = [c for c in choices if not (stays_cool(system, at, c) and locks(c, seed))]
    listed = [{name: float(value) for name, value in c.items()} for c in failed]
    return {"row": "allowed", "choices": len(choices), "failed": len(failed), "which": listed}


def working_row(
    system: Any, at: np.ndarray, space: ParameterSpace, constraints: list[Constraint], count: int, seed: int
) -> dict:
    """Choices that work, and the share that is forbidden."""
    rng, working, forbidden, drawn = np.random.default_rng(seed), 0, 0, 0
    by: Counter[str] = Counter()
    while working < count and drawn < MOST_DRAWS:
        drawn += 1
        ends = [(float(p.lower), float(p.upper)) for p in space]
        shares = rng.random(len(space))
        values = [low * (high / low) ** share for (low, high), share in zip(ends, shares, strict=True)]
        choice = {p.name: readable(p, value) for p, value in zip(space, values, strict=True)}
        if choice[END] > choice[START] or not (locks(choice, seed) and stays_cool(system, at, choice)):
            continue
        working += 1
        broken = [c.name for c in violated(constraints, choice)]
        forbidden += bool(broken)
        by.update(broken)
    share = round(forbidden / max(working, 1), 4)
    return {"row": "working", "choices": working, "drawn": drawn, "forbidden": share, "forbidden by": dict(by)}


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--choices", type=int, default=CHOICES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    count = SMOKE_CHOICES if options.smoke else options.choices
    system, at = relaxed_chain()
    space, constraints = problem(system, at)
    rows = [make(system, at, space, constraints, count, options.seed) for make in (allowed_row, working_row)]
    for row in rows:
        print(json.dumps(row))
    if options.json:
        report = {"seed": options.seed, "rows": rows, "provenance": provenance(["numpy"])}
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
