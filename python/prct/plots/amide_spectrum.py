"""The amide-I band and the lines under it (Eq. 24e)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.plots.style import BLUE, INK, ORANGE, QUIET, TICK_SIZE, dress, new_figure

STICK_SHARE = 0.9
"""Height of the strongest line, of that of the band."""


def plot_amide_spectrum(
    wavenumber_cm1: ArrayLike,
    absorbance: ArrayLike,
    energy_cm1: ArrayLike,
    strength: ArrayLike,
    *,
    title: str = "",
) -> Figure:
    """Draw a band as spectroscopists do, wave numbers falling to the right, with its lines as sticks.

    Parameters
    ----------
    wavenumber_cm1, absorbance : array [M]
        The band; drawn relative to its maximum.
    energy_cm1, strength : array [K]
        The lines; the strongest is drawn 0.9 high.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_amide_spectrum([1640.0, 1650.0, 1660.0], [0.1, 0.4, 0.1], [1650.0], [0.08])
    >>> figure.axes[0].texts[0].get_text()
    '1650 cm⁻¹'
    """
    axis, band = np.asarray(wavenumber_cm1, float), np.asarray(absorbance, float)
    sticks = np.asarray(strength, float)
    figure = new_figure(6.6, 4.0)
    axes = figure.subplots()
    dress(axes, title=title, xlabel="wave number (cm⁻¹)", ylabel="absorbance (relative)")
    band = band / band.max()
    axes.fill_between(axis, band, color=BLUE, alpha=0.10, linewidth=0)
    axes.vlines(
        np.asarray(energy_cm1, float), 0.0, STICK_SHARE * sticks / sticks.max(), color=ORANGE, linewidth=1.2,
        label="exciton states",
    )  # fmt: skip
    axes.plot(axis, band, color=BLUE, linewidth=2, label="band")
    highest = int(np.argmax(band))
    axes.annotate(
        f"{axis[highest]:.0f} cm⁻¹", (axis[highest], 1.0), xytext=(0, 5), textcoords="offset points", ha="center",
        fontsize=TICK_SIZE, color=INK,
    )  # fmt: skip
    axes.axhline(0.0, color=QUIET, linewidth=0.8)
    axes.set(xlim=(axis[-1], axis[0]), ylim=(-0.02, 1.12))
    axes.legend(loc="upper left", fontsize=TICK_SIZE, frameon=False, labelcolor=INK)
    return figure
