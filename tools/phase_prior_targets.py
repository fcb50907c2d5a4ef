"""What the phase prior is trained on (Eq. 24c): sequence, phases, secondary structure, burial of training chains.

    python tools/phase_prior_targets.py targets.npz      # PRCT_DATA names the data set

`train` leaves out the chains of tune.txt, on which weights are chosen later; they and `val` are `held`. `flagged` are
the extended chains and those with few long-range contacts of the training set.
Arrays, for train_, flagged_ and held_: residue int8 [R] (0-19 in the order of RESIDUES, 20 = other), offsets [n + 1],
phases float32 [R, 2] (phi, psi, rad; NaN at ends), state int8 [R] (0 H, 1 E, 2 -), burial float32 [R].
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np
from prct.core.virtual_sites import cb_coords
from prct.scoring.secondary_structure import secondary_structure
from training_chains import Chains, backbone_phases, data_folder, read_split, sha256

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
BURIAL_A = 10.0
"""Burial of a residue is the number of other residues whose CB lies nearer than this to its own."""


def burial(coords_a: np.ndarray) -> np.ndarray:
    """Number of CB within BURIAL_A of each, float32 [L]."""
    cb = cb_coords(coords_a)
    apart_a = np.linalg.norm(cb[:, None] - cb[None], axis=-1)
    return (np.count_nonzero(apart_a < BURIAL_A, axis=1) - 1).astype(np.float32)


def targets(chains: Chains) -> dict[str, np.ndarray]:
    """The arrays of one set of chains."""
    residue = np.array([RESIDUES.find(code) for code in chains.sequence], np.int8)
    states = "".join(secondary_structure(coords, None, sequence) for _, coords, sequence in chains)
    return {
        "residue": np.where(residue < 0, 20, residue).astype(np.int8),
        "offsets": chains.offsets,
        "phases": backbone_phases(chains)[:, :2].astype(np.float32),
        "state": np.array(["HE-".index(state) for state in states], np.int8),
        "burial": np.concatenate([burial(coords) for _, coords, _ in chains]),
    }


def subset(chains: Chains, names: set[str], inside: bool) -> Chains:
    """The chains that are, or are not, among `names`."""
    kept = [k for k, name in enumerate(chains.ids) if (name in names) == inside]
    parts = [slice(chains.offsets[k], chains.offsets[k + 1]) for k in kept]
    return dataclasses.replace(
        chains,
        ids=[chains.ids[k] for k in kept],
        offsets=np.concatenate([[0], np.cumsum([part.stop - part.start for part in parts])]),
        coords=np.concatenate([chains.coords[part] for part in parts]),
        sequence="".join(chains.sequence[part] for part in parts),
        rebuilt_oxygen=np.concatenate([chains.rebuilt_oxygen[part] for part in parts]),
    )


def joined(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Two sets, one after the other."""
    both = {name: np.concatenate([first[name], second[name]]) for name in first}
    both["offsets"] = np.concatenate([first["offsets"], second["offsets"][1:] + first["offsets"][-1]])
    return both


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    folder = data_folder()
    tune = set((folder / "structures" / "tune.txt").read_text().split())
    train = read_split(folder, "train")
    parts = {
        "train": targets(subset(train, tune, inside=False)),
        "flagged": targets(subset(read_split(folder, "train", flagged=True), tune, inside=False)),
        "held": joined(targets(read_split(folder, "val")), targets(subset(train, tune, inside=True))),
    }
    arrays = {f"{part}_{name}": array for part, found in parts.items() for name, array in found.items()}
    digests = {split: sha256(folder / "structures" / f"{split}.npz") for split in ("train", "val")}
    np.savez_compressed(arguments.output, **arrays, **{f"sha256_{split}": text for split, text in digests.items()})
    for part, found in parts.items():
        shares = [np.mean(found["state"] == k) for k in range(3)]
        print(f"{part}: {len(found['offsets']) - 1} chains, {len(found['residue'])} residues, H E - {shares}")


if __name__ == "__main__":
    main()
