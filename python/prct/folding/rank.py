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
    similar : float64 [M, M]
        TM-scores of :func:`same_hand_similarity`.
    """

    order: np.ndarray
    score: np.ndarray
    consensus: np.ndarray
    similar: np.ndarray


def rank(outcomes: Sequence[Outcome], weights: RankWeights | None = None) -> Ranking:
    """Rank by the weighted sum of the features; ties fall to the earlier trajectory."""
    weights = weights or RankWeights()
    similar = same_hand_similarity(outcomes)
    consensus = same_hand_consensus(similar, _hands(outcomes))
    score = weights.energy * _z(np.array([o.energy for o in outcomes]))
    score = sum((getattr(weights, name) * z for name, z in rank_features(outcomes, consensus).items()), score)
    return Ranking(np.argsort(score, kind="stable"), score, consensus, similar)


def rank_features(outcomes: Sequence[Outcome], consensus: np.ndarray) -> dict[str, np.ndarray]:
    """What Eq. 34 adds up, lower is better, float64 [M] each: z(E_physics), z(E_restraint), -z(consensus)."""
    physics = np.array([o.energy - o.restraint_energy for o in outcomes])
    restraint = np.array([o.restraint_energy for o in outcomes])
    return {"physics": _z(physics), "restraint": _z(restraint), "consensus": -_z(consensus)}


def same_hand_similarity(outcomes: Sequence[Outcome]) -> np.ndarray:
    """TM-score of every model against every other of its hand, float64 [M, M]; 0 where the hands differ, and on the
    diagonal. The search is the dearest part of a ranking, and models of the other hand do not count.
    """
    similar = np.zeros((len(outcomes), len(outcomes)))
    hands = _hands(outcomes)
    for hand in np.unique(hands):
        members = np.flatnonzero(hands == hand)
        traces = np.stack([outcomes[k].backbone_a[:, 1] for k in members.tolist()])
        if len(members) > 1 and traces.shape[1] > 2:
            similar[np.ix_(members, members)] = tm_score_matrix(traces)
    np.fill_diagonal(similar, 0.0)
    return similar


def same_hand_consensus(similar: np.ndarray, hands: np.ndarray) -> np.ndarray:
    """Mean TM-score of each model to the others of its hand, of their TM-scores [M, M]; 0 for one that is alone."""
    fellows = np.count_nonzero(hands[:, None] == hands, axis=1) - 1
    return np.asarray(similar.sum(axis=1) / np.maximum(fellows, 1))


def _hands(outcomes: Sequence[Outcome]) -> np.ndarray:
    return np.array([o.hand for o in outcomes])


def _z(values: np.ndarray) -> np.ndarray:
    spread = float(np.std(values))
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
