"""Measure the sites of Eq. 2 and 7 on experimental chains: side-chain distances, excluded volume, bonded geometry.

    PRCT_DATA=../shared/data python tools/fit_site_statistics.py

Writes python/prct/parameters/site_statistics.json and cpp/include/prct/parameters/site_table.h.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import gemmi
import numpy as np
from site_measures import (
    CUTOFF_A,
    RESIDUES,
    SC_SIZES,
    SITES,
    Backbone,
    bonded_geometry,
    contact_histograms,
    hydrogen_bonds,
    place_cb,
    quantile,
    summary,
    trace_distances,
    unit,
)
from training_chains import DROPPED_FLAGS, data_folder, read_split, sha256

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "python" / "prct" / "parameters" / "site_statistics.json"
HEADER = ROOT / "cpp" / "include" / "prct" / "parameters" / "site_table.h"

SIDE_CHAIN_ATOMS = dict(zip(RESIDUES, (1, 2, 4, 5, 7, 0, 6, 4, 5, 4, 4, 4, 3, 5, 7, 2, 3, 3, 10, 8), strict=True))
BACKBONE_ATOMS = {"N", "CA", "C", "O", "OXT"}
QUANTILES = (0.0001, 0.005, 0.01, 0.05)
SIGMA_QUANTILE = 0.01  # of the pairs within CUTOFF_A, |i - j| >= 3


def side_chains(files: list[Path]) -> dict[str, np.ndarray]:
    """For each residue type [n, 3]: centroid of the side-chain heavy atoms (CB included) relative to CA.

    Columns: projection on the CA-CB ray of Eq. 2, distance, distance from the ray. A chain sequence counts once.
    """
    rows: dict[str, list] = {a: [] for a in RESIDUES}
    seen: set[str] = set()
    for path in files:
        structure = gemmi.read_structure(str(path))
        structure.setup_entities()
        structure.remove_alternative_conformations()
        structure.remove_hydrogens()
        structure.remove_ligands_and_waters()
        for chain in structure[0]:
            sequence = gemmi.one_letter_code([residue.name for residue in chain])
            if sequence in seen:
                continue
            seen.add(sequence)
            for residue, letter in zip(chain, sequence, strict=True):
                atoms = {atom.name: np.array(atom.pos.tolist()) for atom in residue}
                side = [xyz for name, xyz in atoms.items() if name not in BACKBONE_ATOMS]
                complete = letter in rows and len(side) == SIDE_CHAIN_ATOMS[letter] and {"N", "CA", "C"} <= set(atoms)
                if not complete or not side:
                    continue
                xyz = np.array([atoms["N"], atoms["CA"], atoms["C"]])
                ray, centroid = unit(place_cb(xyz) - xyz[1]), np.mean(side, axis=0) - xyz[1]
                along = centroid @ ray
                rows[letter].append((along, np.linalg.norm(centroid), np.linalg.norm(centroid - along * ray)))
    return {a: np.array(r) for a, r in rows.items() if r}


def pair_statistics(counts: np.ndarray) -> tuple[dict, np.ndarray]:
    """Quantiles of the distances below CUTOFF_A of each pair of sites, and sigma [6, 6]."""
    by_site = counts.copy()
    by_site[:, 5] = counts[:, 5:].sum(1)
    by_site[:, :, 5] = by_site[:, :, 5:].sum(2)
    far = by_site[2, :6, :6] + by_site[2, :6, :6].transpose(1, 0, 2)

    def entry(histogram: np.ndarray) -> dict:
        values = {f"q{q:g}": round(quantile(histogram, q), 3) for q in QUANTILES}
        return {"count": int(histogram.sum()), **values} if histogram.any() else {"count": 0}

    near = {
        f"|i-j| = {k + 1}": {
            f"{a}(i)-{b}(j)": entry(by_site[k, m, n]) for m, a in enumerate(SITES) for n, b in enumerate(SITES)
        }
        for k in (0, 1)
    }
    upper = [(m, n) for m in range(6) for n in range(m, 6)]
    sizes = list(SC_SIZES)
    sc = counts[2, 5:, 5:] + counts[2, 5:, 5:].transpose(1, 0, 2)
    statistics = {
        "|i-j| >= 3": {f"{SITES[m]}-{SITES[n]}": entry(far[m, n]) for m, n in upper},
        "|i-j| >= 3, SC by size": {
            f"{sizes[m]}-{sizes[n]}": entry(sc[m, n]) for m in range(3) for n in range(m, 3)
        },
        **near,
    }  # fmt: skip
    sigma = np.array([[quantile(far[m, n], SIGMA_QUANTILE) for n in range(6)] for m in range(6)])
    return statistics, np.round(sigma, 2)


HEADER_TEXT = """\
// Measured by tools/fit_site_statistics.py; python/prct/parameters/site_statistics.json says on what.
#pragma once

