"""Seconds against accuracy of choices that were measured."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import ArrayLike

from prct.plots.style import BLUE, INK, ORANGE, QUIET, TICK_SIZE, dress, new_figure


def plot_pareto(seconds: ArrayLike, tm: ArrayLike, start: int, chosen: int, *, title: str = "") -> Figure:
    """Draw mean CPU seconds and TM-score of each choice; a step line joins those that no other beats in both.

    Parameters
    ----------
    seconds, tm : array [M]
    start, chosen : int
        Which is where the search began, and which was taken.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_pareto([4.0, 2.0, 1.0], [0.9, 0.9, 0.7], start=0, chosen=1)
    >>> figure.axes[0].get_xlabel()
    'CPU seconds a fold'
    """
    x, y = np.asarray(seconds, float), np.asarray(tm, float)
    figure = new_figure(6.4, 4.6)
    axes = figure.subplots()
    dress(axes, title=title or "Choices measured", xlabel="CPU seconds a fold", ylabel="TM-score of the first model")
    front = unbeaten(x, y)
    axes.step(x[front], y[front], where="post", color=QUIET, linewidth=1)
    axes.plot(x, y, linestyle="", marker="o", markersize=5, color=BLUE, alpha=0.75, label="measured")
    axes.plot(x[start], y[start], linestyle="", marker="s", markersize=8, color=INK, label="before")
    axes.plot(x[chosen], y[chosen], linestyle="", marker="D", markersize=8, color=ORANGE, label="chosen")
    axes.set_xscale("log")
    axes.xaxis.set(
        major_locator=LogLocator(subs=(1, 2, 5)),
        major_formatter=FuncFormatter(lambda value, _: f"{value:g}"),
        minor_formatter=NullFormatter(),
    )
    axes.legend(frameon=False, fontsize=TICK_SIZE, labelcolor=INK, loc="lower right")
    return figure


def unbeaten(seconds: np.ndarray, tm: np.ndarray) -> np.ndarray:
    """Choices that none beats in both, from the fastest to the most accurate, int64 [F].

    Examples
    --------
    >>> unbeaten(np.array([4.0, 2.0, 3.0, 1.0]), np.array([0.9, 0.8, 0.7, 0.5])).tolist()
    [3, 1, 0]
    """
    order = np.lexsort((-tm, seconds))
    best = np.maximum.accumulate(np.r_[-np.inf, tm[order][:-1]])
    return order[tm[order] > best]
