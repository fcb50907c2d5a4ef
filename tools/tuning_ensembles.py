"""Ensembles of the tuning chains for the fitting tools: every kind of input, simulated predictions among them, so
that a fit sees all qualities of input.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prct.app.contact_job import with_contacts
from prct.app.disk_store import DiskStore
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.folding.ensemble import run_ensemble
from prct.folding.job import Job
from prct.folding.pipeline import prepare
from prct.folding.settings import FoldSettings
from prct.folding.store import CONTACTS_PART, PartKeeper
from prct.io.alignment import read_alignment
from prct.io.restraints import read_restraints

from bench.cases import make_cases, sources
from bench.cases.families import Family, families

CASES = (*make_cases.CASES, *make_cases.SIMULATED_CASES)
THREADS = 2
FAMILY, SEQUENCE = "family", "sequence"
LONGEST_FAMILY = 200
"""Residues; what is longer takes the machine too long."""


@dataclass(frozen=True)
class Ensemble:
    """Quenched models of one chain, its native CA [L, 3] in Å (NaN where unresolved), and the job they are of."""

    case: str
    chain: str
    job: Job
    outcomes: list[Outcome]
    native_ca_a: np.ndarray

    @property
    def candidates(self) -> Candidates:
        """The restraints they were folded from."""
        return self.job.candidates


def tuning_chains(most: int) -> list[str]:
    """The first chains of tune.txt."""
    return (sources.data_folder() / "structures" / "tune.txt").read_text().split()[:most]


def relatives_of_quoted() -> set[str]:
    """Training chains of the same family as a chain that is quoted."""
    with (sources.data_folder() / "exclude_when_fitting.csv").open() as file:
        return {row["train_id"] for row in csv.DictReader(file)}


def ensembles(chains: list[str], trajectories: int, work: Path, cases: tuple[str, ...] = CASES) -> Iterator[Ensemble]:
    """Fold the cases of all chains; what an earlier call left in `work` is taken from there."""
    found = list(sources.chains(chains, sources.data_folder()))
    for case in cases:
        make_cases.make_chain_case(case, found, 1, work)
        for native in sorted(found, key=lambda chain: chain.name):
            target = Target(native.name, ("A",), (native.sequence,))
            restraints = read_restraints(next((work / case / "targets" / native.name).glob("restraints.*")), target)
            yield _folded(case, target, restraints, native.coords_a, trajectories, work)


def sequence_ensembles(chains: list[str], trajectories: int, work: Path) -> Iterator[Ensemble]:
    """Fold the chains from their sequences alone."""
    for native in sources.chains(chains, sources.data_folder()):
        target = Target(native.name, ("A",), (native.sequence,))
        yield _folded(SEQUENCE, target, Restraints(), native.coords_a, trajectories, work)


def tuning_families(most: int) -> list[Family]:
    """All families that may be calibrated on, then the first `most` of the others that are not too long."""
    data = sources.data_folder()
    short = [f for f in families("other", data) if len(f.sequence) <= LONGEST_FAMILY]
    return [*families("calibrate", data), *short[:most]]


def family_ensembles(found: list[Family], trajectories: int, work: Path) -> Iterator[Ensemble]:
    """Fold families from their alignments."""
    for family in found:
        target = Target(family.name, ("A",), (family.sequence,))
        keeper = PartKeeper(_store(work, FAMILY, family.name), CONTACTS_PART)
        alignment = read_alignment(family.alignment, family.sequence)
        restraints = with_contacts(Restraints(), alignment, THREADS, keeper)
        yield _folded(FAMILY, target, restraints, family.coords_a, trajectories, work)


def _store(work: Path, case: str, name: str) -> DiskStore:
    kept = work / "ensembles" / case / name
    kept.mkdir(parents=True, exist_ok=True)
    return DiskStore(kept)


def _folded(
    case: str, target: Target, restraints: Restraints, native_a: np.ndarray, trajectories: int, work: Path
) -> Ensemble:
    store = _store(work, case, target.name)
    job = prepare(target, restraints, FoldSettings(trajectories=trajectories), store=store)
    outcomes, failures = run_ensemble(job, THREADS, store, None)
    if failures:
        print(f"{case} {target.name}: {failures}", file=sys.stderr)
    return Ensemble(case, target.name, job, outcomes, native_a[:, 1].astype(float))
