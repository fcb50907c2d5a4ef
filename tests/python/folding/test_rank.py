from __future__ import annotations

import numpy as np
import pytest
from outcomes import helix, outcome
from prct.folding.rank import BY_ENERGY, RankWeights, rank, same_hand_consensus


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
    traces = np.stack([helix(20)[:, 1]] * 3)
    assert same_hand_consensus(traces, np.array([1, 1, -1])) == pytest.approx([1.0, 1.0, 0.0])
    assert same_hand_consensus(traces[:1], np.array([1])).tolist() == [0.0]


def test_one_model_is_ranked():
    ranking = rank([outcome(0, 5.0)])
    assert ranking.order.tolist() == [0] and np.isfinite(ranking.score).all()
