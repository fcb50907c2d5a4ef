"""Time of each kernel of the platform cuda, and its share of what the GPU can do, counted by Nsight Compute.

Usage: python bench/gpu/kernels.py [--cases CASE ...] [--smoke] [--json FILE]

- fold_150, fold_400: one launch that fills the GPU once with chains of that length, 150 steps, no quench
- forces_150: one evaluation of energies and forces by one block
- large_10000, large_100000: the kernels of a step of one chain of so many residues

A row a kernel: `us` of a launch, `SM %` and `DRAM %` of the peak throughput over its time (the larger one says which
roof is near; where both are low the kernel waits), `GFLOP/s` in single precision (a fused multiply-add counts as two)
and its share `FP32 %` of 128 lanes a multiprocessor, achieved occupancy, shared bank conflicts in percent of shared
wavefronts, and the shares of the pipes among executed instructions. ncu is told to leave the clocks alone, so that
times are those of a run. Where ncu is missing or may not count, `wall us` of the whole call stands alone: that is
measured first, without ncu. Verified then, too: no run fails.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import kernel_counters
import large
import workload
from gpu_bench import Row, attempt, check, command_line, run, timings
from prct import _core
from prct.base.errors import InputError
from prct.folding.anneal import final_scales
from prct.folding.settings import FoldSettings

CASES = ("fold_150", "forces_150", "large_10000", "large_100000", "fold_400")
KERNELS = {"fold": "fold_trajectories", "forces": "evaluate_forces", "large": "."}
STEPS = 150
LARGE_STEPS = 40
LARGE_SKIP, LARGE_LAUNCHES = 60, 40
"""Launches of the first lists are left out."""
NCU_TIMEOUT_S = 100.0


def fold_call(platform: Any, residues: int, smoke: bool) -> tuple[Callable[[], None], Row]:
    """A call that runs as many trajectories as fit the GPU at once."""
    chain = workload.made_chain(residues, workload.DISTANCES, first_folds=1)
    block = _core.fold_block(platform, residues)
    count = 2 if smoke else block["resident_blocks"] * block["multiprocessors"]
    steps = 10 if smoke else STEPS
    none = {"annealing.quench_fire": 0, "annealing.coarse_evaluations": 0, "annealing.quench_evaluations": 0}
    settings = FoldSettings().with_overrides(**{"annealing.steps": steps}, **none)
    plans = workload.make_plans(chain, platform, count, settings)

    def call() -> None:
        failures = [ended.failure for ended in _core.run_trajectories(platform, plans) if ended.failure]
        check(not failures, f"{len(failures)} trajectories failed: {(failures or [''])[0]}")

    return call, {"trajectories": count, "steps": steps}


def forces_call(platform: Any, residues: int, smoke: bool) -> tuple[Callable[[], None], Row]:
    """A call that evaluates forces once."""
    chain = workload.made_chain(residues, workload.DISTANCES, first_folds=1)
    backbone = workload.threads.packed_helices(residues)
    alpha, scales = np.ones(chain.system.restraint_count), final_scales(FoldSettings())

    def call() -> None:
        force = _core.compute(chain.system, platform, backbone, scales, alpha)[1]
        check(bool(np.isfinite(force).all()), "a force is not finite")

    return call, {"evaluations": 1}


def large_call(platform: Any, residues: int, smoke: bool) -> tuple[Callable[[], None], Row]:
    """A call that walks a large chain for some steps."""
    settings = FoldSettings()
    system, backbone = large.large_system(residues)
    state = large.relaxed_state(system, backbone, settings, threads=16)
    steps = 10 if smoke else LARGE_STEPS
    plan = large.plan_of(system, state, settings, steps, steps)
    return lambda: check(large.finished(platform, plan, 1)[1] > 0, "no time passed"), {"steps": steps}


CALLS = {"fold": fold_call, "forces": forces_call, "large": large_call}


def prepared(case: str, name: str, smoke: bool) -> tuple[Callable[[], None], Row]:
    """The call of a case, and what it does."""
    kind, residues = case.split("_")
    return CALLS[kind](_core.Platform(name), 40 if smoke else int(residues), smoke)


def wall_row(case: str, name: str, smoke: bool) -> Row:
    """The case without ncu: the second call's time."""
    try:
        call, row = prepared(case, name, smoke)
        call()
    except InputError as problem:
        return {"left out": str(problem)}
    begin = time.perf_counter()
    call()
    return {**row, **timings(name, {"wall us": 1e6 * (time.perf_counter() - begin)})}


def counted_rows(case: str, name: str, wall: Row) -> list[Row]:
    """A row for each kernel that ncu finds in a run of the case, or that of the case with what ncu said."""
    ncu = kernel_counters.find_ncu()
    if ncu is None:
        return [{**wall, "ncu": "left out: ncu is not installed"}]
    kind = case.split("_")[0]
    skip, launches = (LARGE_SKIP, LARGE_LAUNCHES) if kind == "large" else (0, 1)
    child = [sys.executable, str(Path(__file__).resolve()), "--launch", case]
    for metrics in (kernel_counters.METRICS, kernel_counters.SURE_METRICS):
        command = kernel_counters.command_for(ncu, KERNELS[kind], skip, launches, child, metrics)
        counted, problem = kernel_counters.count(command, NCU_TIMEOUT_S)
        if counted:
            break
    if problem:
        return [{**wall, "ncu": problem}]
    first = {"platform": name, "case": case}
    return [wall, *({**first, "kernel": one.kernel, **kernel_counters.summary(one)} for one in counted)]


def rows_of(name: str, options: Any) -> list[Row]:
    """The rows of every case."""
    rows: list[Row] = []
    for case in options.cases:
        wall = attempt(lambda case=case: wall_row(case, name, options.smoke), platform=name, case=case)
        counted = options.smoke or "left out" in wall or "failed" in wall
        rows += [wall] if counted else counted_rows(case, name, wall)
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("kernels", __doc__)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--launch", choices=CASES, help="run the kernels of this case once, for ncu to count")
    options = parser.parse_args(arguments)
    if options.launch:
        prepared(options.launch, "cuda", smoke=False)[0]()
        return
    run("kernels", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
