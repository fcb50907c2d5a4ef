"""Read the training chains for the fitting tools: what is left out, how a file is named in a provenance record."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DROPPED_FLAGS = ("extended", "few_longrange_contacts")


@dataclass(frozen=True)
class Chains:
    """Chains end to end.

    `coords` [R, 5, 3] in Å: N, CA, C, O, CB, NaN where absent; chain k is `offsets[k]` to `offsets[k + 1]`.
    """

    ids: list[str]
    offsets: np.ndarray
    coords: np.ndarray
    sequence: str
    rebuilt_oxygen: np.ndarray

    def __iter__(self) -> Iterator[tuple[str, np.ndarray, str]]:
        for k, name in enumerate(self.ids):
            part = slice(self.offsets[k], self.offsets[k + 1])
            yield name, self.coords[part], self.sequence[part]


def data_folder() -> Path:
    """Folder of the structure data: PRCT_DATA, or ../shared/data."""
    return Path(os.environ.get("PRCT_DATA", "../shared/data"))


def sha256(path: Path) -> str:
    """Hexadecimal digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_split(folder: Path, split: str, flagged: bool = False) -> Chains:
    """Chains of structures/<split>.npz, less the flagged ones and the relatives of evaluation items; or, `flagged`, the
    flagged ones alone: their local structure is as good as that of others, their contacts are not.
    """
    with open(folder / "structures" / "index.csv", newline="") as f:
        index = {row["id"]: row for row in csv.DictReader(f)}
    with open(folder / "exclude_when_fitting.csv", newline="") as f:
        excluded = {row["train_id"] for row in csv.DictReader(f)}
    stored = np.load(folder / "structures" / f"{split}.npz")
    ids, offsets, sequence = stored["ids"], stored["offsets"], str(stored["seq"])

    def wanted(name: str) -> bool:
        return name not in excluded and bool(set(index[name]["flags"].split("|")) & set(DROPPED_FLAGS)) == flagged

    kept = [k for k, name in enumerate(ids) if wanted(str(name))]
    parts = [slice(offsets[k], offsets[k + 1]) for k in kept]
    lengths = [p.stop - p.start for p in parts]
    rebuilt = [index[str(ids[k])]["O_source"] == "rebuilt" for k in kept]
    coords = stored["coords"]
    return Chains(
        ids=[str(ids[k]) for k in kept],
        offsets=np.concatenate([[0], np.cumsum(lengths)]),
        coords=np.concatenate([coords[p] for p in parts]).astype(np.float64),
        sequence="".join(sequence[p] for p in parts),
        rebuilt_oxygen=np.repeat(rebuilt, lengths),
    )


def dihedral(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Dihedral angles of [..., 3] points, rad, IUPAC sign."""
    u, v, w = b - a, c - b, d - c
    n, m = np.cross(u, v), np.cross(v, w)
    return np.arctan2((np.linalg.norm(v, axis=-1, keepdims=True) * u * m).sum(-1), (n * m).sum(-1))


def backbone_phases(chains: Chains) -> np.ndarray:
    """[R, 3] in rad: phi, psi, omega of the peptide *before* the residue (Eq. 1); NaN where a chain begins or ends."""
    n, ca, c = (chains.coords[:, k] for k in range(3))
    phases = np.full((len(ca), 3), np.nan)
    phases[1:, 0] = dihedral(c[:-1], n[1:], ca[1:], c[1:])
    phases[:-1, 1] = dihedral(n[:-1], ca[:-1], c[:-1], n[1:])
    phases[1:, 2] = dihedral(ca[:-1], c[:-1], n[1:], ca[1:])
    phases[chains.offsets[:-1], 0] = np.nan
    phases[chains.offsets[:-1], 2] = np.nan
    phases[chains.offsets[1:] - 1, 1] = np.nan
    return phases
