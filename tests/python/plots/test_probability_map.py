"""The picture of predicted contacts."""

from __future__ import annotations

import numpy as np
from prct.plots.probability_map import plot_probability_map
from prct.plots.style import write_png


def test_the_likeliest_pairs_are_marked_above_the_diagonal(tmp_path):
    probability = np.full((10, 10), np.nan)
    for k in range(3):
        probability[k, 9 - k] = probability[9 - k, k] = 0.9 - 0.1 * k
    probability[0, 7] = probability[7, 0] = 0.001
    figure = plot_probability_map(probability, title="made")
    axes = figure.axes[0]
    marks = axes.collections[0].get_offsets()
    assert {(int(x), int(y)) for x, y in np.asarray(marks)} == {(10, 1), (9, 2), (8, 3)}
    shown = np.ma.filled(axes.images[0].get_array(), np.nan)
    assert shown[9, 0] == 0.9 and np.isnan(shown[0, 9])
    write_png(figure, tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_known_is_drawn_empty():
    figure = plot_probability_map(np.full((8, 8), np.nan))
    assert figure.axes[0].get_legend().get_texts()[0].get_text() == "the 0 likeliest pairs"
