"""Whole folding trajectories a second on a GPU: start, 5,000 steps, quench; 150 residues, then 50 to 500.

Usage: python bench/gpu/throughput.py [--trajectories N] [--sweep N ...] [--smoke] [--json FILE]

A batch is one call of `run_trajectories` with plans as a fold makes them: rough traces that were folded from the same
restraints, shaken, relaxed, annealed in 5,000 steps and quenched in two stages. Restraints: 20 distances a residue
(3,000 of 150) or 1.5 contacts a residue. Host work of the call (packing, copies, outcomes) counts.

Verified first: no trajectory fails, and energies and satisfied restraints of a few seeds are distributed as those of
the platform cpu: `z energy`, `z satisfied` are differences of the means over their standard error; beyond 5 the row
fails. Then timed: `batch s` is the median over rounds.

`sm us a step` is the batch's wall time times the multiprocessors over all steps of all trajectories, quench included.
`steps alone` is the same for a batch without the quench. `resident` blocks share one multiprocessor. A batch is a
multiple of `resident` times the multiprocessors, so that none is idle until some trajectories end earlier than others,
unless --trajectories says otherwise.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import workload
from gpu_bench import Row, attempt, check, command_line, positive, run, timings
from prct import _core
from prct.folding.settings import FoldSettings

RESIDUES = 150
SWEEP = (50, 100, 200, 300, 400, 500)
TRAJECTORIES, LEAST_TRAJECTORIES = 3000, 132
"""Of a batch at 150 residues, at least, and at other lengths."""
SEEDS = 16
MOST_SIGMAS = 5.0
TARGET, HIGH_TARGET = 1000.0, 1800.0
"""Trajectories a second of 150 residues."""


def outcomes_of(chain: workload.Chain, outcomes: Sequence[Any]) -> dict[str, np.ndarray]:
    """Energy (kcal/mol) and share of satisfied restraints of each model."""
    failures = [ended.failure for ended in outcomes if ended.failure]
    check(not failures, f"{len(failures)} of {len(outcomes)} trajectories failed; the first: {(failures or [''])[0]}")
    found = {
        "energy": np.array([sum(ended.terms.values()) for ended in outcomes]),
        "satisfied": np.array([chain.satisfied(ended.model_a) for ended in outcomes]),
    }
    check(all(np.isfinite(values).all() for values in found.values()), "an energy or a model is not finite")
    return found


def sigmas(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Difference of the means over its standard error (Welch)."""
    error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
    return float((ours.mean() - theirs.mean()) / max(error, 1e-12))


def verify(chain: workload.Chain, platform: str, settings: FoldSettings, seeds: int, threads: int) -> Row:
    """Refuse a platform whose models differ from those of the platform cpu."""
    gpu, cpu = _core.Platform(platform), _core.Platform("cpu")
    ours = outcomes_of(chain, _core.run_trajectories(gpu, workload.make_plans(chain, gpu, seeds, settings)))
    theirs = outcomes_of(chain, _core.run_trajectories(cpu, workload.make_plans(chain, cpu, seeds, settings), threads))
    z = {key: sigmas(ours[key], theirs[key]) for key in ours}
    for key, value in z.items():
        check(
            abs(value) < MOST_SIGMAS,
            f"{key} {ours[key].mean():.4g} is {value:.1f} standard errors from {theirs[key].mean():.4g} of cpu",
        )
    return {
        "energy": float(ours["energy"].mean()),
        "cpu energy": float(theirs["energy"].mean()),
        "satisfied": float(ours["satisfied"].mean()),
        "cpu satisfied": float(theirs["satisfied"].mean()),
        **{f"z {key}": value for key, value in z.items()},
    }


def timed_batch(gpu: Any, plans: Sequence[Any], rounds: int) -> tuple[float, Sequence[Any]]:
    """Median wall seconds of one call, and what the last one returned."""
    spent = []
    for _ in range(rounds):
        begin = time.perf_counter()
        outcomes = _core.run_trajectories(gpu, plans, os.cpu_count() or 1)
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent), outcomes


def without_quench(settings: FoldSettings) -> FoldSettings:
    """The same steps, and no evaluation after them."""
    none = {"annealing.quench_fire": 0, "annealing.coarse_evaluations": 0, "annealing.quench_evaluations": 0}
    return settings.with_overrides(**none)


def batch_size(residues: int, block: dict[str, int]) -> int:
    """Whole waves, as few as reach what takes about as long as the batch of 150 residues."""
    wave = max(1, block["resident_blocks"] * block["multiprocessors"])
    wanted = max(LEAST_TRAJECTORIES, TRAJECTORIES * RESIDUES // max(residues, RESIDUES))
    return wave * -(-wanted // wave)


def measure(
    platform: str, residues: int, case: str, trajectories: int | None, settings: FoldSettings, rounds: int, seeds: int
) -> Row:
    """Verify and time one kind of trajectory."""
    chain = workload.made_chain(residues, case)
    gpu = _core.Platform(platform)
    verified = verify(chain, platform, settings, seeds, threads=16)
    block = _core.fold_block(gpu, residues)
    trajectories = trajectories or batch_size(residues, block)
    batch_s, outcomes = timed_batch(gpu, workload.make_plans(chain, gpu, trajectories, settings), rounds)
    outcomes_of(chain, outcomes)
    bare = workload.make_plans(chain, gpu, trajectories, without_quench(settings))
    bare_s, _ = timed_batch(gpu, bare, 1)
    steps = trajectories * settings.annealing.steps
    times = {
        "batch s": batch_s,
        "trajectories/s": trajectories / batch_s,
        "sm us a step": 1e6 * batch_s * block["multiprocessors"] / steps,
        "steps alone": 1e6 * bare_s * block["multiprocessors"] / steps,
    }
    if residues == RESIDUES:
        times |= {f"reaches {target:.0f}": trajectories / batch_s >= target for target in (TARGET, HIGH_TARGET)}
    return {
        "restraints": chain.system.restraint_count,
        "steps": settings.annealing.steps,
        "trajectories": trajectories,
        **timings(platform, times),
        "evaluations": float(np.mean([ended.evaluations for ended in outcomes])),
        "resident": block["resident_blocks"],
        "threads": block["threads"],
        "block KiB": block["shared_bytes"] / 1024,
        **verified,
    }


def rows_of(platform: str, options: Any) -> list[Row]:
    """A row for each kind of restraints at 150 residues, and one for each length of the sweep."""
    cases = [(RESIDUES, workload.DISTANCES), (RESIDUES, workload.CONTACTS)]
    cases += [(residues, workload.DISTANCES) for residues in options.sweep]
    trajectories, settings, rounds, seeds = options.trajectories, FoldSettings(), options.rounds, SEEDS
    if options.smoke:
        cases = [(24, workload.DISTANCES), (24, workload.CONTACTS)]
        trajectories, settings, rounds, seeds = 4, settings.with_overrides(**workload.SMOKE_SETTINGS), 1, 4
    rows = []
    for residues, case in cases:
        call = partial(measure, platform, residues, case, trajectories, settings, rounds, seeds)
        rows.append(attempt(call, platform=platform, case=case, residues=residues))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("throughput", __doc__)
    parser.add_argument("--trajectories", type=positive, help="of one call")
    parser.add_argument("--rounds", type=positive, default=2, help="timed calls of a row")
    parser.add_argument("--sweep", type=positive, nargs="*", default=list(SWEEP), metavar="RESIDUES")
    options = parser.parse_args(arguments)
    run("throughput", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
