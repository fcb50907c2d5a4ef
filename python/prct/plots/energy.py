"""Energy and order parameters over the steps of a trajectory (Eqs. 4, 14, 15)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.plots.style import BLUE, GOLD, GREEN, INK, ORANGE, QUIET, TICK_SIZE, VIOLET, dress, new_figure


def plot_energy(
    step: ArrayLike,
    energy_kcal: ArrayLike,
    order_parameter: ArrayLike,
    *,
    edge_order_parameter: ArrayLike | None = None,
    resonance_strength: ArrayLike | None = None,
    satisfied_share: ArrayLike | None = None,
    temperature_k: ArrayLike | None = None,
    quenched_kcal: float | None = None,
    title: str = "",
) -> Figure:
    """Draw the course of one trajectory.

    Parameters
    ----------
    step : array [F]
    energy_kcal : array [F]
        Potential energy under the scales of each step, which grow while the temperature falls.
    order_parameter : array [F]
        Φ of the backbone phases, 0-1.
    edge_order_parameter, resonance_strength, satisfied_share : array [F], optional
        Φ of the contact phases; |Ψ| of Eq. 15 as a share of Σ α τ; restraints satisfied, 0-1.
    temperature_k : array [F], optional
    quenched_kcal : float, optional
        Energy of the finished model, drawn as a line.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_energy([0, 250, 500], [90.0, 40.0, 12.0], [0.1, 0.2, 0.3], title="one")
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['energy (kcal/mol)', 'share']
    """
    steps = np.asarray(step, dtype=float)
    figure = new_figure(7.2, 5.0)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    dress(upper, title=title, ylabel="energy (kcal/mol)")
    upper.plot(steps, energy_kcal, color=BLUE, linewidth=2, marker="o", markersize=3.5)
    if quenched_kcal is not None:
        upper.axhline(quenched_kcal, color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
        upper.annotate(
            f"quenched {quenched_kcal:.1f}", (0.0, quenched_kcal), xycoords=("axes fraction", "data"), xytext=(6, 4),
            textcoords="offset points", fontsize=TICK_SIZE, color=QUIET,
        )  # fmt: skip
    if temperature_k is not None:
        _temperature(upper, steps, temperature_k)
    dress(lower, xlabel="step", ylabel="share")
    lower.set_ylim(-0.03, 1.05)
    for values, name, colour in (
        (satisfied_share, "restraints satisfied", GREEN),
        (edge_order_parameter, "Φ of the contacts", VIOLET),
        (resonance_strength, "|Ψ| of the contacts", ORANGE),
        (order_parameter, "Φ of the backbone", INK),
    ):
        if values is not None:
            lower.plot(steps, values, color=colour, linewidth=1.8, marker="o", markersize=3, label=name)
    lower.legend(loc="best", fontsize=TICK_SIZE, frameon=False, labelcolor=INK)
    return figure


def _temperature(axes: Axes, steps: np.ndarray, temperature_k: ArrayLike) -> None:
    """On an axis of its own at the right."""
    right = axes.twinx()
    dress(right, ylabel="temperature (K)", grid=False)
    right.spines["right"].set(visible=True, color=QUIET, linewidth=0.8)
    right.plot(steps, temperature_k, color=GOLD, linewidth=1.5, linestyle=(0, (1, 1.2)))
    right.set_ylim(bottom=0)
