"""Draw docs/images/ubiquitin.png: the example folded with defaults, its contact map beside it.

Usage: python tools/draw_readme_picture.py [--out docs/images/ubiquitin.png] [--threads 2]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from prct.folding.pipeline import fold
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints
from prct.plots.contact_map import draw_contact_map
from prct.plots.model import confidence_bar, draw_model
from prct.plots.style import INK, TITLE_SIZE, new_figure, write_png

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "ubiquitin"


def main() -> None:
    """Fold, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=EXAMPLE.parents[1] / "docs" / "images" / "ubiquitin.png")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    target, _ = read_fasta(EXAMPLE / "sequence.fasta")
    restraints = read_restraints(EXAMPLE / "contacts.rr", target)
    result = fold(target, restraints, threads=options.threads)
    best, given = result.best, result.candidates
    coords = best.structure.coords_a
    cb = np.where(np.isnan(coords[:, 4]), coords[:, 1], coords[:, 4])
    starts = target.chain_starts
    figure = new_figure(10.0, 5.2)
    figure.set_layout_engine("none")
    left, right = figure.add_axes((0.0, 0.02, 0.52, 0.9)), figure.add_axes((0.575, 0.13, 0.39, 0.75))
    draw_model(left, best.structure)
    confidence_bar(figure, left)
    draw_contact_map(right, cb, given.residues, given.weight, given.satisfied(best.restraint_distances_a), starts)
    figure.suptitle(
        f"Ubiquitin ({len(cb)} residues) folded from {len(given)} contacts",
        x=0.02, ha="left", fontsize=TITLE_SIZE + 1, fontweight="bold", color=INK,
    )  # fmt: skip
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_png(figure, options.out)
    print(f"{options.out}: {options.out.stat().st_size} bytes, satisfied {best.satisfied:.3f}")


if __name__ == "__main__":
    main()
