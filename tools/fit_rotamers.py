"""Fit the backbone-dependent rotamer table: write python/prct/parameters/rotamers.npz and rotamers.json.

Usage: python tools/fit_rotamers.py ALL.bbdep.rotamers.lib

The input is the backbone-dependent rotamer library of 2010 (M. V. Shapovalov and R. L. Dunbrack Jr., Structure 19, 844,
2011), licensed by its authors for any use with attribution (CC-BY 4.0); the source package of chilife 1.2.5 on PyPI
holds it under src/chilife/data/rotamer_libraries/. The Top8000 lists of the data set name 7 of the 18 residue types
only; where PRCT_DATA is present they serve as a check, and the log-likelihoods go into the record.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from training_chains import data_folder, sha256

OUT = Path("python/prct/parameters")
TYPES = {
    "ARG": "R", "ASN": "N", "ASP": "D", "CYS": "C", "GLN": "Q", "GLU": "E", "HIS": "H", "ILE": "I", "LEU": "L",
    "LYS": "K", "MET": "M", "PHE": "F", "PRO": "P", "SER": "S", "THR": "T", "TRP": "W", "TYR": "Y", "VAL": "V",
}  # fmt: skip
CHI_COUNTS = dict(zip("RNDCQEHILKMFPSTWYV", (4, 2, 2, 1, 3, 3, 2, 2, 2, 4, 3, 2, 2, 1, 1, 2, 2, 1), strict=True))
GRID_STEP_DEG = 20
NODES = 360 // GRID_STEP_DEG
KEPT_FROM = 0.01
"""A rotamer that is rarer than this at every node is left out."""
COST_UNIT = 0.05
"""-ln p is stored in these steps; 255 stands for anything rarer than e^-12.75."""
CHECKED = ("cys", "gln", "his", "lys", "met", "trp")
CHECK_WIDTH_DEG = 30.0
"""A side chain of the check belongs to the nearest rotamer; those with an angle further off than this are left out."""

Rows = dict[tuple[int, ...], dict[tuple[int, int], tuple[float, list[float], float]]]


def read_library(path: Path) -> dict[str, Rows]:
    """Rows of each residue type: rotamer -> node in degrees -> probability, chi in degrees, data points there."""
    library: dict[str, Rows] = {letter: defaultdict(dict) for letter in TYPES.values()}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            letter = TYPES.get(line[:3])
            if letter is None:
                continue
            fields = line.split()
            phi, psi = int(fields[1]), int(fields[2])
            if phi == 180 or psi == 180 or (phi % GRID_STEP_DEG or psi % GRID_STEP_DEG):
                continue
            count = CHI_COUNTS[letter]
            name = tuple(int(field) for field in fields[4:8])
            chi = [float(field) for field in fields[9 : 9 + count]]
            library[letter][name][phi, psi] = (float(fields[8]), chi, float(fields[3]))
    return library


def arrays(letter: str, rows: Rows) -> dict[str, np.ndarray]:
    """Costs uint8 [R, 18, 18 | any], mean chi int16 [R, n_chi], deviations int8 [R, 18, 18, n_chi]."""
    shape = (len(rows), NODES, NODES)
    probability, weight = np.zeros(shape), np.zeros(shape[1:])
    chi = np.full((*shape, CHI_COUNTS[letter]), np.nan)
    for rotamer, nodes in enumerate(rows.values()):
        for (phi, psi), (p, angles, points) in nodes.items():
            at = (phi + 180) // GRID_STEP_DEG, (psi + 180) // GRID_STEP_DEG
            probability[rotamer][at], chi[rotamer][at], weight[at] = p, angles, points
    kept = probability.max(axis=(1, 2)) >= KEPT_FROM
    probability, chi = probability[kept], np.radians(chi[kept])
    weight = weight + 1e-9
    anywhere = (probability * weight).sum(axis=(1, 2)) / weight.sum()
    known = probability * weight
    mean = np.angle(np.nansum(known[..., None] * np.exp(1j * chi), axis=(1, 2)))
    deviation = np.degrees(np.angle(np.exp(1j * (np.nan_to_num(chi) - mean[:, None, None]))))
    deviation = np.where(np.isnan(chi), 0.0, deviation)
    order = np.argsort(-anywhere, kind="stable")
    return {
        "cost": to_cost(probability)[order],
        "cost_anywhere": to_cost(anywhere)[order],
        "chi_deg": np.round(np.degrees(mean)).astype(np.int16)[order],
        "deviation_deg": np.clip(np.round(deviation), -127, 127).astype(np.int8)[order],
    }


def to_cost(probability: np.ndarray) -> np.ndarray:
    """-ln p in stored steps."""
    return np.clip(np.round(-np.log(np.maximum(probability, 1e-9)) / COST_UNIT), 0, 255).astype(np.uint8)


def check(letter: str, table: dict[str, np.ndarray], path: Path) -> dict[str, float]:
    """Mean ln p of the Top8000 side chains of one type, backbone-dependent and not, at the nearest node."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as text:
        rows = [row[1 : 3 + CHI_COUNTS[letter]] for row in csv.reader(text) if "NULL" not in row[1:3]]
    values = np.array([[float(v) for v in row] for row in rows])
    at = np.round((values[:, :2] + 180) / GRID_STEP_DEG).astype(int) % NODES
    chi = table["chi_deg"][:, None] + table["deviation_deg"][:, at[:, 0], at[:, 1]].astype(float)
    apart = np.abs((values[None, :, 2:] - chi + 180) % 360 - 180).max(axis=2)
    nearest = apart.argmin(axis=0)
    close = apart.min(axis=0) <= CHECK_WIDTH_DEG
    there = -COST_UNIT * table["cost"][nearest, at[:, 0], at[:, 1]][close]
    anywhere = -COST_UNIT * table["cost_anywhere"][nearest][close]
    return {
        "side_chains": len(close), "near_a_rotamer": round(float(close.mean()), 4),
        "ln_p_by_backbone": round(float(there.mean()), 4), "ln_p_anywhere": round(float(anywhere.mean()), 4),
    }  # fmt: skip


def main() -> None:
    source = Path(sys.argv[1])
    library = read_library(source)
    tables = {letter: arrays(letter, library[letter]) for letter in sorted(library)}
    stored = {f"{letter}_{name}": array for letter, table in tables.items() for name, array in table.items()}
    np.savez_compressed(OUT / "rotamers.npz", **stored)
    lists = data_folder() / "top8000"
    checks = {}
    for name in CHECKED if lists.is_dir() else ():
        letter = TYPES[name.upper()]
        checks[letter] = check(letter, tables[letter], lists / f"rota8000-{name}.csv.gz")
    record = {
        "table": "python/prct/parameters/rotamers.npz",
        "table_sha256": sha256(OUT / "rotamers.npz"),
        "command": "python tools/fit_rotamers.py ALL.bbdep.rotamers.lib",
        "versions": {"numpy": np.__version__},
        "source": "M. V. Shapovalov and R. L. Dunbrack Jr., Structure 19, 844 (2011), http://dunbrack.fccc.edu/bbdep2010",
        "licence": "CC-BY 4.0; changed: every other node, rare rotamers left out, rounded",
        "inputs_sha256": {source.name: sha256(source)},
        "options": {"grid_step_deg": GRID_STEP_DEG, "kept_from": KEPT_FROM, "cost_unit": COST_UNIT},
        "rotamers": {letter: len(table["cost"]) for letter, table in tables.items()},
        "check_on_top8000": checks,
    }
    (OUT / "rotamers.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
