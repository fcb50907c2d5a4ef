"""Where the chains and predictions of the accuracy bench come from: the folder named by PRCT_DATA."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SPLITS = ("dev", "train", "val")


class Chain(NamedTuple):
    """A native: its name, sequence and N, CA, C, O, CB coordinates [L, 5, 3] in Å."""

    name: str
    sequence: str
    coords_a: np.ndarray


class Prediction(NamedTuple):
    """A target of a predicted case: its native, and the file beside its sequence as bytes or as a path to link to; no
    file where the sequence is all that is given.
    """

    native: Chain
    file: str | None
    given: bytes | Path


def data_folder() -> Path:
    """The data set; FileNotFoundError with the remedy where it is absent."""
    folder = Path(os.environ.get("PRCT_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        raise FileNotFoundError(f"no data set at {folder}; name its folder by PRCT_DATA")
    return folder


def chains(names: list[str], data: Path) -> Iterator[Chain]:
    """The named chains of structures/*.npz, in the order asked for; KeyError where one is in none of them. A data set
    may hold a few chains only, and not every file.
    """
    found: dict[str, Chain] = {}
    for path in (data / "structures" / f"{split}.npz" for split in SPLITS):
        if not path.is_file():
            continue
        with np.load(path) as archive:
            ids, offsets, sequence, coords = (archive[key] for key in ("ids", "offsets", "seq", "coords"))
        for name, start, stop in zip(ids, offsets, offsets[1:], strict=False):
            if str(name) in names:
                found[str(name)] = Chain(str(name), str(sequence)[start:stop], coords[start:stop].astype(np.float64))
    for name in names:
        if name not in found:
            raise KeyError(f"chain {name} is in none of structures/{{{','.join(SPLITS)}}}.npz; check its name")
        yield found[name]


def _native(path: Path, name: str) -> Chain:
    with np.load(path) as archive:
        return Chain(name, str(archive["seq"]), archive["coords"].astype(np.float64))


def deepdist(data: Path) -> Iterator[Prediction]:
    """The CASP13 domains that have a predicted distance map."""
    folder = data / "restraints" / "deepdist_casp13"
    for path in sorted(folder.glob("*.npz")):
        if path.stem.endswith("_native"):
            continue
        with np.load(path) as archive:
            has_distance = "distance" in archive
        if has_distance:
            native = _native(folder / f"{path.stem}_native.npz", path.stem)
            yield Prediction(native, "restraints.npz", path.resolve())


def rbo_epsilon(data: Path) -> Iterator[Prediction]:
    """The proteins with predicted RR lists."""
    for path in sorted((data / "restraints" / "rbo_epsilon").glob("*.rr.gz")):
        name = path.name.removesuffix(".rr.gz")
        native = _native(path.with_name(f"{name}.npz"), name)
        yield Prediction(native, "restraints.rr", gzip.decompress(path.read_bytes()))


TRIED_STEPS = 1000
LEAST_CA_A = 3.7
"""Residues of a synthetic chain are no nearer, as in a protein."""


def synthetic_chain(name: str = "synthetic", length: int = 90, seed: int = 1) -> Chain:
    """A wandering chain with glycines, for tests and smoke runs without the data set; no protein's geometry, but no two
    residues on one spot."""
    rng = np.random.default_rng(seed)
    ca_a = np.zeros((length, 3))
    for k in range(1, length):
        for _ in range(TRIED_STEPS):
            step = rng.normal(size=3) - 0.06 * ca_a[k - 1]
            ca_a[k] = ca_a[k - 1] + 3.8 * step / np.linalg.norm(step)
            if np.linalg.norm(ca_a[:k] - ca_a[k], axis=1).min() > LEAST_CA_A:
                break
    coords_a = np.empty((length, 5, 3))
    for atom, offset in enumerate(([-1.2, 0.8, 0.0], [0, 0, 0], [1.3, 0.8, 0.0], [1.4, 2.0, 0.1], [0.0, -0.8, -1.3])):
        coords_a[:, atom] = ca_a + np.array(offset)
    sequence = "".join("G" if k % 9 == 4 else "ALVKEDSTN"[k % 9] for k in range(length))
    coords_a[[letter == "G" for letter in sequence], 4] = np.nan
    return Chain(name, sequence, coords_a)
