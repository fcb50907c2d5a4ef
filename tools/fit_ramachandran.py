"""Fit the Ramachandran surfaces of Eq. 6 and write them as node values for the C++ library.

    PRCT_DATA=../shared/data python tools/fit_ramachandran.py [--pictures DIR]

A class starts from the Top8000 distribution of its kind and is refined by its own residues in the training chains: at
each kernel width h the current density p is multiplied by (n + a) / (N (K_h * p) + a), n the residues seen under the
kernel and a the pseudo-counts that hold a rare residue to its prior. E = -kT_0 ln p, bounded by a floor under p.

Top8000: C. J. Williams et al., MolProbity, Protein Sci. 27, 293 (2018); reference data CC-BY 4.0, Richardson Lab.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.interpolate import CubicSpline
from scipy.optimize import isotonic_regression
from training_chains import DROPPED_FLAGS, Chains, backbone_phases, data_folder, read_split, sha256

ROOT = Path(__file__).resolve().parents[1]
NODES = ROOT / "cpp" / "src" / "parameters" / "ramachandran_nodes.hpp"
PROVENANCE = ROOT / "python" / "prct" / "parameters" / "ramachandran.json"

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
CLASSES = (*RESIDUES, "pre-proline", "pre-proline glycine", "cis-proline")
GRID = 36  # nodes an axis, 10 degrees
FINE = 180  # bins an axis of the Top8000 grids, 2 degrees
KT0 = 0.596  # kcal/mol at 300 K
CAP_KT = 7.0  # floor under p, below the highest p
KERNELS_DEG = (30.0, 15.0, 8.0)
PSEUDO_COUNTS = 5.0
SMOOTH_DEG = 4.0  # removes the steps of the Top8000 grids
TAIL_WEIGHT, TAIL_DEG = 0.02, 40.0  # a broad kernel: forbidden regions slope towards the basins
UNIT = 0.001  # kcal/mol a count in the committed table

GRIDS = {
    "general": "rama8000-general-noGPIVpreP",
    "ileval": "rama8000-ileval-nopreP",
    "glycine": "rama8000-gly-sym",
    "pre-proline": "rama8000-prepro-noGP",
    "trans-proline": "rama8000-transpro",
    "cis-proline": "rama8000-cispro",
}


def grid_path(folder: Path, kind: str) -> Path:
    return folder / "top8000" / f"{GRIDS[kind]}.data.gz"


def kind_of(name: str) -> str:
    """The Top8000 grid a class starts from."""
    special = {"I": "ileval", "V": "ileval", "G": "glycine", "pre-proline glycine": "glycine", "P": "trans-proline"}
    return special.get(name, name if name in GRIDS else "general")


def read_density(path: Path) -> np.ndarray:
    """Density of a Top8000 grid, relative to uniform.

    The file gives each bin the fraction of the data at lower density. Down the ranking that fraction falls by the mass
    of a bin, and the masses may only decrease: their isotonic regression is the density.
    """
    with gzip.open(path, "rt") as f:
        rows = np.array([line.split() for line in f if not line.startswith("#")], dtype=float)
    fraction = np.zeros((FINE, FINE))
    fraction[tuple(((rows[:, k] + 180) // 2).astype(int) for k in (0, 1))] = rows[:, 2]
    order = np.argsort(-fraction.ravel(), kind="stable")
    ranked = fraction.ravel()[order]
    mass = ranked - np.append(ranked[1:], 0.0)
    density = np.empty(FINE * FINE)
    density[order] = isotonic_regression(mass, increasing=False).x
    return (density / density.mean()).reshape(FINE, FINE)


def convolve(values: np.ndarray, width_deg: float) -> tuple[np.ndarray, float]:
    """Values under a von Mises kernel of unit mass, and the kernel's effective share of the torus."""
    line = np.exp((np.cos(2 * np.pi * np.arange(FINE) / FINE) - 1) / np.radians(width_deg) ** 2)
    kernel = np.outer(line, line) / line.sum() ** 2
    out = np.fft.irfft2(np.fft.rfft2(values) * np.fft.rfft2(kernel), (FINE, FINE))
    return np.maximum(out, 0.0), 1.0 / (FINE * FINE * (kernel**2).sum())


