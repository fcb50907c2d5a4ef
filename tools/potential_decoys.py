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
from prct.folding.ensemble import run_one
from prct.folding.evidence import gather_evidence
from prct.folding.hamiltonian import make_system
from prct.folding.pipeline import prepare
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


@dataclass(frozen=True)
class Task:
    """Number 0 of a chain is its native, the others are decoys."""

    native: Native
    number: int
    settings: FoldSettings


@dataclass(frozen=True)
class Quenched:
    """A structure without restraints: backbone [L, 3, 3] in Å, terms [T] in kcal/mol."""

    backbone_a: np.ndarray
    terms: np.ndarray


def folded(task: Task, target: Target) -> np.ndarray:
    """A decoy's backbone under its restraints, [L, 3, 3] in Å."""
    rng = np.random.default_rng([task.number - 1, len(target.sequence)])
    restraints = Restraints(table=drawn_contacts(task.native, rng), source="drawn")
    job = prepare(target, restraints, task.settings.with_overrides(seed=task.number))
    return run_one(job, 0, MemoryStore(), threading.Event()).backbone_a


def quench_one(task: Task) -> Quenched | None:
    """The native, or a decoy, quenched by the physics alone; None where it does not fold."""
    target = Target(task.native.name, ("A",), (task.native.sequence,))
    try:
        backbone = folded(task, target) if task.number else task.native.coords_a[:, :3].astype(float)
        free = make_system(target, gather_evidence(target, Restraints(source="none"), task.settings), task.settings)
        scales, none = final_scales(task.settings), np.zeros(0)
        relaxed = _core.quench(free, _core.Platform("cpu"), backbone, scales, none, 50, 600, 1e-5, 0.3)[0]
        values = _core.compute(free, _core.Platform("cpu-f64"), relaxed, scales, none)[0]
    except PrctError as problem:
        print(f"{task.native.name} {task.number}: {problem}", flush=True)
        return None
    return Quenched(relaxed, np.array([values[name] for name in _core.TERM_NAMES]))


def store(native: Native, structures: list[Quenched], path: Path) -> None:
    """Write a chain's file and say what it holds."""
    tm = [tm_score(one.backbone_a[:, 1], native.coords_a[:, 1]) for one in structures]
    np.savez_compressed(
        path,
        backbone=np.array([one.backbone_a for one in structures], np.float32),
        tm=np.array(tm),
        terms=np.array([one.terms for one in structures]),
        term_names=np.array(_core.TERM_NAMES),
        seq=np.array(native.sequence),
    )
    spread = np.quantile(tm[1:], [0, 0.5, 1]).round(3)
    print(f"{native.name}: {len(native.sequence)} residues, native {tm[0]:.3f}, decoys {spread}", flush=True)


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
    settings = FoldSettings(trajectories=1).with_overrides(**{"annealing.steps": STEPS})
    missing = [
        (native, path)
        for native in natives(arguments.split, arguments.chains, arguments.longest)
        if not (path := arguments.folder / f"{native.name}.npz").exists()
    ]
    tasks = [Task(native, k, settings) for native, _ in missing for k in range(arguments.decoys + 1)]
    with Pool(arguments.processes) as pool:
        found = pool.imap(quench_one, tasks)
        for native, path in missing:
            structures = [next(found) for _ in range(arguments.decoys + 1)]
            store(native, [one for one in structures if one is not None], path)


if __name__ == "__main__":
    main()
