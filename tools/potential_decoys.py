"""Decoys of the engine's own making, from near the native to wrong folds, to fit and to judge the potentials (Eq. 10).

    python tools/potential_decoys.py FOLDER --split train --chains 60 --decoys 24      # PRCT_DATA names the data set

Each decoy is folded from a contact list of its own, true and false ones drawn at random; then the restraints are taken
away and it is quenched by the physics alone, as the native is. One npz a chain: `backbone`
[D + 1, L, 3, 3] in Å, the native first, `tm` [D + 1], `terms` [D + 1, T] in kcal/mol, `term_names`, `seq`.
"""

from __future__ import annotations

import argparse
import threading
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import prct._core as _core
from prct.base.errors import PrctError
from prct.core.restraints import Restraints, RestraintTable
from prct.core.target import Target
from prct.core.virtual_sites import cb_coords
from prct.folding.anneal import final_scales
from prct.folding.evidence import gather_evidence
from prct.folding.hamiltonian import make_system
from prct.folding.pipeline import prepare, run_one
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore
from prct.scoring.tm_score import tm_score
from training_chains import data_folder, read_split

STEPS = 2500
"""Half an annealing: decoys need not be good."""
CONTACT_A, SEPARATION = 8.0, 6
CB = 4


@dataclass(frozen=True)
class Native:
    """One chain without gaps: coords [L, 5, 3] in Å."""

    name: str
    sequence: str
    coords_a: np.ndarray


def natives(split: str, count: int, longest: int) -> list[Native]:
    """Chains of a split, or of tune.txt, between 40 and `longest` residues, evenly spread over it."""
    tune = set((data_folder() / "structures" / "tune.txt").read_text().split())
    found = [
        Native(name, sequence, coords)
        for name, coords, sequence in read_split(data_folder(), "train" if split == "tune" else split)
        if 40 <= len(sequence) <= longest and "X" not in sequence and (name in tune) == (split == "tune")
    ]
    return [found[k] for k in np.linspace(0, len(found) - 1, min(count, len(found))).astype(int)]


def drawn_contacts(native: Native, rng: np.random.Generator) -> RestraintTable:
    """A list with 0.2 to 3 true contacts a residue, as far as there are, and up to as many false ones."""
    length = len(native.sequence)
    cb = cb_coords(native.coords_a)
    apart_a = np.linalg.norm(cb[:, None] - cb[None], axis=-1)
    i, j = np.triu_indices(length, SEPARATION)
    true = np.flatnonzero(apart_a[i, j] < CONTACT_A)
    false = np.flatnonzero(apart_a[i, j] > 1.5 * CONTACT_A)
    some = rng.permutation(true)[: max(3, round(length * rng.uniform(0.2, 3.0)))]
    wrong = rng.permutation(false)[: round(len(some) * rng.uniform(0.0, 1.0) ** 2)]
    rows = np.sort(np.concatenate([some, wrong]))
    count = len(rows)
    atom = np.full(count, CB, np.uint8)
    return RestraintTable(
        i[rows].astype(np.int32),
        j[rows].astype(np.int32),
        atom,
        atom,
        np.zeros(count),
        np.full(count, CONTACT_A),
        np.ones(count),
        np.full(count, -1, np.int32),
        np.ones(count, bool),
    )


def make_decoys(task: tuple[Native, int, FoldSettings, Path]) -> str:
    """Fold, free and quench all decoys of a chain; returns a line for the screen."""
    native, count, settings, folder = task
    path = folder / f"{native.name}.npz"
    if path.exists():
        return f"{native.name}: there already"
    target = Target(native.name, ("A",), (native.sequence,))
    free = make_system(target, gather_evidence(target, Restraints(source="none"), settings), settings)
    backbones = [native.coords_a[:, :3].astype(float)]
    for k in range(count):
        rng = np.random.default_rng([k, len(native.sequence)])
        restraints = Restraints(table=drawn_contacts(native, rng), source="drawn")
        try:
            job = prepare(target, restraints, settings.with_overrides(seed=k + 1))
            backbones.append(run_one(job, 0, MemoryStore(), threading.Event()).backbone_a)
        except PrctError as problem:
            print(f"{native.name} {k}: {problem}", flush=True)
    platform, exact, none = _core.Platform("cpu"), _core.Platform("cpu-f64"), np.zeros(0)
    scales = final_scales(settings)
    quenched, terms = [], []
    for backbone in backbones:
        relaxed = _core.quench(free, platform, backbone, scales, none, 50, 600, 1e-5, 0.3)[0]
        values = _core.compute(free, exact, relaxed, scales, none)[0]
        quenched.append(relaxed)
        terms.append([values[name] for name in _core.TERM_NAMES])
    tm = [tm_score(backbone[:, 1], native.coords_a[:, 1]) for backbone in quenched]
    np.savez_compressed(
        path,
        backbone=np.array(quenched, np.float32),
        tm=np.array(tm),
        terms=np.array(terms),
        term_names=np.array(_core.TERM_NAMES),
        seq=np.array(native.sequence),
    )
    return (
        f"{native.name}: {len(native.sequence)} residues, native {tm[0]:.3f}, decoys {np.quantile(tm[1:], [0, 0.5, 1])}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="train", help="train, tune (the chains of tune.txt), val or dev")
    parser.add_argument("--chains", type=int, default=60)
    parser.add_argument("--decoys", type=int, default=24)
    parser.add_argument("--longest", type=int, default=150)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    chosen = natives(arguments.split, arguments.chains, arguments.longest)
    settings = FoldSettings(trajectories=1).with_overrides(**{"annealing.steps": STEPS})
    tasks = [(native, arguments.decoys, settings, arguments.folder) for native in chosen]
    with Pool(arguments.processes) as pool:
        for line in pool.imap_unordered(make_decoys, tasks):
            print(line, flush=True)


if __name__ == "__main__":
    main()
