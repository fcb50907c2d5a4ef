"""Where each trajectory of a fold begins: which first fold, in which hand."""

from __future__ import annotations

import threading

import prct._core as _core
from prct.base.errors import NumericsError
from prct.core.ca_fold import CaFold
from prct.core.hand import mirror
from prct.folding.ab_initio import state_at
from prct.folding.anneal import unrelaxed_state
from prct.folding.coil import random_coil
from prct.folding.first_fold import UNDECIDED_MARGIN, FirstFold, fold_trace, on_trace
from prct.folding.job import Job, trajectory_seed
from prct.folding.orientation_hand import DECIDED_SHARE, hand_preference
from prct.folding.store import PartKeeper, shared_start_part, start_part

OTHER_HAND_EVERY = 8
"""One trajectory in so many tries the hand that the score does not prefer, one in two when the score is undecided."""
CONSENSUS_DECIDED = 2.0
"""From this margin on the hand of a consensus was right; below, it was wrong in 4 of 28 tuning cases with noise."""
HAND_KNOWN = float("inf")
"""The margin where orientations tell one hand from the other."""


def start_of(
    job: Job, k: int, seed: int, keeper: PartKeeper, fold: CaFold | None = None
) -> tuple[int, _core.State, bool]:
    """Hand and state that a trajectory begins with, and whether its chain is to be relaxed first; `fold` is its trace
    where that has been folded elsewhere.
    """
    if job.ab_initio is not None:
        return 1, state_at(job.ab_initio, k, job.system, job.settings, seed), False
    first = first_fold(job, k, seed, keeper, fold)
    return first.hand, unrelaxed_state(job.system, first, job.settings, seed, job.theta), True


def _other_hand_every(job: Job, margin: float) -> int:
    """One trajectory in so many tries the other hand; 0 = none does."""
    if margin == HAND_KNOWN:
        return 0
    if margin < UNDECIDED_MARGIN or not job.settings.resonance.hand_score:
        return 2
    if job.consensus is None:
        return OTHER_HAND_EVERY
    return 4 if margin < CONSENSUS_DECIDED else 0


def begins_with_a_trace(job: Job) -> bool:
    """Whether trajectories begin with traces that this fold makes for them."""
    return job.ab_initio is None and len(job.candidates) > 0 and job.consensus is None


def trace_of(job: Job, k: int) -> int:
    """The number of the trace that a trajectory begins with: that of the first trajectory that does."""
    return k % job.settings.resonance.traces if job.settings.resonance.traces else k


def trace_part(job: Job, k: int) -> str:
    """Where the trace of a trajectory is kept."""
    return shared_start_part(trace_of(job, k)) if job.settings.resonance.traces else start_part(k)


def trace_fold(job: Job, number: int, keeper: PartKeeper) -> CaFold:
    """The first fold of that number."""
    seed = trajectory_seed(job.settings.seed, number)
    return fold_trace(job.target, job.candidates, job.alpha, job.settings.resonance, seed, keeper)


class SharedTraces:
    """Traces that several trajectories begin with, each folded once; threads that want one wait for it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        count = job.settings.resonance.traces if begins_with_a_trace(job) else 0
        self._locks = [threading.Lock() for _ in range(count)]
        self._folded: dict[int, CaFold | NumericsError] = {}

    def fold(self, k: int, keeper: PartKeeper) -> CaFold | None:
        """That of a trajectory; None where each has its own."""
        if not self._locks:
            return None
        job, number = self._job, trace_of(self._job, k)
        with self._locks[number]:
            if number not in self._folded:
                try:
                    self._folded[number] = trace_fold(job, number, keeper)
                except NumericsError as problem:
                    self._folded[number] = problem
        folded = self._folded[number]
        if isinstance(folded, NumericsError):
            raise folded
        return folded


def first_fold(job: Job, k: int, seed: int, keeper: PartKeeper, fold: CaFold | None = None) -> FirstFold:
    """Of one trajectory, in the hand that its turn is for."""
    if not len(job.candidates):
        return FirstFold(random_coil(job.target, seed, job.candidates.cis, job.candidates.phase_surfaces), 1, 0.0)
    if job.consensus is None:
        fold = fold or trace_fold(job, trace_of(job, k), keeper)
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