#include "prct/hd.h"

namespace prct {{

/// Eq. 2: SC lies this far from CA on the ray to CB (Å), residues ACDEFGHIKLMNPQRSTVWY: the point of the ray nearest
/// to the centroids of the side chains' heavy atoms, CB included. Glycine has none, alanine's is CB.
// clang-format off
constexpr double kSideChainDistance_a[20] = {{{distances}}};
// clang-format on

/// Eq. 7: sites N, CA, C, O, CB, SC of residues with |i - j| >= 3 stand closer than this (Å) in {percent} % of their
/// pairs within {cutoff} Å.
PRCT_HD double repulsion_sigma_a(int a, int b) {{
    // clang-format off
    constexpr double sigma[6][6] = {{{rows}}};
    // clang-format on
    return sigma[a][b];
}}

}}  // namespace prct
"""


def write_header(distance_a: np.ndarray, sigma_a: np.ndarray) -> None:
    def numbers(row: np.ndarray) -> str:
        return ", ".join(f"{v:.2f}" for v in row)

    distances = "\n    " + numbers(distance_a[:10]) + ",\n    " + numbers(distance_a[10:])
    rows = ",".join(f"\n        {{{numbers(row)}}}" for row in sigma_a) + ",\n    "
    text = HEADER_TEXT.format(
        distances=distances, rows=rows, percent=f"{100 * SIGMA_QUANTILE:g}", cutoff=f"{CUTOFF_A:g}"
    )
    HEADER.write_text(text)


def main() -> int:
    folder = data_folder()
    with open(folder / "structures" / "index.csv", newline="") as f:
        quoted = {row["id"][:4].upper() for row in csv.DictReader(f) if row["split"] == "dev"}
    files = sorted((folder / "classic").glob("*.pdb.gz"))
    files = [p for p in files if p.name[:4].upper() not in quoted]
    centroids = side_chains(files)
    distance_a = np.array([round(centroids[a][:, 0].mean(), 2) if a in centroids else 0.0 for a in RESIDUES])
    chains = read_split(folder, "train")
    backbone = Backbone(chains)
    pairs, sigma_a = pair_statistics(contact_histograms(backbone, distance_a))
    write_header(distance_a, sigma_a)
    inputs = [folder / "structures" / n for n in ("train.npz", "index.csv")] + [folder / "exclude_when_fitting.csv"]
    columns = ("along_ray_a", "distance_a", "off_ray_a")
    record = {
        "command": "python tools/fit_site_statistics.py",
        "inputs_sha256": {str(p.relative_to(folder)): sha256(p) for p in inputs + files},
        "chains": len(chains.ids),
        "residues": len(chains.sequence),
        "options": {"dropped_flags": DROPPED_FLAGS, "cutoff_a": CUTOFF_A, "sigma_quantile": SIGMA_QUANTILE},
        "licence": "coordinates: Protein Data Bank, CC0",
        "side_chain_centroids": {
            a: {name: summary(rows[:, k], 3) for k, name in enumerate(columns)} for a, rows in centroids.items()
        },
        "repulsion_sigma_a": {
            a: dict(zip(SITES, row.tolist(), strict=True)) for a, row in zip(SITES, sigma_a, strict=True)
        },
        "pair_distances_a": pairs,
        "bonded_geometry": bonded_geometry(backbone),
        "hydrogen_bonds": hydrogen_bonds(backbone),
        "trace_distances": trace_distances(backbone),
    }
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    print(HEADER.read_text(), f"{RECORD.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
