"""Wall time with one thread over wall time with two: a folding trajectory of 2,000 residues, and the CA chain.

Both teams advance the same trajectory in turn, in chunks long enough that waking the team does not count, every other
round in reverse order; at the end the bytes of their states are compared. The backbone starts from helices packed side
by side, as a fold starts from a first fold, or from an extended chain (`start`); the CA chain from an equilibrated
globule. `ratio` is the median over the rounds of the ratio of neighbouring chunks, `best` that of the fastest chunks,
`cpu_ratio` the CPU time of two threads over that of one. `others` says how many cores other programs used meanwhile, on
average; a row where that is not near 0 says nothing about two threads.

Usage: python bench/md/threads.py [--smoke] [--json FILE]
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import ca_chain
import harness
import trajectory
from prct import _core
from prct.core.ca_chain import CaChainModel, CaChainSimulation

TEAMS = (1, 2)
# An α helix in cylinder coordinates: radius (Å), angle and rise against CA, of N, CA and C.
HELIX_RADIUS_A, HELIX_TURN_DEG, HELIX_RISE_A = (1.55, 2.29, 1.66), (-27.6, 0.0, 26.5), (-0.87, 0.0, 1.07)
TURN_A_RESIDUE_DEG = 100.0
ABSENT_BEYOND_A, ABSENT_FROM = 8.5, 6


def packed_helices(residues: int) -> np.ndarray:
    """Backbone of short helices side by side, up and down in rows that turn back, [N, 3 atoms, 3] in Å."""
    index = np.arange(residues)
    helix, along = np.divmod(index, trajectory.HELIX)
    side = max(2, round(2 * np.cbrt(residues / trajectory.HELIX)))
    row, column = np.divmod(helix, side)
    column = np.where(row % 2, side - 1 - column, column)
    upward = np.where(helix % 2, -1.0, 1.0)
    height = upward * trajectory.RISE_A * (along - 0.5 * trajectory.HELIX)
    axis = np.stack([height, trajectory.SPACING_A * column, trajectory.SPACING_A * row], axis=1)
    atoms = []
    for radius, turn, rise in zip(HELIX_RADIUS_A, HELIX_TURN_DEG, HELIX_RISE_A, strict=True):
        angle = np.radians(TURN_A_RESIDUE_DEG * index + turn)
        offset = [upward * rise, radius * np.cos(angle), upward * radius * np.sin(angle)]
        atoms.append(axis + np.stack(offset, axis=1))
    return np.stack(atoms, axis=1)


def relaxed(system: Any, positions: np.ndarray) -> np.ndarray:
    """Joins between helices closed with little excluded volume, then at rest in the Hamiltonian of the dynamics."""
    soft = {"bond": 1.0, "contact": 1.0, "angle": 0.1, "omega": 0.1, "repulsion": 0.1}
    gentle = _core.TermScales([soft.get(name, 0.0) for name in _core.TERM_NAMES], 0.0)
    ones = np.ones(system.restraint_count)
    for scales in (gentle, trajectory.scales(0.3)):
        positions = _core.quench(system, _core.Platform("cpu"), positions, scales, ones, 300, 1, 1e-3, 1e-2)[0]
    return positions


def make_system(residues: int, case: str, trace: np.ndarray) -> Any:
    """The system of a case: contacts, contacts of a complete map (Eq. 9a), or distances."""
    distances = case == "distances"
    system = trajectory.make_system(residues, (20 if distances else 4) * residues, distances, trace)
    if case == "map":
        i, j = np.triu_indices(residues, ABSENT_FROM)
        near = np.linalg.norm(trace[i] - trace[j], axis=1) < ABSENT_BEYOND_A
        system.set_absence(np.stack([i[near], j[near]], axis=1).astype(np.int32), ABSENT_FROM)
    return system


def backbone(residues: int, case: str, extended: bool) -> dict[int, Any]:
    """The same trajectory for each team."""
    packed = packed_helices(residues)
    system = make_system(residues, case, packed[:, 1])
    positions = trajectory.extended_chain(residues) if extended else relaxed(system, packed)
    velocities = np.random.default_rng(2).normal(0.0, 9.8, (residues, 3, 3))
    count = system.restraint_count
    options = _core.SimulationOptions()
    options.total_steps = 100_000
    frames = [
        _core.Keyframe(0.0, trajectory.START_K, trajectory.scales(0.3)),
        _core.Keyframe(1.0, trajectory.END_K, trajectory.scales(1.0)),
    ]

    def simulation(threads: int) -> Any:
        state = _core.State(positions, velocities, np.ones(count), np.zeros(count), 0, 1)
        return _core.Simulation(system, _core.Platform("cpu", threads), state, frames, options)

    return {threads: simulation(threads) for threads in TEAMS}


def busy_s() -> float:
    """CPU seconds that other programs of this machine, or its host, have used since it started (Linux); else NaN."""
    try:
        user, nice, system, _, _, irq, soft, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    except (OSError, ValueError):
        return math.nan
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK") - time.process_time()


def compare(advance: dict[int, Callable[[], np.ndarray]], steps: int, rounds: int) -> dict[str, Any]:
    """Time chunks in turn; raises SystemExit where two threads gave other bytes than one."""
    begin, busy = time.perf_counter(), busy_s()
    timings = harness.interleave({str(k): call for k, call in advance.items()}, rounds)
    others = (busy_s() - busy) / (time.perf_counter() - begin)
    one, two = (timings[str(k)] for k in TEAMS)
    if one.result.tobytes() != two.result.tobytes():
        raise SystemExit("two threads gave other positions than one")
    return {
        "steps_a_chunk": steps,
        "rounds": rounds,
        "ms_a_step_1": 1e3 * statistics.median(one.wall_s) / steps,
        "ms_a_step_2": 1e3 * statistics.median(two.wall_s) / steps,
        "ratio": statistics.median(a / b for a, b in zip(one.wall_s, two.wall_s, strict=True)),
        "best": min(one.wall_s) / min(two.wall_s),
        "cpu_ratio": statistics.median(b / a for a, b in zip(one.cpu_s, two.cpu_s, strict=True)),
        "others": others,
    }


def backbone_row(residues: int, case: str, extended: bool, steps: int, rounds: int) -> dict[str, Any]:
    def step(simulation: Any) -> np.ndarray:
        simulation.advance(steps)
        return simulation.state.positions_a

    runs = backbone(residues, case, extended)
    advance = {k: lambda s=simulation: step(s) for k, simulation in runs.items()}
    row = {"case": case, "size": residues, "start": "extended" if extended else "packed"}
    return row | compare(advance, steps, rounds)


def ca_row(beads: int, all_charged: bool, steps: int, rounds: int) -> dict[str, Any]:
    def step(simulation: CaChainSimulation) -> np.ndarray:
        simulation.run(steps)
        return simulation.positions_a

    model = CaChainModel(ca_chain.charges(beads, all_charged), smooth=False)
    positions, velocities = ca_chain.equilibrated(model, 10 * steps if beads < 1000 else 1000)
    runs = {k: CaChainSimulation(model, positions, velocities, step_ps=ca_chain.STEP_PS, threads=k) for k in TEAMS}
    advance = {k: lambda s=simulation: step(s) for k, simulation in runs.items()}
    case = {"case": "CA chain, all charged" if all_charged else "CA chain", "size": beads, "start": "globule"}
    return case | compare(advance, steps, rounds)


def run(smoke: bool) -> list[dict[str, Any]]:
    if smoke:
        return [backbone_row(600, "map", False, 5, 2), ca_row(150, True, 5, 2)]
    cases = (("contacts", False), ("contacts", True), ("map", False), ("distances", False))
    rows = [backbone_row(2000, case, extended, 250, 11) for case, extended in cases]
    rows += [ca_row(beads, charged, 2_000_000 // beads, 11) for beads in (2000, 10000) for charged in (False, True)]
    return rows


if __name__ == "__main__":
    harness.main("threads", __doc__, run)
