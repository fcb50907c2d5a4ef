"""Confidence against truth (Eq. 34): how far expected CA-lDDT and TM-scores are from those that models have.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/fold/confidence.py --chains quote.txt --json bench/results/confidence.json --png confidence.png

Every chain is folded from each sort of input, its sequence alone among them; all models that are kept count. Without
``--chains`` they are chains of the validation set, which nothing was fitted on; ``--case family`` folds the quoted
alignments.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.contact_job import with_contacts
from prct.app.disk_store import DiskStore
from prct.base.errors import RestraintError
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.confidence import PROBABLY_RIGHT_TM
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.folding.store import CONTACTS_PART, PartKeeper
from prct.io.alignment import read_alignment
from prct.io.restraints import read_restraints
from prct.plots.reliability import plot_reliability
from prct.plots.style import write_png
from prct.scoring.lddt import lddt_ca_per_residue
from prct.scoring.tm_score import tm_score

from bench.cases import make_cases, sources
from bench.cases.families import families
from bench.cases.reliability import reliability, reliability_bins
from bench.harness import provenance

DERIVED = (*make_cases.CASES, *make_cases.SIMULATED_CASES)
SEQUENCE, FAMILY = "sequence", "family"
THREADS = 2
SHORTEST, EVERY = 60, 4
"""Of the chains of the validation set."""


@dataclass(frozen=True)
class Scored:
    """A model: expected and true CA-lDDT [R] of its residues, expected and true TM-score."""

    case: str
    rank: int
    expected: np.ndarray
    lddt: np.ndarray
    expected_tm: float
    tm: float


def validation_chains(most: int) -> list[sources.Chain]:
    """Every fourth chain of the validation set that is not too short."""
    data = sources.data_folder()
    with np.load(data / "structures" / "val.npz") as archive:
        ids, offsets = archive["ids"], archive["offsets"]
    names = [str(name) for name, n in zip(ids, np.diff(offsets), strict=True) if n >= SHORTEST]
    return list(sources.chains(names[::EVERY][:most], data))


def inputs(
    cases: list[str], chains: list[sources.Chain], work: Path
) -> Iterator[tuple[str, sources.Chain, Restraints]]:
    """What is folded: the case, the native, and what is known."""
    for case in cases:
        if case == FAMILY:
            for family in families("dev", sources.data_folder()):
                keeper = PartKeeper(_store(work, case, family.name), CONTACTS_PART)
                alignment = read_alignment(family.alignment, family.sequence)
                native = sources.Chain(family.name, family.sequence, family.coords_a)
                yield case, native, with_contacts(Restraints(), alignment, THREADS, keeper)
            continue
        if case != SEQUENCE:
            make_cases.make_chain_case(case, chains, 1, work)
        for chain in chains:
            given = Restraints()
            if case != SEQUENCE:
                path = next((work / case / "targets" / chain.name).glob("restraints.*"))
                given = read_restraints(path, Target(chain.name, ("A",), (chain.sequence,)))
            yield case, chain, given


def _store(work: Path, case: str, name: str) -> DiskStore:
    kept = work / "ensembles" / case / name
    kept.mkdir(parents=True, exist_ok=True)
    return DiskStore(kept)


def scored(case: str, native: sources.Chain, given: Restraints, settings: FoldSettings, work: Path) -> list[Scored]:
    """The models of a fold against the native; none where a case says nothing of a chain, as contacts of a helix do."""
    target = Target(native.name, ("A",), (native.sequence,))
    try:
        result = fold(target, given, settings, threads=THREADS, store=_store(work, case, native.name))
    except RestraintError as problem:
        print(f"left out: {case} {native.name}: {problem}", file=sys.stderr)
        return []
    found = []
    for model in result.models:
        trace, true = model.structure.coords_a[:, 1], native.coords_a[:, 1]
        lddt = lddt_ca_per_residue(trace, true)
        known = np.isfinite(lddt)
        expected = model.confidence[known] / 100.0
        found.append(Scored(case, model.rank, expected, lddt[known], model.predicted_tm, tm_score(trace, true)))
    return found


def report_of(models: list[Scored]) -> dict[str, Any]:
    """All, the first of each ensemble, and by case."""
    groups = {"all": models, "first of each": [m for m in models if m.rank == 1]}
    groups.update({case: [m for m in models if m.case == case] for case in dict.fromkeys(m.case for m in models)})
    flagged = np.array([m.expected_tm < PROBABLY_RIGHT_TM for m in groups["first of each"]])
    wrong = np.array([m.tm < PROBABLY_RIGHT_TM for m in groups["first of each"]])
    return {
        "residues": {name: reliability([m.expected for m in g], [m.lddt for m in g]) for name, g in groups.items()},
        "models": {
            name: reliability([np.array([m.expected_tm]) for m in g], [np.array([m.tm]) for m in g])
            for name, g in groups.items()
        },
        "first of each, of those said to be probably wrong": {
            "wrong": int((wrong & flagged).sum()),
            "right": int((~wrong & flagged).sum()),
        },
        "first of each, of the others": {
            "wrong": int((wrong & ~flagged).sum()),
            "right": int((~wrong & ~flagged).sum()),
        },
    }


def picture(models: list[Scored], path: Path) -> None:
    """The reliability diagram."""
    of = {case: [m for m in models if m.case == case] for case in dict.fromkeys(m.case for m in models)}
    residues = {
        case: reliability_bins(np.concatenate([m.expected for m in g]), np.concatenate([m.lddt for m in g]))
        for case, g in of.items()
    }
    tm = {case: (np.array([m.expected_tm for m in g]), np.array([m.tm for m in g])) for case, g in of.items()}
    write_png(plot_reliability(residues, tm), path)


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, fold, report, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--case", action="append", choices=(*DERIVED, SEQUENCE, FAMILY), help="all but family unless given"
    )
    parser.add_argument("--chains", help="file of chain names; below structures/ of the data set or a path")
    parser.add_argument("--most", type=int, default=12, help="chains")
    parser.add_argument("--trajectories", type=int, default=4)
    parser.add_argument("--work", type=Path, help="folder for the models; what is there is used")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--png", type=Path, help="file for the reliability diagram")
    parser.add_argument("--smoke", action="store_true", help="one made-up chain, two trajectories, two cases")
    options = parser.parse_args(arguments)
    cases, settings = options.case or [*DERIVED, SEQUENCE], FoldSettings(trajectories=options.trajectories)
    if options.smoke:
        cases, settings = ["map", SEQUENCE], FoldSettings(trajectories=2)
        chains = [sources.synthetic_chain(length=40)]
    elif options.chains:
        listing = Path(options.chains)
        listing = listing if listing.is_file() else sources.data_folder() / "structures" / options.chains
        chains = list(sources.chains(listing.read_text().split()[: options.most], sources.data_folder()))
    else:
        chains = validation_chains(options.most)
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        models = [m for one in inputs(cases, chains, work) for m in scored(*one, settings, work)]
    report = {**report_of(models), "chains": [chain.name for chain in chains], "trajectories": settings.trajectories}
    print(json.dumps(report, indent=1))
    if options.png is not None:
        picture(models, options.png)
    if options.json is not None:
        options.json.write_text(json.dumps({**report, "provenance": provenance(["numpy"])}, indent=1) + "\n")


if __name__ == "__main__":
    main()
