"""Train the pair and burial potentials (Eq. 10): a statistical start, then natives against the engine's own decoys.

    python tools/potential_decoys.py decoys/train --split train --chains 80 --decoys 20
    python tools/potential_decoys.py decoys/tune --split tune --chains 16 --decoys 20
    python tools/train_potential.py decoys/train decoys/tune      # PRCT_DATA names the data set; then build again

Statistics: -kT ln of how often two residue types, or a type and a number of neighbours, are seen in the training chains
over how often they would be, were types drawn at random. Contrast: energies are linear in the coefficients, so that
P(a over b) = σ(E(b) - E(a)) for two structures of one chain, a nearer to the native, is a convex fit; coefficients are
held near the start by a ridge, whose strength is chosen on the chains of tune.txt. The other terms keep their weights.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import prct._core as _core
from pair_potential_table import NODES, write_table
from prct.core.pair_potential import pair_features
from prct.parameters.ramachandran import KT_KCAL
from scipy.optimize import minimize
from scipy.stats import spearmanr
from training_chains import data_folder, read_split, sha256

RECORD = Path(__file__).resolve().parents[1] / "python/prct/parameters/pair_potential.json"
FEWEST_SEEN = 10.0
"""Pseudo-counts of the statistics."""
LONGEST = 400
CLEARLY = 0.1
"""Two structures are compared where their TM-scores differ by more."""
NATIVE_WEIGHT = 3.0
COMMON_RIDGE = 1e-3
"""Of the curves that all types share, which the statistics cannot know."""
RIDGES = (1.0, 0.3, 0.1, 0.03, 0.01)
PAIR_FREE, BURIAL = 8, 13
"""Coefficients of a pair curve that are free (the first three are equal, the last three 0) and of a burial curve."""


@dataclass(frozen=True)
class Structures:
    """One chain: tm [S] (the quenched native counts as 1), energy of the other terms [S], features [S, ...]."""

    tm: np.ndarray
    energy: np.ndarray
    pair: np.ndarray
    burial: np.ndarray


def free_of(pair: np.ndarray) -> np.ndarray:
    """Features of the free coefficients, [..., 8] of [..., 13]."""
    return np.concatenate([pair[..., :3].sum(axis=-1, keepdims=True), pair[..., 3:10]], axis=-1)


def whole_of(free: np.ndarray) -> np.ndarray:
    """All coefficients, [..., 13] of [..., 8]."""
    zeros = np.zeros((*free.shape[:-1], 3))
    return np.concatenate([np.repeat(free[..., :1], 3, axis=-1), free[..., 1:], zeros], axis=-1)


def statistics() -> tuple[np.ndarray, np.ndarray, int]:
    """The statistical start, kcal/mol: [210, 8] and [20, 13]; and the number of chains."""
    tune = set((data_folder() / "structures" / "tune.txt").read_text().split())
    pair, burial, chains = np.zeros((210, PAIR_FREE)), np.zeros((20, BURIAL)), 0
    for name, coords, sequence in read_split(data_folder(), "train"):
        if name in tune or "X" in sequence or len(sequence) > LONGEST:
            continue
        seen, near = pair_features(_core.System([sequence]), coords[:, :3])
        pair += free_of(seen)
        burial += near
        chains += 1
    expected = np.outer(pair[:, 1:].sum(axis=1) / pair[:, 1:].sum(), pair.sum(axis=0))
    among = np.outer(burial.sum(axis=1), burial.sum(axis=0) / burial.sum())
    start = [-KT_KCAL * np.log((n + FEWEST_SEEN) / (m + FEWEST_SEEN)) for n, m in ((pair, expected), (burial, among))]
    return start[0], start[1], chains


def read(folder: Path) -> list[Structures]:
    """The decoys of a folder."""
    found = []
    for path in sorted(folder.glob("*.npz")):
        stored = np.load(path)
        system = _core.System([str(stored["seq"])])
        features = [pair_features(system, backbone.astype(float)) for backbone in stored["backbone"]]
        others = [k for k, name in enumerate(stored["term_names"]) if name not in ("pair", "burial")]
        tm = stored["tm"].copy()
        tm[0] = 1.0
        energy = stored["terms"][:, others].sum(axis=1)
        found.append(
            Structures(tm, energy, free_of(np.array([f[0] for f in features])), np.array([f[1] for f in features]))
        )
    return found


def design(x: Structures, start: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Columns: other terms, statistical pair and burial, curves shared by all types, corrections of each type."""
    count = len(x.tm)
    by_start = [np.einsum("skb,kb->s", f, c)[:, None] for f, c in zip((x.pair, x.burial), start, strict=True)]
    shared = [x.pair.sum(axis=1), x.burial.sum(axis=1)]
    return np.concatenate(
        [x.energy[:, None], *by_start, *shared, x.pair.reshape(count, -1), x.burial.reshape(count, -1)], axis=1
    )


