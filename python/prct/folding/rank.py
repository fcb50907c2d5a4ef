"""Ranking of an ensemble (Eq. 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prct.folding.anneal import Outcome
from prct.scoring.tm_score import tm_score_matrix


@dataclass(frozen=True)
class RankWeights:
    """a and b of Eq. 34: what restraints and consensus count against the energy of the physics."""

    restraint: float = 1.0
    consensus: float = 0.5


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
    """Rank by z(E_physics) + a z(E_restraint) - b z(consensus); ties fall to the earlier trajectory."""
    weights = weights or RankWeights()
    physics = np.array([o.energy - o.restraint_energy for o in outcomes])
    restraint = np.array([o.restraint_energy for o in outcomes])
    traces = np.stack([o.backbone_a[:, 1] for o in outcomes])
    consensus = same_hand_consensus(traces, np.array([o.hand for o in outcomes]))
    score = _z(physics) + weights.restraint * _z(restraint) - weights.consensus * _z(consensus)
    return Ranking(np.argsort(score, kind="stable"), score, consensus)


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
