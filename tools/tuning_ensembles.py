"""Ensembles of the tuning chains for the fitting tools: every kind of restraint, simulated predictions among them, so
that a fit sees all qualities of input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prct.app.disk_store import DiskStore
from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.folding.pipeline import prepare, run_ensemble
from prct.folding.settings import FoldSettings
from prct.io.restraints import read_restraints

from bench.cases import make_cases, sources

CASES = (*make_cases.CASES, *make_cases.SIMULATED_CASES)
THREADS = 2


@dataclass(frozen=True)
class Ensemble:
    """Quenched models of one chain, its native CA [L, 3] in Å, and the restraints they were folded from."""

    case: str
    chain: str
    candidates: Candidates
    outcomes: list[Outcome]
    native_ca_a: np.ndarray


def tuning_chains(most: int) -> list[str]:
    """The first chains of tune.txt."""
    return (sources.data_folder() / "structures" / "tune.txt").read_text().split()[:most]


def ensembles(chains: list[str], trajectories: int, work: Path) -> Iterator[Ensemble]:
    """Fold all cases of all chains; what an earlier call left in `work` is taken from there."""
    found = list(sources.chains(chains, sources.data_folder()))
    for case in CASES:
        make_cases.make_chain_case(case, found, 1, work)
        for native in sorted((work / case / "natives").glob("*.npz")):
            with np.load(native) as archive:
                target = Target(native.stem, ("A",), (str(archive["seq"]),))
                native_ca = archive["coords"][:, 1].astype(float)
            restraints = read_restraints(next((work / case / "targets" / native.stem).glob("restraints.*")), target)
            kept = work / "ensembles" / case / native.stem
            kept.mkdir(parents=True, exist_ok=True)
            store = DiskStore(kept)
            job = prepare(target, restraints, FoldSettings(trajectories=trajectories), store=store)
            outcomes, failures = run_ensemble(job, THREADS, store, None)
            if failures:
                print(f"{case} {native.stem}: {failures}", file=sys.stderr)
            yield Ensemble(case, native.stem, job.candidates, outcomes, native_ca)
