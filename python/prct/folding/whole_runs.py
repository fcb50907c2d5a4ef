"""The trajectories of a fold as whole pieces of work, for a platform that runs many of them at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

import prct._core as _core
from prct.base.errors import GpuError, GpuFault
from prct.core.ca_fold import CaFold
from prct.folding.ab_initio import trajectory_settings
from prct.folding.anneal import (
    RELAX_ENERGY_TOLERANCE,
    RELAX_FORCE_TOLERANCE,
    Outcome,
    final_scales,
    keyframes,
    relax_scales,
    simulation_options,
)
from prct.folding.block_reports import BlockReports
from prct.folding.first_fold import fold_traces, folds_many
from prct.folding.job import Job, trajectory_seed
from prct.folding.pieces import block_steps, quench_stages
from prct.folding.resonance import dynamics_options, edge_count
from prct.folding.starts import SharedTraces, begins_with_a_trace, start_of, trace_of, trace_part
from prct.folding.store import MemoryStore, PartKeeper, Progress, TrajectoryStore


@dataclass(frozen=True)
class WholeRun:
    """A trajectory that waits for its launch."""

    trajectory: int
    hand: int
    plan: _core.TrajectoryPlan


def run_whole_ensemble(
    job: Job, threads: int, store: TrajectoryStore, progress: Callable[[Progress], None] | None
) -> tuple[list[Outcome], list[str]]:
    """All trajectories, in order; those that blow up are reported and left out. What has ended is in the store.

    Where the device fails, what it has brought back is kept, and a process of its own runs the others.
    """
    outcomes = {k: saved for k in range(job.settings.trajectories) if (saved := store.load_outcome(k)) is not None}
    waiting = [k for k in range(job.settings.trajectories) if k not in outcomes]

    def tell(text: str, trajectory: int = 0) -> None:
        for news in (*store.drain(), Progress(trajectory, job.settings.annealing.steps, 0, {"step": 0}, text)):
            if progress:
                progress(news)

    ended = run_whole(job, waiting, threads, store, tell)
    failures = dict(ended.failures)
    if ended.lost:
        tell(f"the GPU failed: {len(ended.lost)} trajectories are run again in another process")
        again = run_elsewhere(job, sorted(ended.lost))
        ended.outcomes.update(again.outcomes)
        failures.update(again.failures)
    for k, outcome in sorted(ended.outcomes.items()):
        store.save_outcome(outcome)
        outcomes[k] = outcome
        if progress and outcome.reports:
            progress(Progress(k, job.settings.annealing.steps, len(job.candidates), outcome.reports[-1]))
    return [outcomes[k] for k in sorted(outcomes)], [failures[k] for k in sorted(failures)]


@dataclass
class Ended:
    """What trajectories came to: models, why there is none, and why the device lost one."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    lost: dict[int, str] = field(default_factory=dict)


def run_whole(
    job: Job, trajectories: list[int], threads: int, store: TrajectoryStore, tell: Callable[[str], None]
) -> Ended:
    """These trajectories in as few launches as memory allows; `tell` hears what memory they take."""
    traces, ended = first_traces(job, trajectories, store)
    if ended.lost:
        return Ended(lost={k: next(iter(ended.lost.values())) for k in trajectories})
    able = [k for k in trajectories if k not in ended.failures]
    with ThreadPoolExecutor(threads) as pool:
        shared = SharedTraces(job)
        runs = list(pool.map(lambda k: whole_run(job, k, store, traces.get(k), shared), able))
    plans = [run.plan for run in runs]
    try:
        if plans:
            tell(f"{len(runs)} trajectories on the GPU: {memory_text(job.platform, plans)}")
        outcomes = _core.run_trajectories(job.platform, plans, threads)
    except GpuFault as fault:  # of other work of this process, a consensus or another fold
        ended.lost = dict.fromkeys(able, str(fault))
        return ended
    for run, outcome in zip(runs, outcomes, strict=True):
        if outcome.lost:
            ended.lost[run.trajectory] = outcome.failure
        elif outcome.failure:
            ended.failures[run.trajectory] = f"trajectory {run.trajectory + 1}: {outcome.failure}"
        else:
            ended.outcomes[run.trajectory] = outcome_of(job, run, outcome)
    return ended


