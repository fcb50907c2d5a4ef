"""The whole fold: candidates → resonance → modes or replicas → annealing → quench → ranking → confidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

import prct._core as _core
from prct.base.errors import Interrupted, NumericsError, OptionError
from prct.core.parameter_source import ParameterSource
from prct.core.restraints import Restraints
from prct.core.structure import Structure
from prct.core.target import Target
from prct.folding.ab_initio import find_starts
from prct.folding.anneal import Outcome
from prct.folding.confidence import Trust, trust
from prct.folding.consensus import consensus_fold
from prct.folding.ensemble import run_ensemble
from prct.folding.evidence import gather_evidence, with_pair_prior
from prct.folding.hamiltonian import make_system
from prct.folding.job import Job, platforms, trajectory_seed
from prct.folding.rank import BY_ENERGY, Ranking, rank
from prct.folding.resonance import are_doubted, before_structure
from prct.folding.result import FoldResult, Model
from prct.folding.settings import RUNS_WHOLE, FoldSettings, whole_number
from prct.folding.store import (
    CONSENSUS_PART,
    REPLICAS_PART,
    MemoryStore,
    PartKeeper,
    Progress,
    TrajectoryStore,
)
from prct.folding.whole_runs import run_whole_ensemble

SMALLEST_CONSENSUS = 10
"""Residues from which on an average of traces means anything."""


def fold(
    target: Target,
    restraints: Restraints,
    settings: FoldSettings | None = None,
    *,
    threads: int = 1,
    keep_frames: bool = False,
    store: TrajectoryStore | None = None,
    progress: Callable[[Progress], None] | None = None,
    parameters: ParameterSource | None = None,
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
    parameters : ParameterSource, optional
        Changes parameters of trajectories while they run.

    Returns
    -------
    FoldResult

    Raises
    ------
    OptionError
        For a number of threads that is none, and changing parameters where a platform runs trajectories whole.
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
    if parameters and settings.platform in RUNS_WHOLE:
        raise OptionError(f"platform {settings.platform} runs trajectories whole; change their parameters on cpu")
    store = store or MemoryStore()
    try:
        job = prepare(target, restraints, settings, keep_frames, store, progress, threads)
    except KeyboardInterrupt:
        raise Interrupted("interrupted before the first trajectory") from None
    if job.platform.runs_whole:
        outcomes, failures = run_whole_ensemble(job, threads, store, progress)
    else:
        outcomes, failures = run_ensemble(job, threads, store, progress, parameters)
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
    best = ranking.order[:count]
    chosen = [outcomes[k] for k in best.tolist()]
    expected = trust(chosen, outcomes, job.candidates, job.alpha, job.target, ranking.similar[best])
    models = tuple(make_model(job, outcomes, ranking, place, expected[place]) for place in range(count))
    warnings = (*notes, *job.candidates.notes)
    replicas = job.ab_initio.run.summary(job.settings.replicas.lambdas) if job.ab_initio else None
    return FoldResult(job.target, models, job.candidates, tuple(failures), warnings, job.parameters_hash, replicas)


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

    name = "cpu" if settings.platform == "auto" else settings.platform
    search, exact = platforms(name, max(1, threads // settings.trajectories), settings.annealing.list_skin_a)
    candidates = gather_evidence(target, restraints, settings)
    settled = before_structure(target, candidates, settings)
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
        consensus = consensus_fold(target, candidates, alpha, settings.resonance, settings.seed, search, keeper)
    system = make_system(target, candidates, settings, alpha, consensus.steady if consensus else None)
    keeper = PartKeeper(store or MemoryStore(), REPLICAS_PART)
    stepping = "cpu" if name in RUNS_WHOLE else name  # replicas exchange every few steps
    ab_initio = find_starts(target, candidates, system, stepping, settings, keeper, threads, tell)
    return Job(
        target,
        candidates,
        alpha,
        settled.theta,
        consensus,
        system,
        search,
        exact,
        settings,
        keep_frames,
        ab_initio,
    )


def make_model(job: Job, outcomes: list[Outcome], ranking: Ranking, place: int, expected: Trust) -> Model:
    """The model at a place of the ranking, with what is expected of it."""
    index = int(ranking.order[place])
    outcome = outcomes[index]
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
        list(outcome.reports),
        _metadata(job, outcome, place + 1),
    )


def _metadata(job: Job, outcome: Outcome, rank: int) -> dict[str, str]:
    return {
        "software_version": _core.__version__,
        "parameters": job.parameters_hash,
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
