"""The consensus of many first folds: what traces from different parts of the candidates agree on (Eqs. 22, 23).

Errors of single traces are independent, what they share is the fold: the average of an ensemble is nearer to the truth
than its members, and its hand is better decided than theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

import prct._core as _core
from prct.base.errors import NumericsError
from prct.core.ca_fold import CaFold, SavedState, StateKeeper
from prct.core.superpose import superpose
from prct.core.target import Target
from prct.folding.candidates import Candidates
from prct.folding.first_fold import TraceOutcome, fold_trace, fold_traces, folds_many
from prct.folding.hamiltonian import SteadyPairs
from prct.folding.settings import Resonance

TRACES = 16
PATCH_REACH = 3
"""Candidates this near in the contact plane, residue by residue, belong to one patch."""
AVERAGE_ROUNDS = 5
FAR_A = 6.0
"""A residue this far from the average counts half in it."""
RESTRAINTS_PER_RESIDUE = 6
SAMPLED_PER_RESIDUE = 60
"""Pairs looked at per residue, of which the steadiest become restraints."""
PAIRS_AT_ONCE = 1 << 16
"""Distances are taken of so many pairs at a time: 25 MB for 16 members."""
STEADY_A = 2.0
"""A pair whose distance spreads this much more is e times less likely to become a restraint."""
LEAST_SCALE_A = 1.0


@dataclass(frozen=True)
class Consensus:
    """What an ensemble of traces agrees on.

    Attributes
    ----------
    trace_a : float64 [L, 3]
        Average CA trace; distances along the chain are too short where members disagree.
    margin : float
        How decided the hand is: the members' scores, added with common sign, over the root of their squares.
    steady : SteadyPairs
    """

    trace_a: np.ndarray
    margin: float
    steady: SteadyPairs


def consensus_fold(
    target: Target,
    candidates: Candidates,
    alpha: np.ndarray,
    resonance: Resonance,
    seed: int,
    platform: _core.Platform,
    keeper: StateKeeper | None = None,
) -> Consensus:
    """Refine an ensemble on subsets of the patches, bring it to one hand, and average it.

    Parameters
    ----------
    target : Target
    candidates : Candidates
    alpha : float64 [M]
        Weight of each candidate before there is a structure.
    resonance : Resonance
        ``kept_share`` of the patches makes each trace.
    seed : int
    platform : Platform
        One that folds many traces at once does; those that it loses, and all of a chain too long for it, are folded on
        the CPU.
    keeper : StateKeeper, optional
        Keeps the traces that have ended and the one that is folded.

    Raises
    ------
    NumericsError
        A trace that left the finite numbers.
    """
    ensemble = _Ensemble(keeper)
    beginnings = _beginnings(target, candidates, alpha, resonance, seed)[len(ensemble.traces) :]
    ended: list[CaFold | None] = [None] * len(beginnings)
    if folds_many(platform, target):
        ended = [_unless_lost(trace) for trace in fold_traces(platform, target, candidates, resonance, beginnings)]
    for (believed, trace_seed), trace in zip(beginnings, ended, strict=True):
        ensemble.add(trace or fold_trace(target, candidates, believed, resonance, trace_seed, ensemble))
    ensemble.end()
    members, margin = one_hand(ensemble.traces)
    average, aligned = average_trace(members)
    return Consensus(average, margin, _steady_pairs(aligned, np.random.default_rng([seed, 3])))


def _beginnings(
    target: Target, candidates: Candidates, alpha: np.ndarray, resonance: Resonance, seed: int
) -> list[tuple[np.ndarray, int]]:
    """Weights of the candidates, float64 [M], and seed, of each trace."""
    patch = patches(target.chain_starts, candidates.residues)
    beginnings = []
    for k in range(TRACES):
        rng = np.random.default_rng([seed, 2, k])
        kept = (rng.random(patch.max() + 1) < resonance.kept_share)[patch]
        beginnings.append((np.where(kept, alpha, 0.0), int(rng.integers(2**62))))
    return beginnings


def _unless_lost(outcome: TraceOutcome) -> CaFold | None:
    if outcome.failure and not outcome.lost:
        raise NumericsError(outcome.failure)
    return None if outcome.lost else outcome.fold


class _Ensemble:
    """The traces that have ended and the one that is folded now, kept as one piece of work."""

    NOW = "now_"

    def __init__(self, keeper: StateKeeper | None) -> None:
        self._keeper = keeper
        self.traces: list[CaFold] = []
        self._now: SavedState | None = None
        saved = keeper.load() if keeper else None
        if saved is None:
            return
        for k, (energy, other_energy, score, margin) in enumerate(saved["numbers"].tolist()):
            trace, other, alpha = saved["traces"][k], saved["others"][k], saved[f"alpha_{k}"]
            self.traces.append(CaFold(trace, other, energy, other_energy, score, margin, alpha))
        self._now = {name[len(self.NOW) :]: x for name, x in saved.items() if name.startswith(self.NOW)} or None

    def add(self, trace: CaFold) -> None:
        """One more has ended; where it was before does not matter any more."""
        self._now = None
        self.traces.append(trace)

    def load(self) -> SavedState | None:
        """Where the trace was that is folded now."""
        now, self._now = self._now, None
        return now

    def keep(self, state: Callable[[], SavedState], ended: bool) -> None:
        """Keep what there is."""
        if self._keeper:
            self._keeper.keep(lambda: self._arrays(state()), ended)

    def end(self) -> None:
        """All traces are there."""
        if self._keeper:
            self._keeper.keep(lambda: self._arrays({}), True)

    def _arrays(self, now: SavedState) -> SavedState:
        done = self.traces
        return {
            "traces": np.array([fold.trace_a for fold in done]),
            "others": np.array([fold.other_a for fold in done]),
            "numbers": np.array([[f.energy_kt, f.other_energy_kt, f.score, f.margin] for f in done]),
            **{f"alpha_{k}": fold.alpha for k, fold in enumerate(done)},
            **{self.NOW + name: x for name, x in now.items()},
        }


def patches(chain_starts: ArrayLike, residues: np.ndarray) -> np.ndarray:
    """Number the connected patches of candidates in the contact plane, int [M]; no patch crosses a chain's border."""
    m = len(residues)
    plane = np.sort(residues, axis=1)
    chain = np.searchsorted(chain_starts, plane, side="right")
    near = cKDTree(plane).query_pairs(PATCH_REACH, p=np.inf, output_type="ndarray")
    near = near[np.all(chain[near[:, 0]] == chain[near[:, 1]], axis=1)]
    graph = csr_matrix((np.ones(len(near)), (near[:, 0], near[:, 1])), (m, m))
    return connected_components(graph, directed=False)[1]


