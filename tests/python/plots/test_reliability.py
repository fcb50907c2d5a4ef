import doctest

import numpy as np
from prct.plots import reliability
from prct.plots.reliability import plot_reliability


def test_doctests():
    assert doctest.testmod(reliability).failed == 0


def test_points_stand_where_they_belong_and_sorts_look_the_same_in_both_panels():
    bins = np.array([[0.3, 0.4, 10], [0.7, 0.6, 10]])
    left, right = plot_reliability({"a": bins, "b": bins[::-1]}, {"b": ([0.2], [0.9])}).axes
    even, first, second = left.lines
    assert even.get_xydata().tolist() == [[0, 0], [1, 1]]
    assert np.array_equal(first.get_xydata(), bins[:, :2])
    assert right.lines[1].get_xydata().tolist() == [[0.2, 0.9]]
    assert right.lines[1].get_color() == second.get_color() != first.get_color()
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["a", "b"]
