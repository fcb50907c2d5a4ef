"""Microseconds a step of one chain of 10,000 and 100,000 residues on a GPU, beside the platform cpu with all threads.

Usage: python bench/gpu/large.py [--lengths N ...] [--smoke] [--json FILE]

A chain at protein density (bench/compact_chain.py) with two true contacts a residue is relaxed on the platform cpu, and
annealed by the schedule of a fold for 2,000 steps on the platform that is measured. From there two calls of
`run_trajectories`, without a quench, differ in their number of steps; the difference of their times over that of their
steps is `us a step`, so that packing, first lists and copies do not count. Neighbour lists start afresh and a report is
made every `block steps`. The platform cpu is timed from the same state, by a tenth of the steps.

Verified first: no run fails, the temperature at the end is that of the schedule within a quarter, and forces there,
with the whole Hamiltonian, are those of the platform cpu-f64: `rms error` and `max error` are over the root mean
square, and the first is at most 5e-5.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
import workload
from compact_chain import compact_chain
from gpu_bench import Row, attempt, check, command_line, positive, run, timings
from prct import _core
from prct.base.errors import InputError
from prct.core.build_coordinates import backbone_from_trace
from prct.folding.anneal import final_scales, keyframes, relax_scales, simulation_options
from prct.folding.settings import FoldSettings

LENGTHS = (10_000, 100_000)
TARGET_US = {10_000: 200.0}
CONTACT_A, SEPARATION, CONTACTS_A_RESIDUE = 8.0, 6, 2.0
BLOCK_STEPS = 250
RELAX_EVALUATIONS = 200
SETTLING_STEPS = 2000
"""A random chain is hotter than the schedule says at first: its angles and overlaps release what they hold."""
MOST_RMS_ERROR, TEMPERATURE_SHARE = 5e-5, 0.25


def contacts_of(cb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pairs within 8 Å, six apart or more along the chain, thinned to two a residue: int [M, 2]."""
    pairs = np.sort(cKDTree(cb).query_pairs(CONTACT_A, output_type="ndarray"), axis=1)
    pairs = pairs[pairs[:, 1] - pairs[:, 0] >= SEPARATION]
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    count = min(len(pairs), int(CONTACTS_A_RESIDUE * len(cb)))
    return pairs[np.sort(rng.choice(len(pairs), count, replace=False))]


def large_system(residues: int) -> tuple[Any, np.ndarray]:
    """A system with its contacts, and a backbone on the chain's trace."""
    rng = np.random.default_rng(residues)
    sequence = "".join(rng.choice(list("ACDEFGHIKLMNPQRSTVWY"), residues))
    system = _core.System([sequence])
    backbone = backbone_from_trace(np.array([0, residues], np.int32), compact_chain(residues))
    cb = np.array(_core.sites(system, backbone))[:, workload.trajectory.SITE_CB]
    pairs = contacts_of(cb, rng)
    count = len(pairs)
    system.set_restraints(
        pairs.astype(np.int32),
        np.full((count, 2), workload.trajectory.SITE_CB, np.uint8),
        np.tile([0.0, CONTACT_A], (count, 1)),
        np.ones(count),
        np.ones(count),
        np.full(count, -1, np.int32),
        np.full(count, -1, np.int32),
        np.zeros(0),
        np.zeros((0, 0)),
        np.zeros((0, 0)),
    )
    return system, backbone


def relaxed_state(system: Any, backbone: np.ndarray, settings: FoldSettings, threads: int) -> Any:
    """At rest on the platform cpu, with velocities of the first temperature."""
    alpha = np.ones(system.restraint_count)
    cpu = _core.Platform("cpu", threads)
    positions = _core.quench(system, cpu, backbone, relax_scales(settings), alpha, RELAX_EVALUATIONS, 1, 1e-3, 1e-2)[0]
    velocities = _core.draw_velocities(len(system), settings.annealing.start_k, 1)
    return _core.State(positions, velocities, alpha, np.zeros(len(alpha)), 0, 1)


def plan_of(system: Any, state: Any, settings: FoldSettings, block_steps: int, stop_step: int) -> Any:
    """The first steps of a fold's annealing, and no quench."""
    options = simulation_options(settings, 0, np.zeros(0, np.int32))
    nothing = (0, 0.0, 0.0)
    scales = final_scales(settings)
    return _core.TrajectoryPlan(
        system, state, keyframes(settings), options, nothing, scales, [], scales, block_steps, stop_step
    )