def fit(chains: list[Structures], designs: list[np.ndarray], ridge: float) -> np.ndarray:
    """Weights of the columns, in units of the logistic."""
    differences, weights = [], []
    for x, columns in zip(chains, designs, strict=True):
        better, worse = np.where(x.tm[:, None] - x.tm[None] > CLEARLY)
        differences.append(columns[worse] - columns[better])
        weight = np.where(better == 0, NATIVE_WEIGHT, 1.0)
        weights.append(weight / weight.sum() / len(chains))
    difference, weight = np.concatenate(differences), np.concatenate(weights)
    shared = PAIR_FREE + BURIAL
    strength = np.full(difference.shape[1], ridge)
    strength[: 3 + shared] = [0.0, COMMON_RIDGE, COMMON_RIDGE, *[COMMON_RIDGE] * shared]

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = difference @ theta
        slope = -(difference.T @ (weight / (1.0 + np.exp(np.clip(z, -50, 50)))))
        return float(weight @ np.logaddexp(0, -z) + 0.5 * strength @ theta**2), slope + strength * theta

    theta = np.zeros(difference.shape[1])
    theta[:3] = 0.05
    return np.asarray(minimize(loss, theta, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x)


def measure(chains: list[Structures], designs: list[np.ndarray], theta: np.ndarray) -> dict[str, float]:
    """Decoys below the native; rank correlation of energy and -TM over decoys; TM of the lowest decoy."""
    below, rank, lowest = [], [], []
    for x, columns in zip(chains, designs, strict=True):
        energy = columns @ theta
        below.append(np.mean(energy[1:] < energy[0]))
        rank.append(spearmanr(energy[1:], -x.tm[1:])[0])
        lowest.append(x.tm[1 + np.argmin(energy[1:])])
    names = ("decoys_below_native", "rank_correlation", "tm_of_lowest_decoy")
    return {name: round(float(np.mean(v)), 4) for name, v in zip(names, (below, rank, lowest), strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("tune", type=Path)
    arguments = parser.parse_args()
    *start, counted = statistics()
    train, tune = read(arguments.train), read(arguments.tune)
    designs = {name: [design(x, start) for x in chains] for name, chains in (("train", train), ("tune", tune))}
    only_others = np.eye(designs["tune"][0].shape[1])[0]
    found = {"none": {"tune": measure(tune, designs["tune"], only_others)}}
    best, theta = None, only_others
    for ridge in RIDGES:
        fitted = fit(train, designs["train"], ridge)
        found[str(ridge)] = {
            "train": measure(train, designs["train"], fitted), "tune": measure(tune, designs["tune"], fitted)
        }  # fmt: skip
        print(ridge, found[str(ridge)], flush=True)
        if best is None or found[str(ridge)]["tune"]["rank_correlation"] > best:
            best, theta, chosen = found[str(ridge)]["tune"]["rank_correlation"], fitted, ridge
    theta = theta / theta[0]
    shared, ends = theta[3 : 3 + PAIR_FREE], 3 + PAIR_FREE + BURIAL
    corrections = np.split(theta[ends:], [210 * PAIR_FREE])
    pair = theta[1] * start[0] + shared + corrections[0].reshape(210, PAIR_FREE)
    burial = theta[2] * start[1] + theta[3 + PAIR_FREE : ends] + corrections[1].reshape(20, BURIAL)
    write_table(NODES, whole_of(np.round(pair, 3)), burial - np.round(burial.mean(), 3))
    record = {
        "made_by": "tools/potential_decoys.py, tools/train_potential.py",
        "data_sha256": {"train": sha256(data_folder() / "structures" / "train.npz")},
        "chains": {"statistics": counted, "train": len(train), "tune": len(tune)},
        "structures": {"train": sum(len(x.tm) for x in train), "tune": sum(len(x.tm) for x in tune)},
        "ridge": chosen,
        "found": found,
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
