from __future__ import annotations

import pickle

import numpy as np
from prct.folding.block_reports import BlockReports
from prct.folding.candidates import pair_rows


class Ended:
    """A trajectory of two blocks; counts how often it is asked."""

    asked = 0

    def reports(self, plan):
        self.asked += 1
        frame = np.zeros((20, 3, 3))
        held = ([1, 0, 1, 0, 1], [0, 0, 0, 1, 1])  # the last restraint is no candidate
        return [
            {"step": 10 * k, "satisfied": 9, "held": np.array(rows, np.uint8), "positions_a": frame}
            for k, rows in enumerate(held)
        ]


def four_candidates():
    i, j, lower, upper = np.arange(4), np.arange(4) + 10, np.zeros(4), np.full(4, 8.0)
    group = np.array([-1, -1, 5, 5], np.int32)
    return pair_rows(i, j, lower, upper, scale_a=np.ones(4), length_a=upper, group=group)


EXPECTED = [
    {"step": 0, "satisfied": 2, "restraints": 3},
    {"step": 10, "satisfied": 1, "restraints": 3},
]


def test_they_are_made_once_when_somebody_looks():
    ended = Ended()
    reports = BlockReports(four_candidates(), None, ended)
    assert ended.asked == 0
    assert reports[-1] == EXPECTED[-1] and reports[:1] == EXPECTED[:1]
    assert len(reports) == 2 and list(reports) == EXPECTED
    assert ended.asked == 1


def test_another_process_gets_a_list():
    assert pickle.loads(pickle.dumps(BlockReports(four_candidates(), None, Ended()))) == EXPECTED
