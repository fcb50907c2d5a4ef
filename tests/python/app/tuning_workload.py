"""A workload of four short helices, folded in a fraction of a second."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.io.structure import write_structure

SEQUENCE = "ACDEFGHIKLMNPQ"
RESTRAINTS = "chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight\n,1,,12,12,16,1\n,2,,9,8,11,1\n"
NAMES = ("a", "b", "c", "d")
QUICK = {"trajectories": 1, "annealing.steps": 200, "annealing.coarse_evaluations": 60}


def write_targets(folder: Path) -> None:
    for k, name in enumerate(NAMES):
        place = folder / "targets" / name
        place.mkdir(parents=True)
        (place / "sequence.fasta").write_text(f">{name}\n{SEQUENCE}\n")
        (place / "restraints.csv").write_text(RESTRAINTS)
        n = len(SEQUENCE)
        coords = np.full((n, 5, 3), np.nan)
        coords[:, :3] = backbone_from_torsions([0, n], np.tile([-1.1 - 0.02 * k, -0.8, np.pi], (n, 1)))
        native = Structure(SEQUENCE, coords, np.zeros(n, int), ("A",), np.arange(1, n + 1))
        write_structure(native, place / "native.pdb")


def write_workload(folder: Path, **given: Any) -> Path:
    path = folder / "work.json"
    path.write_text(json.dumps({"targets": "targets", **given}))
    return path