def one_hand(folds: list[CaFold]) -> tuple[np.ndarray, float]:
    """Take of each fold the hand that the scores of all prefer together; also how decided that is.

    Members that resemble each other decide together: the signs are those of the leading eigenvector of how much better
    one fits another than the other's other hand does.
    """
    count = len(folds)
    kinship = np.zeros((count, count))
    for k in range(count):
        for other in range(k):
            same = superpose(folds[k].trace_a, folds[other].trace_a).rmsd_a
            mirrored = superpose(folds[k].other_a, folds[other].trace_a).rmsd_a
            kinship[k, other] = kinship[other, k] = (mirrored - same) / max(mirrored + same, 1e-9)
    lead = np.linalg.eigh(kinship)[1][:, -1] if count > 1 else np.ones(1)
    scores = np.array([fold.score for fold in folds])
    together = float(lead @ scores)
    sign = np.where(lead * (1.0 if together >= 0 else -1.0) >= 0, 1, -1)
    members = np.stack([fold.trace_a if s > 0 else fold.other_a for fold, s in zip(folds, sign, strict=True)])
    return members, abs(together) / max(float(np.sqrt(np.sum((lead * scores) ** 2))), 1e-9)


def average_trace(members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Average [L, 3] of superposed members [T, L, 3], near ones and near residues counting more; and the members."""
    reach = max(3.0, 1.24 * max(members.shape[1] - 15, 1) ** (1 / 3) - 1.8)  # d0 of the TM-score
    average = members[_medoid(members, reach)]
    for _ in range(AVERAGE_ROUNDS):
        aligned = np.stack([superpose(x, average).apply(x) for x in members])
        distance = np.linalg.norm(aligned - average, axis=2)
        member = np.mean(1.0 / (1.0 + (distance / reach) ** 2), axis=1) ** 3
        weight = member[:, None] / (1.0 + (distance / FAR_A) ** 2)
        average = np.sum((weight / weight.sum(axis=0))[..., None] * aligned, axis=0)
    return average, aligned


def _medoid(members: np.ndarray, reach: float) -> int:
    count = len(members)
    similar = np.zeros((count, count))
    for k in range(count):
        for other in range(k):
            distance = np.linalg.norm(superpose(members[k], members[other]).apply(members[k]) - members[other], axis=1)
            similar[k, other] = similar[other, k] = np.mean(1.0 / (1.0 + (distance / reach) ** 2))
    return int(np.argmax(similar.sum(axis=1)))


def _steady_pairs(members: np.ndarray, rng: np.random.Generator) -> SteadyPairs:
    """Pairs of steady distance, their bounds (median ± half a spread) and spreads."""
    n = members.shape[1]
    drawn = np.sort(rng.integers(0, n, (SAMPLED_PER_RESIDUE * n, 2)), axis=1)
    pairs = np.unique(drawn[drawn[:, 1] - drawn[:, 0] >= 3], axis=0)
    middle, spread = np.empty(len(pairs)), np.empty(len(pairs))
    for first in range(0, len(pairs), PAIRS_AT_ONCE):
        here = slice(first, first + PAIRS_AT_ONCE)
        distance = np.linalg.norm(members[:, pairs[here, 0]] - members[:, pairs[here, 1]], axis=2)
        middle[here] = np.median(distance, axis=0)
        spread[here] = 1.48 * np.median(np.abs(distance - middle[here]), axis=0)
    steady = np.exp(-spread / STEADY_A)
    chosen = rng.random(len(pairs)) < RESTRAINTS_PER_RESIDUE * n * steady / max(float(steady.sum()), 1e-9)
    scale = np.maximum(spread[chosen], LEAST_SCALE_A)
    half = 0.5 * scale
    bounds = np.stack([np.maximum(middle[chosen] - half, 0.0), middle[chosen] + half], axis=1)
    return SteadyPairs(pairs[chosen].astype(np.int32), bounds, scale)
