"""Confidence along the chains (Eq. 34)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.plots.style import CONFIDENCE, INK, LABEL_SIZE, QUIET, TICK_SIZE, dress, new_figure

MOST_BARS = 2000
"""Longer targets are averaged over neighbours into so many bars; a picture has no more pixels."""


def plot_confidence(
    confidence: ArrayLike, chain_starts: ArrayLike, chain_ids: Sequence[str], *, title: str = ""
) -> Figure:
    """Draw the confidence of every residue.

    Parameters
    ----------
    confidence : array [L]
        0-100.
    chain_starts : array [n_chains + 1]
        Offsets of the chains, the last one L.
    chain_ids : sequence of str
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> plot_confidence([90.0, 70.0, 40.0], [0, 2, 3], ["A", "B"]).axes[0].get_ylabel()
    'confidence'
    """
    values = np.asarray(confidence, dtype=float)
    starts = np.asarray(chain_starts, dtype=int)
    length = len(values)
    figure = new_figure(7.2, 3.0)
    axes = figure.subplots()
    dress(axes, title=title, xlabel="residue", ylabel="confidence")
    edges = np.linspace(0, length, min(length, MOST_BARS) + 1).astype(int)
    heights = np.add.reduceat(values, edges[:-1]) / np.diff(edges)
    axes.bar(
        edges[:-1] + 0.5, heights, width=np.diff(edges), align="edge", color=CONFIDENCE(heights / 100), linewidth=0
    )
    axes.stairs(heights, edges + 0.5, color=INK, linewidth=0.7, baseline=None)
    axes.axhline(values.mean(), color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        f"mean {values.mean():.0f}", (1.0, values.mean()), xycoords=("axes fraction", "data"), xytext=(4, 0),
        textcoords="offset points", va="center", fontsize=TICK_SIZE, color=QUIET, annotation_clip=False,
    )  # fmt: skip
    axes.set(xlim=(0.5, length + 0.5), ylim=(0, 100))
    if len(chain_ids) > 1:
        for start in starts[1:-1]:
            axes.axvline(start + 0.5, color=INK, linewidth=1.2)
        for name, start, end in zip(chain_ids, starts, starts[1:], strict=False):
            axes.text((start + end + 1) / 2, 101, name, ha="center", va="bottom", fontsize=LABEL_SIZE, color=INK)
        axes.set_xlabel("residue, chains one after another")
    return figure
