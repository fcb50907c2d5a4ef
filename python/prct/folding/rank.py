"""Ranking of an ensemble (Eq. 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prct.folding.anneal import Outcome
from prct.parameters.ranking import RANKING
from prct.scoring.tm_score import tm_score_matrix


@dataclass(frozen=True)
class RankWeights:
    """Weights of the three parts of Eq. 34, fitted on tuning chains by ``tools/fit_ranking.py``, and of the whole
    energy.
    """

    physics: float = RANKING["physics"]
    restraint: float = RANKING["restraint"]
    consensus: float = RANKING["consensus"]
    energy: float = 0.0


BY_ENERGY = RankWeights(physics=0.0, restraint=0.0, consensus=0.0, energy=1.0)
"""Of models without restraints; what the pair prior adds belongs to their energy."""


@dataclass(frozen=True)
class Ranking:
    """Order of an ensemble.

    Attributes
    ----------
    order : int64 [M]
        Outcomes, best first.
    score : float64 [M]
        Eq. 34 for each outcome, lower is better.
    consensus : float64 [M]
        Mean TM-score to the other models of the same hand; 0 where there is none.
    """

    order: np.ndarray
    score: np.ndarray
    consensus: np.ndarray


def rank(outcomes: Sequence[Outcome], weights: RankWeights | None = None) -> Ranking:
    """Rank by the weighted sum of the features; ties fall to the earlier trajectory."""
    weights = weights or RankWeights()
    score = weights.energy * _z(np.array([o.energy for o in outcomes]))
    score = sum((getattr(weights, name) * z for name, z in rank_features(outcomes).items()), score)
    return Ranking(np.argsort(score, kind="stable"), score, _consensus(outcomes))


def rank_features(outcomes: Sequence[Outcome]) -> dict[str, np.ndarray]:
    """What Eq. 34 adds up, lower is better, float64 [M] each: z(E_physics), z(E_restraint), -z(consensus)."""
    physics = np.array([o.energy - o.restraint_energy for o in outcomes])
    restraint = np.array([o.restraint_energy for o in outcomes])
    return {"physics": _z(physics), "restraint": _z(restraint), "consensus": -_z(_consensus(outcomes))}


def _consensus(outcomes: Sequence[Outcome]) -> np.ndarray:
    traces = np.stack([o.backbone_a[:, 1] for o in outcomes])
    return same_hand_consensus(traces, np.array([o.hand for o in outcomes]))


def same_hand_consensus(traces_a: np.ndarray, hands: np.ndarray) -> np.ndarray:
    """Mean TM-score of each trace [M, L, 3] to the others of its hand; 0 for one that is alone."""
    m = len(traces_a)
    if m < 2 or traces_a.shape[1] < 3:
        return np.zeros(m)
    similar = tm_score_matrix(traces_a)
    same = (hands[:, None] == hands) & ~np.eye(m, dtype=bool)
    return np.where(same, similar, 0.0).sum(axis=1) / np.maximum(same.sum(axis=1), 1)


def _z(values: np.ndarray) -> np.ndarray:
    spread = float(np.std(values))
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
