"""A ribbon picture of a model, coloured by confidence: orthographic, seen along its smallest principal axis."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure

from prct.core.structure import Structure
from prct.plots.ribbon import Ribbon, make_ribbon
from prct.plots.style import CONFIDENCE, INK, QUIET, TICK_SIZE, TITLE_SIZE, new_figure

LIGHT = np.array([-0.45, 0.6, 0.66])
AMBIENT = 0.42
SHINE = 0.35
SHINE_POWER = 24
FADE = 0.45
"""Share of white at the far end."""
OUTLINE_A = 0.16
OUTLINE_INK = "#1d2a35"
MARGIN_A = 3.0


def plot_model(structure: Structure, *, title: str = "") -> Figure:
    """Draw all chains of a model.

    Parameters
    ----------
    structure : Structure
        With finite N, CA, C, O; without confidence it is drawn as wholly trusted.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        When no chain has two residues with finite CA and O.
    """
    figure = new_figure(6.4, 6.4)
    axes = figure.subplots()
    draw_model(axes, structure)
    if title:
        axes.set_title(title, fontsize=TITLE_SIZE, color=INK, loc="left", fontweight="bold")
    confidence_bar(figure, axes)
    return figure


def draw_model(axes: Axes, structure: Structure) -> None:
    """Draw into an axes of a composed figure; see `plot_model`."""
    ribbons = []
    confidence = np.full(len(structure.sequence), 100.0) if structure.confidence is None else structure.confidence
    whole = np.isfinite(structure.coords_a[:, 1:4]).all(axis=(1, 2))
    for chain in range(len(structure.chain_ids)):
        rows = np.flatnonzero((structure.chain_index == chain) & whole)
        if len(rows) >= 2:
            coords = structure.coords_a[rows]
            ribbons.append((make_ribbon(coords[:, 1], coords[:, 3] - coords[:, 2]), confidence[rows]))
    if not ribbons:
        raise ValueError("no chain has two residues with finite CA, C and O; give a backbone")
    centre, turn = _view(structure.coords_a[whole, 1])
    polygons, colours, depth = _scene(ribbons, centre, turn)
    order = np.argsort(depth, kind="stable")
    faces = PolyCollection(
        list(polygons[order]), facecolors=colours[order], edgecolors=colours[order], linewidths=0.25, joinstyle="round"
    )
    axes.add_collection(faces)
    low, high = polygons.min(axis=(0, 1)) - MARGIN_A, polygons.max(axis=(0, 1)) + MARGIN_A
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    axes.set_axis_off()


def confidence_bar(figure: Figure, axes: Axes) -> None:
    """The colours of confidence, under an axes."""
    colours = ScalarMappable(Normalize(0, 100), CONFIDENCE)
    bar = figure.colorbar(colours, ax=axes, orientation="horizontal", shrink=0.42, aspect=24, pad=0.01)
    bar.set_label("confidence", fontsize=TICK_SIZE, color=INK)
    bar.set_ticks([0, 50, 100])
    bar.ax.tick_params(labelsize=TICK_SIZE, color=QUIET, labelcolor=INK)
    bar.outline.set_visible(False)


def _view(ca_a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre and rotation (rows: right, up, towards the eye) with the longest axis upright; never a mirror image."""
    centre = ca_a.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((ca_a - centre).T))
    up, right = axes[:, 2], axes[:, 1]
    up = up if up @ (ca_a[-1] - ca_a[0]) >= 0 else -up
    right = right if right @ (ca_a[len(ca_a) // 2] - centre) >= 0 else -right
    return centre, np.stack([right, up, np.cross(right, up)])


def _scene(
    ribbons: list[tuple[Ribbon, np.ndarray]], centre: np.ndarray, turn: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Quads [P, 4, 2] on the screen, their colours [P, 3] and depths [P], outlines included."""
    polygons, colours, depths = [], [], []
    for ribbon, confidence in ribbons:
        points = (ribbon.points_a - centre) @ turn.T
        normals = ribbon.normals @ turn.T
        base = CONFIDENCE(np.interp(ribbon.residue, np.arange(len(confidence)), confidence) / 100)[:, :3]
        for offset, outline in ((OUTLINE_A, True), (0.0, False)):
            quads, facing = _quads(points + offset * normals), _quads(normals).mean(axis=1)
            shown = (facing[:, 2] < 0) if outline else (facing[:, 2] >= -0.2)
            shades = np.tile(to_rgb(OUTLINE_INK), (len(quads), 1)) if outline else _shade(base, facing, points.shape[1])
            polygons.append(quads[shown])
            colours.append(shades[shown])
            depths.append(quads[shown][:, :, 2].mean(axis=1))
        for section, outward in ((points[0], -1), (points[-1], 1)):
            cap = section[np.linspace(0, len(section), 4, endpoint=False).astype(int)][None]
            polygons.append(cap)
            colours.append(base[[0 if outward < 0 else -1]])
            depths.append(cap[:, :, 2].mean(axis=1))
    depth = np.concatenate(depths)
    near = (depth - depth.min()) / max(np.ptp(depth), 1e-9)
    colour = np.concatenate(colours)
    return np.concatenate(polygons)[:, :, :2], 1 - (1 - colour) * (1 - FADE * (1 - near[:, None])), depth


def _quads(grid: np.ndarray) -> np.ndarray:
    """[P, 4, 3]: the cells between neighbouring sections and neighbouring points of a section."""
    ahead, beside = grid[1:], np.roll(grid, -1, axis=1)
    return np.stack([grid[:-1], beside[:-1], beside[1:], ahead], axis=2).reshape(-1, 4, 3)


def _shade(base: np.ndarray, normals: np.ndarray, corners: int) -> np.ndarray:
    """[P, 3]: a matt surface with a soft highlight."""
    unit = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    light = LIGHT / np.linalg.norm(LIGHT)
    half = light + np.array([0.0, 0.0, 1.0])
    half /= np.linalg.norm(half)
    matt = AMBIENT + (1 - AMBIENT) * np.clip(0.5 + 0.5 * unit @ light, 0, 1)
    shine = SHINE * np.clip(unit @ half, 0, 1) ** SHINE_POWER
    colour = np.repeat((base[:-1] + base[1:]) / 2, corners, axis=0)
    return np.clip(colour * matt[:, None] * 1.08 + shine[:, None], 0, 1)
