"""Predicted contact probabilities, the likeliest pairs marked."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.plots.style import BLUE, INK, PROBABILITY, QUIET, TICK_SIZE, dress, new_figure

LOWEST_SHOWN = 0.02


def plot_probability_map(probability: ArrayLike, *, title: str = "") -> Figure:
    """Draw probabilities below the diagonal and the L likeliest pairs above it.

    Parameters
    ----------
    probability : array [L, L]
        Symmetric; NaN where nothing is known.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> probability = np.full((20, 20), np.nan)
    >>> probability[2, 15] = probability[15, 2] = 0.9
    >>> plot_probability_map(probability).axes[0].get_legend().get_texts()[0].get_text()
    'the 1 likeliest pairs'
    """
    known = np.asarray(probability, float)
    length = len(known)
    i, j = np.nonzero(np.triu(np.nan_to_num(known) >= LOWEST_SHOWN))
    likeliest = np.argsort(-known[i, j], kind="stable")[:length]
    figure = new_figure(6.6, 6.4)
    axes = figure.subplots()
    dress(axes, title=title, xlabel="residue", ylabel="residue", grid=False)
    extent = (0.5, length + 0.5, length + 0.5, 0.5)
    shown = np.ma.masked_invalid(np.where(np.tri(length, dtype=bool), known, np.nan))
    image = axes.imshow(shown, cmap=PROBABILITY, vmin=0.0, vmax=1.0, extent=extent, interpolation="nearest")
    axes.scatter(
        j[likeliest] + 1,
        i[likeliest] + 1,
        s=max(4.0, 900.0 / max(length, 1)),
        marker="s",
        color=BLUE,
        linewidths=0,
        label=f"the {len(likeliest)} likeliest pairs",
    )
    axes.plot([0.5, length + 0.5], [0.5, length + 0.5], color=QUIET, linewidth=0.8)
    axes.set(xlim=(0.5, length + 0.5), ylim=(length + 0.5, 0.5))
    axes.legend(loc="upper right", fontsize=TICK_SIZE, frameon=False, labelcolor=INK)
    bar = figure.colorbar(image, ax=axes, shrink=0.8)
    bar.set_label("probability of a contact (CB-CB < 8 Å)", fontsize=TICK_SIZE, color=INK)
    bar.outline.set(edgecolor=QUIET, linewidth=0.8)
    bar.ax.tick_params(labelsize=TICK_SIZE, labelcolor=INK)
    return figure
