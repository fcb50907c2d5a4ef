"""The pictures of a fold's best model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from prct.io.atomic_write import output_error
from prct.plots.confidence import plot_confidence
from prct.plots.contact_map import plot_contact_map
from prct.plots.energy import plot_energy
from prct.plots.model import plot_model
from prct.plots.ramachandran import plot_ramachandran
from prct.plots.style import write_png

if TYPE_CHECKING:
    from prct.folding.result import FoldResult


def draw_pictures(result: FoldResult) -> dict[str, Figure]:
    """Draw the best model.

    Returns
    -------
    dict
        A figure for each name of :data:`prct.folding.result.PICTURES`.
    """
    best, target, given = result.best, result.target, result.candidates
    coords = best.structure.coords_a
    title = f"{target.name} · model {best.rank}"
    strength = given.weight if given.are_contacts else 1 / np.maximum(given.length_a, 1.0)
    satisfied = [report["satisfied"] / max(report["restraints"], 1) for report in best.reports]

    def course(name: str) -> list[float]:
        return [report[name] for report in best.reports]

    def resonance() -> dict[str, list[float]]:
        if not best.reports or best.reports[0]["edge_order_parameter"] is None:
            return {}
        strength = {"resonance_strength": course("resonance_strength")}
        edges = course("edge_order_parameter")
        return {**strength, "edge_order_parameter": edges} if max(edges) > min(edges) else strength

    return {
        "energy": plot_energy(
            course("step"),
            course("energy"),
            course("order_parameter"),
            satisfied_share=satisfied if len(given) else None,
            **resonance(),
            temperature_k=course("temperature_k"),
            quenched_kcal=best.energy_kcal,
            title=title,
        ),
        "contact_map": plot_contact_map(
            np.where(np.isnan(coords[:, 4]), coords[:, 1], coords[:, 4]),
            given.residues,
            strength,
            given.satisfied(best.restraint_distances_a),
            target.chain_starts,
            strength_label="weight" if given.are_contacts else "closeness",
            title=title,
        ),
        "ramachandran": plot_ramachandran(best.torsions_rad, target.sequence, title=title),
        "confidence": plot_confidence(best.confidence, target.chain_starts, target.chain_ids, title=title),
        "model": plot_model(best.structure, title=title),
    }


def write_pictures(figures: dict[str, Figure], folder: Path) -> None:
    """Write each as NAME.png; the folder is made where there is none.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise output_error(folder, problem) from None
    for name, figure in figures.items():
        write_png(figure, folder / f"{name}.png")