def force_errors(system: Any, state: Any, platform: Any, threads: int) -> Row:
    """Of a force component against cpu-f64, over the root mean square."""
    positions = state.positions_a.astype(np.float32).astype(np.float64)
    scales = final_scales(FoldSettings())
    exact = _core.compute(system, _core.Platform("cpu-f64", threads), positions, scales, state.alpha)[1]
    off = np.abs(_core.compute(system, platform, positions, scales, state.alpha)[1] - exact)
    rms = np.sqrt(np.mean(exact**2))
    return {"rms error": float(np.sqrt(np.mean(off**2)) / rms), "max error": float(off.max() / rms)}


def finished(platform: Any, plan: Any, threads: int) -> tuple[Any, float]:
    """The outcome of a run that did not fail, and its wall seconds."""
    begin = time.perf_counter()
    ended = _core.run_trajectories(platform, [plan], threads)[0]
    spent = time.perf_counter() - begin
    check(not ended.failure, f"the run failed: {ended.failure}")
    check(bool(np.isfinite(ended.state.positions_a).all()), "positions are not finite")
    return ended, spent


def verify(system: Any, plan: Any, ended: Any, platform: Any, threads: int, cold: bool) -> Row:
    """Refuse a run that is too hot where it should be `cold`, and wrong forces."""
    a = FoldSettings().annealing
    want = a.start_k - (a.start_k - a.end_k) * ended.state.step / a.steps
    got = ended.reports(plan)[-1]["temperature_k"]
    check(not cold or abs(got - want) < TEMPERATURE_SHARE * want, f"{got:.0f} K where the schedule says {want:.0f} K")
    errors = force_errors(system, ended.state, platform, threads)
    check(
        errors["rms error"] < MOST_RMS_ERROR, f"forces are off by {errors['rms error']:.2g} of their root mean square"
    )
    return {"K": got, "schedule K": want, **errors}


def measure(name: str, residues: int, steps: tuple[int, int, int], block_steps: int, smoke: bool) -> Row:
    """Verify, then time both platforms; `steps` to settle, of the short run and of the long one."""
    settings, threads = FoldSettings(), os.cpu_count() or 1
    platform, cpu = _core.Platform(name), _core.Platform("cpu", threads)
    system, backbone = large_system(residues)
    state = relaxed_state(system, backbone, settings, threads)
    settle, short, long = steps
    try:
        state = finished(platform, plan_of(system, state, settings, block_steps, settle), threads)[0].state
    except InputError as problem:
        return {"left out": str(problem)}
    plans = [plan_of(system, state, settings, block_steps, settle + more) for more in (short, long)]
    finished(platform, plans[0], threads)  # untimed: memory of these sizes is there afterwards
    _, short_s = finished(platform, plans[0], threads)
    ended, long_s = finished(platform, plans[1], threads)
    verified = verify(system, plans[1], ended, platform, threads, cold=not smoke)
    tenth = [plan_of(system, state, settings, block_steps, settle + more // 10) for more in (short, long)]
    cpu_s = [finished(cpu, plan, threads)[1] for plan in tenth]
    ours = 1e6 * (long_s - short_s) / (long - short)
    theirs = 1e6 * (cpu_s[1] - cpu_s[0]) / (long // 10 - short // 10)
    columns: Row = {"us a step": ours, "cpu us a step": theirs, "cpu threads": threads, "x cpu": theirs / ours}
    if residues in TARGET_US:
        columns[f"within {TARGET_US[residues]:g} us"] = ours <= TARGET_US[residues]
    return {
        "contacts": system.restraint_count,
        "steps": f"{short}, {long}",
        "block steps": block_steps,
        **timings(name, columns),
        **verified,
    }


def rows_of(platform: str, options: Any) -> list[Row]:
    """A row for each length."""
    rows = []
    for residues in [300] if options.smoke else options.lengths:
        few, many = (500, 2500) if residues <= LENGTHS[0] else (250, 750)
        steps = (20, 10, 20) if options.smoke else (SETTLING_STEPS, few, many)
        block = 10 if options.smoke else options.block_steps
        call = partial(measure, platform, residues, steps, block, options.smoke)
        rows.append(attempt(call, platform=platform, residues=residues))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("large", __doc__)
    parser.add_argument("--lengths", type=positive, nargs="+", default=list(LENGTHS), metavar="RESIDUES")
    parser.add_argument("--block-steps", type=positive, default=BLOCK_STEPS)
    options = parser.parse_args(arguments)
    run("large", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
