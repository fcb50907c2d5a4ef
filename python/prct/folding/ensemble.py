"""The trajectories of a fold side by side, step by step, each saved and resumed on its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np

import prct._core as _core
from prct.base.errors import Interrupted, NumericsError
from prct.core.parameter_source import LiveParameters, ParameterSource, TrajectoryEnd, changes_of
from prct.folding.ab_initio import trajectory_settings
from prct.folding.anneal import Outcome, finish, relaxed, run_trajectory, simulation_options
from prct.folding.job import Job, trajectory_seed
from prct.folding.pieces import BLOCK_STEPS
from prct.folding.resonance import dynamics_options, edge_count
from prct.folding.starts import SharedTraces, start_of, trace_part
from prct.folding.store import PartKeeper, Progress, TrajectoryStore

POLL_S = 0.2


def run_ensemble(
    job: Job,
    threads: int,
    store: TrajectoryStore,
    progress: Callable[[Progress], None] | None,
    parameters: ParameterSource | None = None,
) -> tuple[list[Outcome], list[str]]:
    """All trajectories, in order; those that blow up are reported and left out."""
    if parameters:
        parameters.begin(live_parameters(job), job.settings.trajectories, len(job.target.sequence))
    stop = threading.Event()
    traces = SharedTraces(job)
    outcomes: dict[int, Outcome] = {}
    failures: dict[int, str] = {}
    with ThreadPoolExecutor(threads) as pool:
        waiting: dict[Future[Outcome], int] = {
            pool.submit(run_one, job, k, store, stop, parameters, traces): k for k in range(job.settings.trajectories)
        }
        try:
            while waiting:
                done, _ = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
                for future in done:
                    k = waiting.pop(future)
                    try:
                        outcomes[k] = future.result()
                    except NumericsError as problem:
                        failures[k] = f"trajectory {k + 1}: {problem}"
                if progress:
                    for event in store.drain():
                        progress(event)
        except BaseException as problem:
            store.save_all()
            stop.set()
            for future in waiting:
                future.cancel()
            if isinstance(problem, KeyboardInterrupt):
                raise Interrupted(
                    f"interrupted with {len(outcomes)} of {job.settings.trajectories} trajectories done"
                ) from None
            raise
    return [outcomes[k] for k in sorted(outcomes)], [failures[k] for k in sorted(failures)]


def live_parameters(job: Job) -> LiveParameters:
    """What the trajectories of a job run with unless it is changed."""
    annealing = trajectory_settings(job.settings, job.ab_initio).annealing
    return LiveParameters(max(1, annealing.steps), annealing.step_ps, annealing.friction_per_ps)


def run_one(
    job: Job,
    k: int,
    store: TrajectoryStore,
    stop: threading.Event,
    parameters: ParameterSource | None = None,
    traces: SharedTraces | None = None,
) -> Outcome:
    """One trajectory, from the store where it has been before."""
    outcome = store.load_outcome(k)
    if outcome is None:
        outcome = _run(job, k, store, stop, parameters, traces or SharedTraces(job))
        store.save_outcome(outcome)
    if parameters:
        parameters.end(TrajectoryEnd(k, outcome.hand, outcome.energy, changes_of(outcome.reports)))
    return outcome


def _run(
    job: Job,
    k: int,
    store: TrajectoryStore,
    stop: threading.Event,
    parameters: ParameterSource | None,
    traces: SharedTraces,
) -> Outcome:
    settings = trajectory_settings(job.settings, job.ab_initio)
    seed = trajectory_seed(settings.seed, k)
    resumed = store.load_state(k)

    def tell(stage: str, step: int, end_step: int = settings.annealing.steps) -> None:
        store.post(Progress(k, end_step, job.candidates.restraint_count, {"step": step}, stage))

    if resumed is None:
        keeper = PartKeeper(store, trace_part(job, k), stop, lambda: tell("first fold", 0))
        hand, state, rough = start_of(job, k, seed, keeper, traces.fold(k, keeper))
        if rough:
            state = relaxed(job.system, job.platform, state, job.settings)
        frames: list[np.ndarray] = []
        reports: list[dict[str, Any]] = []
        store.save_state(k, hand, state, frames, reports)
    else:
        hand, state, frames, reports = resumed

    def after_block(state: _core.State, report: dict[str, Any], end_step: int) -> None:
        distances = _core.restraint_distances(job.system, state.positions_a)[: len(job.candidates)]
        held = job.candidates.held(distances)
        report = {**report, "satisfied": int(np.count_nonzero(held)), "restraints": len(held)}
        reports.append(report)
        if job.keep_frames and (state.step % BLOCK_STEPS == 0 or state.step == end_step):
            frames.append(state.positions_a.astype(np.float32))
        store.save_state(k, hand, state, frames, reports)
        store.post(Progress(k, end_step, len(held), report))
        if parameters:
            parameters.report(k, report)
        if stop.is_set():
            raise Interrupted("stopped between two blocks")

    options = simulation_options(settings, edge_count(job.candidates, settings), job.tour_place)
    options.resonance = dynamics_options(job.candidates, len(job.target.sequence), settings)
    log = parameters.log(k, changes_of(reports), state.step) if parameters else None
    try:
        state, end_step = run_trajectory(job.system, job.platform, state, options, settings, after_block, log)
    except NumericsError:
        if parameters and log:
            parameters.fail(k, log.changes)
        raise

    def after_piece(state: _core.State) -> None:
        store.save_state(k, hand, state, frames, reports)
        tell("quench", end_step, end_step)
        if stop.is_set():
            raise Interrupted("stopped in the quench")

    end = finish(job.candidates, job.system, job.platform, job.finish_platform, state, end_step, settings, after_piece)
    path = np.stack(frames) if frames else None
    return Outcome(k, hand, end.backbone_a, end.terms, end.satisfied, end.distances_a, end.max_force, path, reports)