def first_traces(job: Job, trajectories: list[int], store: TrajectoryStore) -> tuple[dict[int, CaFold], Ended]:
    """First folds of these trajectories side by side on the GPU, and what became of the others. Those that have been
    saved on their way, or are too long for the GPU, are left to the CPU.
    """
    ended = Ended()
    if not begins_with_a_trace(job) or not folds_many(job.platform, job.target):
        return {}, ended
    wanted = {k: trace_of(job, k) for k in trajectories if store.load_state(k) is None}
    fresh = [number for number in dict.fromkeys(wanted.values()) if store.load_part(trace_part(job, number)) is None]
    beginnings = [(job.alpha, trajectory_seed(job.settings.seed, number)) for number in fresh]
    outcomes = fold_traces(job.platform, job.target, job.candidates, job.settings.resonance, beginnings)
    folded: dict[int, CaFold] = {}
    for number, outcome in zip(fresh, outcomes, strict=True):
        those = [k for k in wanted if wanted[k] == number]
        if outcome.lost:
            ended.lost |= dict.fromkeys(those, outcome.failure)
        elif outcome.failure:
            ended.failures |= {k: f"trajectory {k + 1}: {outcome.failure}" for k in those}
        else:
            store.save_part(trace_part(job, number), outcome.folding.state, True)
            folded[number] = outcome.fold
    return {k: folded[number] for k, number in wanted.items() if number in folded}, ended


def run_elsewhere(job: Job, trajectories: list[int]) -> Ended:
    """These trajectories in a fresh process, where the GPU can be used again; then, if it fails once more, each in one
    of its own, so that the one to blame is known.
    """
    ended = _in_process(job, trajectories)
    if ended.lost and len(trajectories) > 1:
        for k in sorted(ended.lost):
            alone = _in_process(job, [k])
            ended.outcomes.update(alone.outcomes)
            ended.failures.update(alone.failures)
            if k not in alone.lost:
                del ended.lost[k]
            else:
                ended.lost[k] = alone.lost[k]
    for k, why in ended.lost.items():
        ended.failures[k] = f"trajectory {k + 1}: its kernel failed on the GPU, also alone in a process ({why})"
    return ended


def _in_process(job: Job, trajectories: list[int]) -> Ended:
    closed: dict[str, Any] = dict.fromkeys(("system", "platform", "finish_platform"))
    recipe = replace(job, **closed)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_run_recipe, recipe, job.platform.name, trajectories).result()
        except (GpuError, BrokenProcessPool) as problem:
            return Ended(lost=dict.fromkeys(trajectories, str(problem)))


def _run_recipe(recipe: Job, platform: str, trajectories: list[int]) -> Ended:
    job = recipe.opened(platform)
    return run_whole(job, trajectories, 1, MemoryStore(), lambda _: None)


def memory_text(platform: _core.Platform, plans: list[_core.TrajectoryPlan]) -> str:
    """What the plans need of the device's memory, and what is free."""
    parts, _, free_bytes = _core.device_need(platform, plans)
    return f"{parts}; {free_bytes / 2**20:.0f} MiB are free"


def whole_run(
    job: Job, k: int, store: TrajectoryStore, trace: CaFold | None = None, shared: SharedTraces | None = None
) -> WholeRun:
    """The plan of one trajectory, from where it is in the store, or from its trace, which is folded unless given."""
    settings = trajectory_settings(job.settings, job.ab_initio)
    seed = trajectory_seed(settings.seed, k)
    resumed = store.load_state(k)
    if resumed is None:
        keeper = PartKeeper(store, trace_part(job, k))
        hand, state, rough = start_of(job, k, seed, keeper, trace or (shared.fold(k, keeper) if shared else None))
    else:
        (hand, state, *_), rough = resumed, False
    options = simulation_options(settings, edge_count(job.candidates, settings), job.tour_place)
    options.resonance = dynamics_options(job.candidates, len(job.target.sequence), settings)
    evaluations = settings.annealing.relax_evaluations if rough else 0
    stages = quench_stages(job.platform, job.platform, settings.annealing)
    plan = _core.TrajectoryPlan(
        job.system,
        state,
        keyframes(settings),
        options,
        (evaluations, RELAX_ENERGY_TOLERANCE, RELAX_FORCE_TOLERANCE),
        relax_scales(settings),
        [(s.fire, s.evaluations, s.energy_tolerance, s.force_tolerance) for s in stages],
        final_scales(settings),
        block_steps(len(job.system)),
    )
    return WholeRun(k, hand, plan)


def outcome_of(job: Job, run: WholeRun, ended: _core.TrajectoryOutcome) -> Outcome:
    """The model of a trajectory, with the reports of its blocks."""
    model = ended.model_a
    distances = _core.restraint_distances(job.system, model)[: len(job.candidates)]
    satisfied = float(job.candidates.held(distances).mean()) if len(job.candidates) else 1.0
    reports = BlockReports(job.candidates, run.plan, ended)
    path = None
    if job.keep_frames:
        frames = [report["positions_a"] for report in ended.reports(run.plan)]
        path = np.stack(frames).astype(np.float32) if frames else None
    return Outcome(run.trajectory, run.hand, model, ended.terms, satisfied, distances, ended.max_force, path, reports)
