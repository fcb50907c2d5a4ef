"""The whole fold: candidates → resonance → modes or replicas → annealing → quench → ranking → confidence."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import prct._core as _core
from prct.base.errors import Interrupted, NumericsError, OptionError
from prct.core.hand import mirror
from prct.core.restraints import Restraints
from prct.core.structure import Structure
from prct.core.target import Target
from prct.folding.ab_initio import AbInitio, find_starts, state_at, trajectory_settings
from prct.folding.anneal import Outcome, finish, run_trajectory, simulation_options, start_state
from prct.folding.candidates import Candidates
from prct.folding.coil import random_coil
from prct.folding.confidence import trust
from prct.folding.consensus import Consensus, consensus_fold
from prct.folding.evidence import gather_evidence, with_pair_prior
from prct.folding.first_fold import UNDECIDED_MARGIN, FirstFold, fold_trace, on_trace
from prct.folding.hamiltonian import make_system
from prct.folding.orientation_hand import DECIDED_SHARE, hand_preference
from prct.folding.pieces import BLOCK_STEPS
from prct.folding.rank import BY_ENERGY, Ranking, rank
from prct.folding.resonance import are_doubted, before_structure, dynamics_options, edge_count, tour_places
from prct.folding.result import FoldResult, Model
from prct.folding.settings import FoldSettings, whole_number
from prct.folding.store import (
    CONSENSUS_PART,
    REPLICAS_PART,
    MemoryStore,
    PartKeeper,
    Progress,
    TrajectoryStore,
    start_part,
)

OTHER_HAND_EVERY = 8
"""One trajectory in so many tries the hand that the score does not prefer, one in two when the score is undecided."""
SMALLEST_CONSENSUS = 10
"""Residues from which on an average of traces means anything."""
CONSENSUS_DECIDED = 2.0
"""From this margin on the hand of a consensus was right; below, it was wrong in 4 of 28 tuning cases with noise."""
HAND_KNOWN = float("inf")
"""The margin where orientations tell one hand from the other."""
POLL_S = 0.2


@dataclass(frozen=True)
class Job:
    """What every trajectory of a fold shares.

    Attributes
    ----------
    alpha, theta : float64 [M]
        Weight and settled phase of each candidate.
    ab_initio : AbInitio or None
        The starts that replica exchange found.
    """

    target: Target
    candidates: Candidates
    alpha: np.ndarray
    theta: np.ndarray
    consensus: Consensus | None
    system: _core.System
    platform: _core.Platform
    finish_platform: _core.Platform
    settings: FoldSettings
    keep_frames: bool
    ab_initio: AbInitio | None = None

    @functools.cached_property
    def tour_place(self) -> np.ndarray:
        """Place of every residue in the tour of the contact graph, int32 [L]; empty where nothing resonates. Found when
        the first trajectory asks, so that its first fold has been saved by then.
        """
        if not edge_count(self.candidates, self.settings):
            return np.zeros(0, np.int32)
        return tour_places(self.target, self.candidates, self.alpha)


def fold(
    target: Target,
    restraints: Restraints,
    settings: FoldSettings | None = None,
    *,
    threads: int = 1,
    keep_frames: bool = False,
    store: TrajectoryStore | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> FoldResult:
    """Fold a target from restraints, predicted contacts, or its sequence alone.

    Parameters
    ----------
    target : Target
    restraints : Restraints
    settings : FoldSettings, optional
    threads : int
        Trajectories that run side by side; what they leave over shares the forces of each. The result does not
        depend on it.
    keep_frames : bool
        Keep the backbone at every block of steps.
    store : TrajectoryStore, optional
        Where states and outcomes are saved and found again.
    progress : callable, optional
        Called from the calling thread with what the trajectories report.

    Returns
    -------
    FoldResult

    Raises
    ------
    RestraintError
        When of a table or maps nothing is usable.
    NumericsError
        When every trajectory failed.
    Interrupted
        After Ctrl-C; what was there has been saved in `store`.
    """
    settings = settings or FoldSettings()
    threads = whole_number("threads", threads)
    if threads < 1:
        raise OptionError(f"threads is {threads}; use 1 or more")
    store = store or MemoryStore()
    try:
        job = prepare(target, restraints, settings, keep_frames, store, progress, threads)
    except KeyboardInterrupt:
        raise Interrupted("interrupted before the first trajectory") from None
    outcomes, failures = run_ensemble(job, threads, store, progress)
    if not outcomes:
        raise NumericsError(f"every trajectory failed; the first: {failures[0]}")
    return judge(job, outcomes, failures, restraints.notes)


def fold_saved(
    target: Target, restraints: Restraints, settings: FoldSettings, store: TrajectoryStore
) -> FoldResult | None:
    """What the trajectories that have ended make, of an interrupted run; None where none has."""
    found = [store.load_outcome(k) for k in range(settings.trajectories)]
    outcomes = [outcome for outcome in found if outcome is not None]
    if not outcomes:
        return None
    return judge(prepare(target, restraints, settings, store=store), outcomes, [], restraints.notes)


def judge(job: Job, outcomes: list[Outcome], failures: list[str], notes: tuple[str, ...]) -> FoldResult:
    """Rank the outcomes and make models of the best."""
    ranking = rank(outcomes, None if len(job.candidates) else BY_ENERGY)
    count = min(job.settings.models, len(outcomes))
    models = tuple(make_model(job, outcomes, ranking, place) for place in range(count))
    warnings = (*notes, *job.candidates.notes)
    parameters = job.settings.parameters_hash()
    replicas = job.ab_initio.run.summary(job.settings.replicas.lambdas) if job.ab_initio else None
    return FoldResult(job.target, models, job.candidates, tuple(failures), warnings, parameters, replicas)


def prepare(
    target: Target,
    restraints: Restraints,
    settings: FoldSettings,
    keep_frames: bool = False,
    store: TrajectoryStore | None = None,
    progress: Callable[[Progress], None] | None = None,
    threads: int = 1,
) -> Job:
    """Candidates, their weights before there is a structure, and the system; threads that the trajectories leave over
    share the forces of each.
    """

    def tell(stage: str = "consensus of first folds") -> None:
        if progress:
            progress(Progress(0, settings.annealing.steps, candidates.restraint_count, {"step": 0}, stage))

    candidates = gather_evidence(target, restraints, settings)
    bare = make_system(target, candidates, settings)
    settled = before_structure(target, candidates, bare, settings)
    by_network = are_doubted(candidates, settled.alpha, len(target.sequence), settings)
    alpha, consensus = settled.alpha if by_network else np.ones(len(candidates)), None
    alpha[: candidates.stated] = candidates.weight[: candidates.stated]  # calibrated odds beat what the network adds
    if by_network or candidates.stated:
        absence_kcal = min(candidates.absence_kcal, settings.weights.doubted_absence)
        candidates = replace(candidates, absence_kcal=absence_kcal, doubted=True)
    candidates = with_pair_prior(target, candidates, settings.weights)
    averaged = by_network and not candidates.stated and settings.resonance.consensus
    if averaged and len(target.sequence) >= SMALLEST_CONSENSUS:
        keeper = PartKeeper(store or MemoryStore(), CONSENSUS_PART, tell=tell)
        consensus = consensus_fold(target, candidates, alpha, settings.resonance, settings.seed, keeper)
    system = make_system(target, candidates, settings, alpha, consensus.steady if consensus else None)
    name = "cpu" if settings.platform == "auto" else settings.platform
    share = max(1, threads // settings.trajectories)
    finish_name = "cpu-f64" if name == "cpu" else name
    keeper = PartKeeper(store or MemoryStore(), REPLICAS_PART)
    ab_initio = find_starts(target, candidates, system, name, settings, keeper, threads, tell)
    return Job(
        target,
        candidates,
        alpha,
        settled.theta,
        consensus,
        system,
        _core.Platform(name, share),
        _core.Platform(finish_name, share),
        settings,
        keep_frames,
        ab_initio,
    )


def run_ensemble(
    job: Job, threads: int, store: TrajectoryStore, progress: Callable[[Progress], None] | None
) -> tuple[list[Outcome], list[str]]:
    """All trajectories, in order; those that blow up are reported and left out."""
    stop = threading.Event()
    outcomes: dict[int, Outcome] = {}
    failures: dict[int, str] = {}
    with ThreadPoolExecutor(threads) as pool:
        waiting: dict[Future[Outcome], int] = {
            pool.submit(run_one, job, k, store, stop): k for k in range(job.settings.trajectories)
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


def run_one(job: Job, k: int, store: TrajectoryStore, stop: threading.Event) -> Outcome:
    """One trajectory, from the store where it has been before."""
    saved = store.load_outcome(k)
    if saved is not None:
        return saved
    settings = trajectory_settings(job.settings, job.ab_initio)
    seed = trajectory_seed(settings.seed, k)
    resumed = store.load_state(k)

    def tell(stage: str, step: int) -> None:
        store.post(Progress(k, settings.annealing.steps, job.candidates.restraint_count, {"step": step}, stage))

    if resumed is None:
        hand, state = _start(job, k, seed, PartKeeper(store, start_part(k), stop, lambda: tell("first fold", 0)))
        frames: list[np.ndarray] = []
        reports: list[dict[str, Any]] = []
        store.save_state(k, hand, state, frames, reports)
    else:
        hand, state, frames, reports = resumed

    def after_block(state: _core.State, report: dict[str, Any]) -> None:
        distances = _core.restraint_distances(job.system, state.positions_a)[: len(job.candidates)]
        held = job.candidates.held(distances)
        report = {**report, "satisfied": int(np.count_nonzero(held)), "restraints": len(held)}
        reports.append(report)
        if job.keep_frames and (state.step % BLOCK_STEPS == 0 or state.step == settings.annealing.steps):
            frames.append(state.positions_a.astype(np.float32))
        store.save_state(k, hand, state, frames, reports)
        store.post(Progress(k, settings.annealing.steps, len(held), report))
        if stop.is_set():
            raise Interrupted("stopped between two blocks")

    options = simulation_options(settings, edge_count(job.candidates, settings), job.tour_place)
    options.resonance = dynamics_options(job.candidates, len(job.target.sequence), settings)
    state = run_trajectory(job.system, job.platform, state, options, settings, after_block)

    def after_piece(state: _core.State) -> None:
        store.save_state(k, hand, state, frames, reports)
        tell("quench", settings.annealing.steps)
        if stop.is_set():
            raise Interrupted("stopped in the quench")

    end = finish(job.candidates, job.system, job.platform, job.finish_platform, state, settings, after_piece)
    path = np.stack(frames) if frames else None
    outcome = Outcome(k, hand, end.backbone_a, end.terms, end.satisfied, end.distances_a, end.max_force, path, reports)
    store.save_outcome(outcome)
    return outcome


def trajectory_seed(seed: int, trajectory: int) -> int:
    """A seed of its own for every trajectory."""
    return int(np.random.SeedSequence([seed, trajectory]).generate_state(1, np.uint64)[0] >> 1)


def _start(job: Job, k: int, seed: int, keeper: PartKeeper) -> tuple[int, _core.State]:
    if job.ab_initio is not None:
        return 1, state_at(job.ab_initio, k, job.system, job.settings, seed)
    first = _first(job, k, seed, keeper)
    return first.hand, start_state(job.system, job.platform, first, job.settings, seed, job.theta)


def _other_hand_every(job: Job, margin: float) -> int:
    """One trajectory in so many tries the other hand; 0 = none does."""
    if margin == HAND_KNOWN:
        return 0
    if margin < UNDECIDED_MARGIN or not job.settings.resonance.hand_score:
        return 2
    if job.consensus is None:
        return OTHER_HAND_EVERY
    return 4 if margin < CONSENSUS_DECIDED else 0


def _first(job: Job, k: int, seed: int, keeper: PartKeeper) -> FirstFold:
    if not len(job.candidates):
        return FirstFold(random_coil(job.target, seed, job.candidates.cis, job.candidates.phase_surfaces), 1, 0.0)
    if job.consensus is None:
        fold = fold_trace(job.target, job.candidates, job.alpha, job.settings.resonance, seed, keeper)
        trace, other, margin = fold.trace_a, fold.other_a, fold.margin
    else:
        trace, other, margin = job.consensus.trace_a, mirror(job.consensus.trace_a), job.consensus.margin
    if job.candidates.orientations is not None:
        preference = hand_preference(job.target, job.system, job.finish_platform, trace, other)
        if preference < 0:
            trace, other = other, trace
        margin = HAND_KNOWN if abs(preference) >= DECIDED_SHARE else 0.0
    every = _other_hand_every(job, margin)
    against_score = bool(every) and k % every == every - 1
    return on_trace(job.target, other if against_score else trace, margin, against_score, job.candidates.cis)


def make_model(job: Job, outcomes: list[Outcome], ranking: Ranking, place: int) -> Model:
    """The model at a place of the ranking, with its confidence."""
    index = int(ranking.order[place])
    outcome = outcomes[index]
    expected = trust(outcome, outcomes, job.candidates, job.alpha, job.target)
    coords = _visible_atoms(job, outcome.backbone_a)
    angles = _core.torsions(job.system, outcome.backbone_a)
    numbers = np.concatenate([np.arange(1, len(s) + 1, dtype=np.int32) for s in job.target.sequences])
    structure = Structure(
        job.target.sequence,
        coords,
        job.target.chain_index,
        job.target.chain_ids,
        numbers,
        expected.confidence,
    )
    return Model(
        structure,
        place + 1,
        outcome.energy,
        outcome.terms,
        float(ranking.score[index]),
        outcome.satisfied,
        outcome.max_force,
        float(ranking.consensus[index]),
        expected.tm,
        outcome.hand,
        outcome.trajectory,
        trajectory_seed(job.settings.seed, outcome.trajectory),
        np.stack([angles["phi"], angles["psi"], angles["omega"]], axis=1),
        outcome.distances_a,
        None if outcome.frames_a is None else np.stack([_visible_atoms(job, f) for f in outcome.frames_a]),
        outcome.reports,
        _metadata(job, outcome, place + 1),
    )


def _metadata(job: Job, outcome: Outcome, rank: int) -> dict[str, str]:
    return {
        "software_version": _core.__version__,
        "parameters": job.settings.parameters_hash(),
        "target": job.target.name,
        "seed": str(job.settings.seed),
        "trajectory": str(outcome.trajectory + 1),
        "rank": str(rank),
        "energy_kcal": f"{outcome.energy:.6f}",
    }


def _visible_atoms(job: Job, backbone_a: np.ndarray) -> np.ndarray:
    """N, CA, C, O, CB [L, 5, 3] of a backbone; glycine has no CB."""
    coords = np.array(_core.sites(job.system, backbone_a.astype(float))[:, :5])
    coords[np.frombuffer(job.target.sequence.encode(), "S1") == b"G", 4] = np.nan
    return coords
