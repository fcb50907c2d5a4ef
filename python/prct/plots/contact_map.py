"""Given restraints above the diagonal, made contacts below it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from prct.plots.style import BLUE, GREEN, INK, ORANGE, QUIET, TICK_SIZE, TITLE_SIZE, dress, new_figure

CONTACT_A = 8.0
"""CB-CB distance of a contact."""
LEAST_SEPARATION = 6
"""Made contacts of nearer residues of a chain say little about the fold and are not drawn."""
MOST_CELLS = 1200
"""Longer targets share cells; a picture has no more pixels."""
FAINTEST = 0.25
"""Ink of a restraint of no weight."""


def plot_contact_map(
    cb_a: ArrayLike,
    pairs: ArrayLike,
    strength: ArrayLike,
    locked: ArrayLike,
    chain_starts: ArrayLike,
    *,
    strength_label: str = "weight",
    title: str = "",
) -> Figure:
    """Draw what was given and what the model made of it.

    Parameters
    ----------
    cb_a : array [L, 3]
        CB of every residue in Å, CA for glycine; NaN rows make no contact.
    pairs : int array [M, 2]
        0-based residues of the restraints, in any order.
    strength : array [M]
        Ink of a restraint: its weight or probability, or for distances something that falls with the distance. The
        greatest is drawn full.
    locked : bool array [M]
        True where the model satisfies the restraint.
    chain_starts : array [n_chains + 1]
        Offsets of the chains, the last one L.
    strength_label, title : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> line = [[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]]
    >>> figure = plot_contact_map(line, [[0, 3]], [1.0], [True], [0, 4])
    >>> figure.axes[0].get_legend().get_texts()[0].get_text()
    'given, locked (1)'
    """
    figure = new_figure(6.2, 6.8)
    draw_contact_map(figure.subplots(), cb_a, pairs, strength, locked, chain_starts, strength_label)
    if title:
        figure.suptitle(title, x=0.08, ha="left", fontsize=TITLE_SIZE, fontweight="bold", color=INK)
    return figure


def draw_contact_map(
    axes: Axes,
    cb_a: ArrayLike,
    pairs: ArrayLike,
    strength: ArrayLike,
    locked: ArrayLike,
    chain_starts: ArrayLike,
    strength_label: str = "weight",
) -> None:
    """Draw into an axes of a composed figure; see `plot_contact_map`."""
    residues = np.sort(np.asarray(pairs, dtype=int).reshape(-1, 2), axis=1)
    ink = np.asarray(strength, dtype=float)
    held = np.asarray(locked, dtype=bool)
    starts = np.asarray(chain_starts, dtype=int)
    length = int(starts[-1])
    made = contacts(np.asarray(cb_a, dtype=float), starts)
    given = np.isin(made @ [length, 1], residues @ [length, 1])
    note = f"above: given (darker = greater {strength_label}) · below: made (CB-CB < {CONTACT_A:g} Å)"
    dress(axes, xlabel=f"residue\n{note}", ylabel="residue", grid=False)
    axes.xaxis.label.set(fontsize=TICK_SIZE)
    cells = min(length, MOST_CELLS)
    image = np.ones((cells, cells, 3))
    for chosen, colour in ((~held, ORANGE), (held, BLUE)):
        _fill(image, residues[chosen], _shades(colour, ink[chosen], ink.max(initial=0.0)), length)
    for chosen, colour in ((~given, QUIET), (given, GREEN)):
        _fill(image, made[chosen][:, ::-1], np.tile(to_rgb(colour), (int(chosen.sum()), 1)), length)
    extent = (0.5, length + 0.5, length + 0.5, 0.5)
    axes.imshow(image, extent=extent, interpolation="nearest", zorder=0)
    axes.plot([0.5, length + 0.5], [0.5, length + 0.5], color=QUIET, linewidth=0.8)
    for start in starts[1:-1]:
        axes.axhline(start + 0.5, color=INK, linewidth=0.8)
        axes.axvline(start + 0.5, color=INK, linewidth=0.8)
    _explain(axes, held, given)


def contacts(cb_a: np.ndarray, chain_starts: np.ndarray) -> np.ndarray:
    """int [K, 2]: pairs (i < j) with CB nearer than 8 Å, but for near neighbours of a chain."""
    finite = np.flatnonzero(np.isfinite(cb_a).all(axis=1))
    if not len(finite):
        return np.zeros((0, 2), dtype=int)
    found = np.sort(finite[cKDTree(cb_a[finite]).query_pairs(CONTACT_A, output_type="ndarray")].reshape(-1, 2), axis=1)
    chain = np.searchsorted(chain_starts, found, side="right")
    far = (chain[:, 0] != chain[:, 1]) | (found[:, 1] - found[:, 0] >= LEAST_SEPARATION)
    return found[far]


def _shades(colour: str, ink: np.ndarray, most: float) -> np.ndarray:
    """[M, 3]: the colour on white, fainter where there is less ink."""
    share = FAINTEST + (1 - FAINTEST) * (ink / most if most > 0 else ink * 0)
    return 1 - share[:, None] * (1 - np.array(to_rgb(colour)))


def _fill(image: np.ndarray, pairs: np.ndarray, colours: np.ndarray, length: int) -> None:
    """Colour the cells of pairs (row, column); the darkest pair of a cell is drawn last."""
    order = np.argsort(-colours.sum(axis=1), kind="stable")
    cells = pairs[order] * len(image) // length
    image[cells[:, 0], cells[:, 1]] = colours[order]


def _explain(axes: Axes, held: np.ndarray, given: np.ndarray) -> None:
    handles = [
        Patch(color=BLUE, label=f"given, locked ({int(held.sum())})"),
        Patch(color=ORANGE, label=f"given, not locked ({int((~held).sum())})"),
        Patch(color=GREEN, label=f"made, given ({int(given.sum())})"),
        Patch(color=QUIET, label=f"made, not given ({int((~given).sum())})"),
    ]
    axes.legend(
        handles=handles,
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, fontsize=TICK_SIZE, frameon=False,
        labelcolor=INK, handlelength=1.0, handleheight=1.0, columnspacing=2.5, handletextpad=0.5,
    )  # fmt: skip
