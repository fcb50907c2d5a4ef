"""Fit the weights of the packing energy: write python/prct/parameters/packing.json.

Usage: python tools/fit_packing.py

Chooses by turns, from the values below, those that put most chi1 and chi1+2 angles of the tuned chains of
tools/side_chain_natives.py right, on their native backbones.
"""

from __future__ import annotations

import json
from pathlib import Path

from prct.core.full_atom import FullAtomStructure
from prct.folding import side_chains
from prct.parameters.packing import PACKING
from prct.scoring.side_chain_accuracy import side_chain_accuracy
from side_chain_natives import TUNE, native_structure
from training_chains import data_folder, sha256

OUT = Path("python/prct/parameters/packing.json")
START = {
    "reach_a": 6.0, "radius_scale": 1.0, "polar_scale": 0.92, "well": 0.15, "polar_well": 0.15, "cap": 10.0,
    "disulfide": 6.0, "rotamer": 1.0,
}  # fmt: skip
TRIED = {
    "radius_scale": (0.95, 1.0, 1.05, 1.1, 1.15, 1.2),
    "polar_scale": (0.85, 0.9, 0.95, 1.0, 1.05),
    "well": (0.08, 0.12, 0.17, 0.22, 0.3),
    "polar_well": (0.05, 0.1, 0.2, 0.4),
    "rotamer": (0.7, 1.0, 1.3, 1.6, 2.0),
}
ROUNDS = 2
SEEDS = (1, 2)
"""Means over two searches, which differ by some tenths of a percent."""


def right(natives: list[FullAtomStructure], weights: dict[str, float]) -> tuple[float, float]:
    """Shares of right chi1 and chi1+2."""
    PACKING.update(weights)
    counts = [0, 0, 0, 0]
    for native in natives:
        for seed in SEEDS:
            found = side_chain_accuracy(side_chains.pack_side_chains(native.backbone, seed=seed), native)
            one = (found.chi1_right, found.chi1_count, found.chi12_right, found.chi12_count)
            counts = [a + b for a, b in zip(counts, one, strict=True)]
    return counts[0] / counts[1], counts[2] / counts[3]


def main() -> None:
    natives = [native_structure(data_folder(), name) for name in TUNE]
    best = dict(START)
    reached = first = right(natives, best)
    for _ in range(ROUNDS):
        for name, values in TRIED.items():
            for value in values:
                found = right(natives, best | {name: value})
                if sum(found) > sum(reached):
                    best, reached = best | {name: value}, found
                    print(name, value, *(f"{share:.4f}" for share in found), flush=True)
    record = {
        "command": "python tools/fit_packing.py",
        "fitted": sorted(TRIED),
        "chains": list(TUNE),
        "inputs_sha256": {
            f"classic/{name}.pdb.gz": sha256(data_folder() / "classic" / f"{name}.pdb.gz") for name in TUNE
        },
        "right_chi1_chi12_at_start": [round(share, 4) for share in first],
        "right_chi1_chi12": [round(share, 4) for share in reached],
        "weights": best,
    }
    OUT.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
