from __future__ import annotations

import numpy as np
import pytest
from outcomes import helix, outcome
from prct.folding.rank import BY_ENERGY, RankWeights, rank, same_hand_consensus, same_hand_similarity
from prct.scoring.tm_score import tm_score_matrix


def test_lower_energies_rank_first():
    assert rank([outcome(0, 3.0), outcome(1, 1.0), outcome(2, 2.0)]).order.tolist() == [1, 2, 0]
    assert rank([outcome(0, 0.0, 5.0), outcome(1, 0.0, 1.0)]).order.tolist() == [1, 0]


def test_ties_fall_to_the_earlier_trajectory():
    assert rank([outcome(k) for k in range(4)]).order.tolist() == [0, 1, 2, 3]


def test_a_weight_of_zero_leaves_the_part_out():
    unlike = [outcome(0, 1.0, 9.0), outcome(1, 2.0, 1.0)]
    assert rank(unlike, RankWeights(1.0, 0.0, 0.0)).order.tolist() == [0, 1]
    assert rank(unlike, RankWeights(1.0, 5.0, 0.0)).order.tolist() == [1, 0]


def test_without_restraints_energy_decides_alone():
    apart = [outcome(0, 2.0, backbone=helix(20, 130.0)), outcome(1, 2.1), outcome(2, 9.0), outcome(3, 2.2)]
    assert rank(apart, BY_ENERGY).order.tolist() == [0, 1, 3, 2]
    assert rank(apart).order[0] == 1, "fellows count where restraints are"
    assert rank([outcome(0, 1.0, 9.0), outcome(1, 2.0, 1.0)], BY_ENERGY).order.tolist() == [1, 0]


def test_the_odd_one_out_ranks_behind_its_fellows():
    ensemble = [outcome(0, backbone=helix(20, 130.0)), outcome(1), outcome(2)]
    ranking = rank(ensemble)
    assert ranking.order.tolist()[-1] == 0
    assert ranking.consensus[1] > ranking.consensus[0]


def test_consensus_is_taken_within_a_hand():
    alike = [outcome(0), outcome(1), outcome(2, hand=-1)]
    assert rank(alike).consensus == pytest.approx([1.0, 1.0, 0.0])
    assert rank(alike[:1]).consensus.tolist() == [0.0]


def test_models_of_the_other_hand_are_not_compared():
    ensemble = [outcome(k, backbone=helix(20, 100.0 + k), hand=1 if k % 3 else -1) for k in range(7)]
    hands = np.array([o.hand for o in ensemble])
    everyone = tm_score_matrix(np.stack([o.backbone_a[:, 1] for o in ensemble]))
    fellows = (hands[:, None] == hands) & ~np.eye(len(hands), dtype=bool)
    assert fellows.any() and not fellows.all()
    similar = same_hand_similarity(ensemble)
    assert similar.tolist() == np.where(fellows, everyone, 0.0).tolist()
    expected = [everyone[k, fellows[k]].mean() for k in range(len(ensemble))]
    assert same_hand_consensus(similar, hands) == pytest.approx(expected, rel=1e-12)


def test_one_model_is_ranked():
    ranking = rank([outcome(0, 5.0)])
    assert ranking.order.tolist() == [0] and np.isfinite(ranking.score).all()
