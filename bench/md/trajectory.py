"""CPU seconds of one folding trajectory (150 residues, 5,000 steps, the quench) from contacts and from distances.

The target is a compact chain made here, so that the bench needs no data: helices of twelve residues packed on a grid.

Usage: python bench/md/trajectory.py [--smoke] [--json FILE]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import harness
from prct import _core
from prct.folding.pieces import quench_in_pieces, quench_stages
from prct.folding.settings import Annealing

SITE_CB = 4
HELIX, RISE_A, SPACING_A = 12, 1.5, 9.0
START_K, END_K = 300.0, 15.0
EXACT = _core.Platform("cpu-f64")


def target_trace(residues: int) -> np.ndarray:
    """CB-like points of a compact fold, [N, 3] in Å."""
    side = max(2, round(2 * np.cbrt(residues / HELIX)))
    index = np.arange(residues)
    helix, along = index // HELIX, index % HELIX
    along = np.where(helix % 2, HELIX - 1 - along, along)
    return np.stack([RISE_A * along, SPACING_A * (helix % side), SPACING_A * (helix // side)], axis=1)


def extended_chain(residues: int) -> np.ndarray:
    """A zigzag backbone with ideal bonds, [N, 3 atoms, 3] in Å."""
    lengths, angles = (1.458, 1.525, 1.329), (111.0, 117.2, 121.7)
    points, heading = [np.zeros(3)], 0.0
    for k in range(1, 3 * residues):
        heading += np.radians(180.0 - angles[(k - 2) % 3]) * (1 if k % 2 else -1)
        points.append(points[-1] + lengths[(k - 1) % 3] * np.array([np.cos(heading), np.sin(heading), 0.0]))
    return np.reshape(points, (residues, 3, 3))


def make_system(residues: int, restraints: int, distances: bool, trace: np.ndarray | None = None) -> Any:
    """A random sequence with the nearest pairs of the target as contacts below 8 Å or as distances within 10 %."""
    random = np.random.default_rng(1)
    system = _core.System(["".join(random.choice(list("ACDEFGHIKLMNPQRSTVWY"), residues))])
    trace = target_trace(residues) if trace is None else trace
    i, j = np.triu_indices(residues, 3)
    d = np.linalg.norm(trace[i] - trace[j], axis=1)
    chosen = random.permutation(np.argsort(d)[: 3 * restraints])[:restraints]
    i, j, d = i[chosen], j[chosen], d[chosen]
    m = len(chosen)
    bounds = np.stack([0.9 * d, 1.1 * d], axis=1) if distances else np.tile([0.0, 8.0], (m, 1))
    system.set_restraints(
        np.stack([i, j], axis=1).astype(np.int32),
        np.full((m, 2), SITE_CB, dtype=np.uint8),
        bounds,
        np.ones(m),
        np.full(m, 0.2 if distances else 1.0),
        np.full(m, -1, dtype=np.int32),
        np.full(m, -1, dtype=np.int32),
        np.zeros(0),
        *(np.zeros((0, 0)) for _ in range(2)),
    )
    return system


def scales(saturation: float) -> Any:
    off = ("electrostatic", "dipole")
    return _core.TermScales([0.0 if name in off else 1.0 for name in _core.TERM_NAMES], saturation)


def fold(system: Any, platform: Any, steps: int) -> dict[str, float]:
    """One trajectory; its CPU seconds in two parts and what it reached."""
    residues = len(system)
    velocities = np.random.default_rng(2).normal(0.0, 9.8, (residues, 3, 3))
    count = system.restraint_count
    state = _core.State(extended_chain(residues), velocities, np.ones(count), np.zeros(count), 0, 1)
    options = _core.SimulationOptions()
    options.total_steps = steps
    frames = [_core.Keyframe(0.0, START_K, scales(0.3)), _core.Keyframe(1.0, END_K, scales(1.0))]
    begin = time.process_time()
    simulation = _core.Simulation(system, platform, state, frames, options)
    while not simulation.finished:
        simulation.advance(500)
    annealed = time.process_time()
    end = simulation.state
    stages = quench_stages(platform, EXACT, Annealing())
    backbone, max_force = quench_in_pieces(system, stages, end, scales(1.0), steps, lambda state: None)
    done = time.process_time()
    energy = sum(_core.compute(system, EXACT, backbone, scales(1.0), end.alpha)[0].values())
    return {"anneal_s": annealed - begin, "quench_s": done - annealed, "energy": energy, "max_force": max_force}


def run(smoke: bool) -> list[dict[str, Any]]:
    residues, steps, rounds = (40, 200, 1) if smoke else (150, 5000, 3)
    platform = _core.Platform("cpu")
    systems = {
        "contacts": make_system(residues, 4 * residues, distances=False),
        "distances": make_system(residues, 20 * residues, distances=True),
    }
    contestants = {name: lambda s=system: fold(s, platform, steps) for name, system in systems.items()}
    timings = harness.interleave(contestants, rounds, warm_up=False)
    rows = []
    for name, timing in timings.items():
        if not np.isfinite(timing.result["energy"]):
            raise RuntimeError(f"the {name} trajectory ended with energy {timing.result['energy']}")
        rows.append(
            {
                "case": name,
                "residues": residues,
                "restraints": (4 if name == "contacts" else 20) * residues,
                "steps": steps,
                "cpu_s": timing.median_s,
                "us_a_step": 1e6 * timing.result["anneal_s"] / steps,
                "quench_s": timing.result["quench_s"],
                "max_force_kcal_a": timing.result["max_force"],
            }
        )
    return rows


if __name__ == "__main__":
    harness.main("trajectory", __doc__, run)
