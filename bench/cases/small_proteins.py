"""Well-known small proteins to fold from their sequence alone: chains of 28 to 80 residues of `classic`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from prct.io.structure import read_structure

from bench.cases.sources import Chain, Prediction

SHORTEST, LONGEST = 28, 80
SET_ASIDE = {
    "1QQV": "holds 1VII",
    "fastfold_villin_head": "1VII with two residues changed",
    "1CRN": "held by three disulfides",
    "1BPI": "held by three disulfides",
    "5PTI": "1BPI again",
    "1ROP": "folds as a dimer only",
}
"""Duplicates, chains that disulfides hold, obligate oligomers."""


def small_proteins(data: Path) -> Iterator[Prediction]:
    """The natives; nothing is given but their sequences."""
    with (data / "classic" / "index.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if SHORTEST <= int(row["n_residues"]) <= LONGEST]
    for row in rows:
        if row["id"] in SET_ASIDE:
            continue
        path = data / "classic" / row["file"]
        if path.suffix == ".npz":
            with np.load(path) as archive:
                native = Chain(row["id"], str(archive["seq"]), archive["coords"].astype(np.float64))
        else:
            structure = read_structure(path)
            first = structure.chain_index == 0
            sequence = "".join(letter for letter, mine in zip(structure.sequence, first, strict=True) if mine)
            native = Chain(row["id"], sequence.replace("X", "A"), structure.coords_a[first])
        yield Prediction(native, None, b"")
