"""Expected against true scores (Eq. 34)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.plots.style import BLUE, GOLD, GREEN, INK, ORANGE, QUIET, TICK_SIZE, VIOLET, dress, new_figure

COLOURS = (BLUE, ORANGE, GREEN, GOLD, VIOLET, QUIET)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")


def plot_reliability(
    residues: Mapping[str, ArrayLike], models: Mapping[str, tuple[ArrayLike, ArrayLike]], *, title: str = ""
) -> Figure:
    """Draw mean true CA-lDDT over what was expected, by bins of residues, and true over expected TM-scores.

    Parameters
    ----------
    residues : mapping of str to array [B, 2 or more]
        For each sort of input the mean expected and mean true score of each bin, 0-1.
    models : mapping of str to (array [M], array [M])
        For each sort of input the expected and the true TM-score of each model.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_reliability({"list": [[0.4, 0.5], [0.8, 0.7]]}, {"list": ([0.5], [0.6])})
    >>> [axes.get_xlabel() for axes in figure.axes]
    ['expected CA-lDDT', 'expected TM-score']
    """
    figure = new_figure(9.2, 4.6)
    left, right = figure.subplots(1, 2)
    names = list(dict.fromkeys([*residues, *models]))
    look = {
        name: {"color": COLOURS[k % len(COLOURS)], "marker": MARKERS[k % len(MARKERS)]} for k, name in enumerate(names)
    }
    _frame(left, title or "Residues, by tenths", "CA-lDDT")
    _frame(right, "Models", "TM-score")
    for name, bins in residues.items():
        points = np.asarray(bins, float)
        left.plot(points[:, 0], points[:, 1], label=name, linewidth=1.2, markersize=4, **look[name])
    for name, (expected, true) in models.items():
        right.plot(expected, true, label=name, linestyle="", markersize=5, alpha=0.75, **look[name])
    for half in (right.axhline, right.axvline):
        half(0.5, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    left.legend(frameon=False, fontsize=TICK_SIZE, labelcolor=INK, loc="upper left")
    return figure


def _frame(axes: Axes, title: str, score: str) -> None:
    dress(axes, title=title, xlabel=f"expected {score}", ylabel=f"true {score}")
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
