"""One look for all pictures: colours that the colour-blind tell apart, quiet axes, files that repeat byte for byte."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from prct.io.atomic_write import atomic_path

INK = "#22303c"
QUIET = "#8795a1"
GRID = "#e6eaee"
BLUE = "#0f5f9e"
ORANGE = "#d9691a"
GREEN = "#1b8a6b"
GOLD = "#e0a526"
VIOLET = "#8a4f8f"
SURFACE = LinearSegmentedColormap.from_list("surface", ["#3f86b8", "#8dbbd9", "#c9dfee", "#e6f0f7", "#f6fafc"])
PROBABILITY = LinearSegmentedColormap.from_list("probability", ["#ffffff", "#bcd8ea", "#5b9bc8", BLUE, "#0a2f52"])
CONFIDENCE = LinearSegmentedColormap.from_list(
    "confidence",
    [(0.0, "#a63c1e"), (0.45, "#e48a3a"), (0.65, "#f5dfae"), (0.74, "#c9dbe8"), (0.84, "#6aaedb"), (1.0, "#123f8c")],
)
"""Orange for doubt, blue for trust, told apart under red-green blindness; 0-100 mapped to 0-1."""
PIXELS_PER_INCH = 160
MARGIN_IN = 0.12
TITLE_SIZE = 12.0
LABEL_SIZE = 10.0
TICK_SIZE = 9.0


def new_figure(width_in: float, height_in: float) -> Figure:
    """A white figure with its own Agg canvas.

    Examples
    --------
    >>> new_figure(4, 3).get_size_inches().tolist()
    [4.0, 3.0]
    """
    layout = ConstrainedLayoutEngine(w_pad=MARGIN_IN, h_pad=MARGIN_IN)
    figure = Figure(figsize=(width_in, height_in), dpi=PIXELS_PER_INCH, facecolor="white", layout=layout)
    FigureCanvasAgg(figure)
    return figure


def dress(axes: Axes, *, title: str = "", xlabel: str = "", ylabel: str = "", grid: bool = True) -> None:
    """Give an axes the look of the house."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=QUIET, linewidth=0.8)
    axes.tick_params(labelsize=TICK_SIZE, color=QUIET, labelcolor=INK, length=3, width=0.8)
    axes.set_xlabel(xlabel, fontsize=LABEL_SIZE, color=INK)
    axes.set_ylabel(ylabel, fontsize=LABEL_SIZE, color=INK)
    if title:
        axes.set_title(title, fontsize=TITLE_SIZE, color=INK, loc="left", fontweight="bold", pad=10)
    if grid:
        axes.grid(True, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def write_png(figure: Figure, path: str | Path) -> None:
    """Write as PNG; the same figure gives the same bytes.

    Raises
    ------
    OutputError
        Naming `path`, the reason and the remedy.
    """
    with atomic_path(path) as temporary:
        figure.savefig(temporary, format="png", metadata={"Software": None})
