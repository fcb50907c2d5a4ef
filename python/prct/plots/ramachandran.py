"""Backbone phases of a model over the shipped Ramachandran surface (Eqs. 1, 6)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from prct.parameters.ramachandran import CLASSES, KT_KCAL, ramachandran_energy
from prct.plots.style import GOLD, INK, ORANGE, QUIET, SURFACE, TICK_SIZE, dress, new_figure

GENERAL = tuple(CLASSES.index(letter) for letter in "ACDEFHKLMNQRSTWY")
"""Residues drawn as one surface: all but glycine, proline and the β-branched I and V, which have their own."""
GRID_DEGREES = 2
LEVELS_KCAL = (0.0, 0.6, 1.2, 1.8, 2.4, 3.0, 3.6)


def general_surface() -> tuple[np.ndarray, np.ndarray]:
    """Free energy of the general residue at 300 K.

    Returns
    -------
    degrees : float64 [181]
        φ and ψ from -180 to 180.
    energy_kcal : float64 [181, 181]
        -kT ln of the mean density of the general residues, lowest point 0; rows φ, columns ψ.

    Examples
    --------
    >>> degrees, energy = general_surface()
    >>> phi, psi = np.unravel_index(energy.argmin(), energy.shape)
    >>> bool(-75 < degrees[phi] < -50 and -55 < degrees[psi] < -30)
    True
    """
    degrees = np.arange(-180.0, 181.0, GRID_DEGREES)
    phases = np.radians(np.stack(np.meshgrid(degrees, degrees, indexing="ij"), axis=-1).reshape(-1, 2))
    density = np.zeros(len(phases))
    for index in GENERAL:
        weight = np.exp(-ramachandran_energy(np.full(len(phases), index), phases)[:, 0] / KT_KCAL)
        density += weight / weight.sum()
    return degrees, -KT_KCAL * np.log(density / density.max()).reshape(len(degrees), -1)


def plot_ramachandran(torsions_rad: ArrayLike, sequence: str, *, title: str = "") -> Figure:
    """Draw φ, ψ of every residue that has both.

    Parameters
    ----------
    torsions_rad : array [L, 2 or more]
        φ, ψ, ...; NaN at chain ends.
    sequence : str
        One-letter codes, length L; glycine and proline are marked.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> plot_ramachandran([[float("nan"), 2.0], [-1.1, -0.7]], "GA").axes[0].get_xlabel()
    'φ (degrees)'
    """
    phi, psi = np.degrees(np.asarray(torsions_rad, dtype=float)[:, :2].T)
    letters = np.frombuffer(sequence.encode(), "S1")
    degrees, energy = general_surface()
    figure = new_figure(5.6, 4.8)
    axes = figure.subplots()
    dress(axes, title=title, xlabel="φ (degrees)", ylabel="ψ (degrees)", grid=False)
    filled = axes.contourf(degrees, degrees, energy.T, levels=LEVELS_KCAL, cmap=SURFACE)
    axes.contour(degrees, degrees, energy.T, levels=LEVELS_KCAL[1:], colors="white", linewidths=0.5)
    axes.axhline(0, color=QUIET, linewidth=0.5)
    axes.axvline(0, color=QUIET, linewidth=0.5)
    glycine, proline = letters == b"G", letters == b"P"
    size = float(np.clip(2500 / max(len(letters), 1), 4, 26))
    for mask, name, marker, colour in (
        (~glycine & ~proline, "others", "o", INK),
        (glycine, "glycine", "^", ORANGE),
        (proline, "proline", "s", GOLD),
    ):
        shown = mask & np.isfinite(phi) & np.isfinite(psi)
        if shown.any():
            axes.scatter(
                phi[shown], psi[shown], s=size, marker=marker, color=colour, edgecolor="white", linewidth=0.5,
                label=f"{name} ({int(shown.sum())})", zorder=3,
            )  # fmt: skip
    axes.set(
        xlim=(-180, 180), ylim=(-180, 180), xticks=range(-180, 181, 60), yticks=range(-180, 181, 60), aspect="equal"
    )
    axes.legend(loc="lower right", fontsize=TICK_SIZE, framealpha=0.9, edgecolor="none", labelcolor=INK)
    bar = figure.colorbar(filled, ax=axes, shrink=0.8, aspect=26, pad=0.02)
    bar.set_label("free energy, general residue (kcal/mol)", fontsize=TICK_SIZE, color=INK)
    bar.ax.tick_params(labelsize=TICK_SIZE - 1, color=QUIET, labelcolor=INK)
    bar.outline.set_visible(False)
    return figure
