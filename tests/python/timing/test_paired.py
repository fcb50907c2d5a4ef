"""Paired measurement: intervals cover as often as they say, and the order of the ways alternates."""

import numpy as np
import pytest
from prct.base.errors import InputError
from prct.timing.paired import in_turn, paired_difference, paired_ratio


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    item = rng.normal(0, 5, (2000, 1))
    first = item + rng.normal(0, 1, (2000, 12))
    second = first + 0.3 + rng.normal(0, 0.5, first.shape)
    found = [paired_difference(a, b) for a, b in zip(first, second, strict=True)]
    covered = np.mean([f.low <= 0.3 <= f.high for f in found])
    assert 0.93 < covered < 0.97
    ratios = [paired_ratio(np.exp(a), np.exp(b)) for a, b in zip(first, second, strict=True)]
    assert np.mean([r.low <= np.exp(0.3) <= r.high for r in ratios]) == covered


def test_what_cannot_be_compared_is_refused():
    for first, second in (([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, np.nan], [1.0, 1.0])):
        with pytest.raises(InputError):
            paired_difference(first, second)
    with pytest.raises(InputError, match="above 0"):
        paired_ratio([1.0, 0.0], [1.0, 1.0])


def test_ways_take_turns():
    calls = []
    found = in_turn("ab", [lambda x: calls.append(x + "1") or x, lambda x: calls.append(x + "2") or x], rounds=2)
    assert calls == ["a1", "a2", "b2", "b1", "a2", "a1", "b1", "b2"]
    assert found == [[["a", "a"], ["b", "b"]]] * 2