def refine(density: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Multiply a prior by what the counts say about it, from the widest kernel to the narrowest."""
    for width in KERNELS_DEG:
        seen, share = convolve(counts * FINE * FINE, width)
        expected = counts.sum() * convolve(density, width)[0]
        density = density * (seen * share + PSEUDO_COUNTS) / (expected * share + PSEUDO_COUNTS)
        density = density / density.mean()
    return density


def spline_basis(degrees: np.ndarray) -> np.ndarray:
    """[len(degrees), GRID]: the periodic cubic spline through unit vectors at the nodes."""
    unit = np.eye(GRID)
    return CubicSpline(np.linspace(-180, 180, GRID + 1), np.vstack([unit, unit[:1]]), bc_type="periodic")(degrees)


def node_values(density: np.ndarray) -> np.ndarray:
    """uint16 [GRID, GRID]: energies at the nodes, in UNIT, by least squares over the torus; the lowest point is 0."""
    smooth = convolve(density, SMOOTH_DEG)[0]
    smooth = (1 - TAIL_WEIGHT) * smooth + TAIL_WEIGHT * convolve(smooth, TAIL_DEG)[0]
    energy = -KT0 * np.log(smooth / smooth.max() + np.exp(-CAP_KT))
    fit = np.linalg.pinv(spline_basis(-179 + 2.0 * np.arange(FINE)))
    nodes = fit @ energy @ fit.T
    dense = spline_basis(np.arange(-180, 180, 1.0))
    nodes -= (dense @ nodes @ dense.T).min()
    return np.round(nodes / UNIT).astype(np.uint16)


def class_masks(chains: Chains) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Phases [R, 2] in rad, and which residues each class is fitted to."""
    phases = backbone_phases(chains)
    letters = np.array(list(chains.sequence))
    complete = np.isfinite(phases).all(axis=1)  # so the next residue is of the same chain
    before_proline = complete & (np.roll(letters, -1) == "P") & (letters != "P")
    cis = np.cos(phases[:, 2]) > 0
    masks = {a: complete & (letters == a) & ~before_proline for a in RESIDUES}
    masks["cis-proline"] = masks["P"] & cis
    masks["P"] = masks["P"] & ~cis
    masks["pre-proline"] = before_proline & (letters != "G")
    masks["pre-proline glycine"] = before_proline & (letters == "G")
    return phases[:, :2], {name: masks[name] for name in CLASSES}


def histogram(phases: np.ndarray) -> np.ndarray:
    bins = (np.degrees(phases) + 180) // 2 % FINE
    return np.histogram2d(bins[:, 0], bins[:, 1], bins=FINE, range=[[0, FINE]] * 2)[0]


def log_likelihood(nodes: np.ndarray, phases: np.ndarray) -> float:
    """Sum of ln p, relative to uniform, of the Boltzmann density of a surface."""
    dense = spline_basis(np.arange(-180, 180, 1.0))
    partition = np.exp(-UNIT / KT0 * (dense @ nodes @ dense.T)).mean()
    x, y = (spline_basis(np.degrees(phases[:, k])) for k in (0, 1))
    return float(-(UNIT / KT0 * np.einsum("ri,ij,rj->r", x, nodes, y) + np.log(partition)).sum())


def held_out(tables: dict[str, np.ndarray], densities: dict[str, np.ndarray], validation: Chains) -> dict[str, float]:
    """Mean ln p per validation residue above the uniform density: the classes, the grids unrefined, one grid."""
    phases, masks = class_masks(validation)
    count = sum(int(m.sum()) for m in masks.values())
    grids = {kind: node_values(density) for kind, density in densities.items()}
    arms = {
        "classes": lambda name: tables[name],
        "top8000_grids_only": lambda name: grids[kind_of(name)],
        "general_grid_only": lambda name: grids["general"],
    }
    means = {
        arm: round(sum(log_likelihood(pick(name), phases[m]) for name, m in masks.items()) / count, 4)
        for arm, pick in arms.items()
    }
    return {"residues": count, **means, "uniform": 0.0}


def write_nodes(tables: dict[str, np.ndarray]) -> None:
    lines = [
        "// Data table: written by tools/fit_ramachandran.py; python/prct/parameters/ramachandran.json says from what.",
        "// From Top8000 reference data, Richardson Lab, CC-BY 4.0, refined per residue.",
        "#pragma once",
        "",
        "#include <cstdint>",
        "",
        "namespace prct {",
        "",
        "/// Energies in units of 0.001 kcal/mol, [class][phi][psi] from -180 degrees.",
        "// clang-format off",
        "inline constexpr std::uint16_t ramachandran_nodes[] = {",
    ]
    for name, nodes in tables.items():
        lines.append(f"// {name}")
        lines += [",".join(map(str, row)) + "," for row in nodes]
    NODES.write_text("\n".join([*lines, "};", "// clang-format on", "", "}  // namespace prct", ""]))


def write_provenance(folder: Path, counts: dict[str, int], chains: Chains, likelihood: dict[str, float]) -> None:
    inputs = [folder / "structures" / n for n in ("train.npz", "val.npz", "index.csv")]
    inputs += [folder / "exclude_when_fitting.csv", *(grid_path(folder, kind) for kind in GRIDS)]
    record = {
        "table": "cpp/src/parameters/ramachandran_nodes.hpp",
        "table_sha256": sha256(NODES),
        "command": "python tools/fit_ramachandran.py",
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "equation": "Eq. 6",
        "options": {
            "grid": GRID, "kt0_kcal": KT0, "cap_kt": CAP_KT, "kernels_deg": KERNELS_DEG, "pseudo_counts": PSEUDO_COUNTS,
            "smooth_deg": SMOOTH_DEG, "tail_weight": TAIL_WEIGHT, "tail_deg": TAIL_DEG, "unit_kcal": UNIT,
            "dropped_flags": DROPPED_FLAGS,
        },
        "inputs_sha256": {str(p.relative_to(folder)): sha256(p) for p in inputs},
        "chains": len(chains.ids),
        "residues_per_class": counts,
        "top8000_grid_per_class": {name: GRIDS[kind_of(name)] for name in CLASSES},
        "held_out_mean_log_likelihood": likelihood,
        "citation": "Top8000 reference data of the Richardson Lab: C. J. Williams et al., MolProbity: More and better "
        "reference data for improved all-atom structure validation, Protein Sci. 27, 293-315 (2018)",
        "licence": "Top8000: CC-BY 4.0; coordinates: Protein Data Bank, CC0",
    }  # fmt: skip
    PROVENANCE.write_text(json.dumps(record, indent=1) + "\n")


def draw(tables: dict[str, np.ndarray], folder: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    frame = (-180, 180, -180, 180)
    dense = spline_basis(np.arange(-180, 180, 2.0))
    figure, axes = plt.subplots(4, 6, figsize=(24, 16), layout="constrained")
    for ax in axes.flat[len(tables) :]:
        ax.axis("off")
    for ax, (name, nodes) in zip(axes.flat, tables.items(), strict=False):
        surface = UNIT / KT0 * (dense @ nodes @ dense.T)
        image = ax.imshow(surface.T, origin="lower", extent=frame, cmap="viridis_r", vmin=0, vmax=CAP_KT)
        ax.contour(surface.T, levels=range(1, 7), extent=frame, colors="k", linewidths=0.5)
        ax.set_title(f"{name}  {surface.min():.2f} to {surface.max():.2f} kT")
    figure.colorbar(image, ax=axes, label="kT")
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "ramachandran.png", dpi=60)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, help="folder for a picture of every surface")
    options = parser.parse_args()
    folder = data_folder()
    densities = {kind: read_density(grid_path(folder, kind)) for kind in GRIDS}
    chains = read_split(folder, "train")
    phases, masks = class_masks(chains)
    counts = {name: histogram(phases[mask]) for name, mask in masks.items()}
    tables = {name: node_values(refine(densities[kind_of(name)], counts[name])) for name in CLASSES}
    write_nodes(tables)
    likelihood = held_out(tables, densities, read_split(folder, "val"))
    write_provenance(folder, {k: int(v.sum()) for k, v in counts.items()}, chains, likelihood)
    print(json.dumps(likelihood), f"{NODES.stat().st_size} bytes")
    if options.pictures:
        draw(tables, options.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
