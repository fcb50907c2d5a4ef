import doctest

import numpy as np
from prct.plots import confidence
from prct.plots.confidence import MOST_BARS, plot_confidence


def test_doctests():
    assert doctest.testmod(confidence).failed == 0


def test_a_bar_for_every_residue_and_a_border_between_chains():
    axes = plot_confidence([90.0, 70.0, 40.0], [0, 2, 3], ["A", "B"]).axes[0]
    assert [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in axes.patches[:3]] == [
        (1.0, 90.0), (2.0, 70.0), (3.0, 40.0),
    ]  # fmt: skip
    assert [text.get_text() for text in axes.texts[-2:]] == ["A", "B"]
    assert any(np.allclose(line.get_xdata(), 2.5) for line in axes.lines)


def test_long_chains_are_averaged():
    length = 3 * MOST_BARS
    axes = plot_confidence(np.tile([0.0, 30.0, 60.0], MOST_BARS), [0, length], ["A"]).axes[0]
    heights = [bar.get_height() for bar in axes.patches if hasattr(bar, "get_height")]
    assert len(heights) == MOST_BARS
    assert np.allclose(heights, 30.0)
