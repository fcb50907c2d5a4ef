"""Seconds against accuracy: the line joins what nothing beats in both."""

import numpy as np
from prct.plots.pareto import plot_pareto, unbeaten


def test_unbeaten_choices():
    rng = np.random.default_rng(1)
    seconds, tm = rng.random(60), rng.random(60)
    front = set(unbeaten(seconds, tm).tolist())
    for k in range(60):
        beaten = any((seconds[j] <= seconds[k]) and (tm[j] > tm[k]) for j in range(60)) or any(
            (seconds[j] < seconds[k]) and (tm[j] >= tm[k]) for j in range(60)
        )
        assert (k in front) == (not beaten)


def test_the_picture_marks_start_and_choice():
    figure = plot_pareto([4.0, 2.0, 1.0], [0.9, 0.9, 0.7], 0, 1, title="work")
    axes = figure.axes[0]
    assert axes.get_title(loc="left") == "work"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["measured", "before", "chosen"]
    assert axes.get_xscale() == "log"
