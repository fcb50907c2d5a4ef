"""Accuracy of folding: cases made from experimental chains, folded by the public command line, scored against natives.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/fold/accuracy.py --case distances --chains quote.txt --out results/distances
    python bench/fold/accuracy.py --case family --out results/family

`--set weights.dipole=1.0` folds with one constant changed, through the Python job that the command calls: ablations.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.batch import batch_jobs
from prct.app.fold_job import FoldJob, run_fold_job
from prct.folding.settings import FoldSettings

from bench.cases import make_cases, sources
from bench.cases.evaluate import evaluate, table
from bench.cases.families import made_family
from bench.harness import provenance

SMOKE_TRAJECTORIES = 2
SMOKE_LEAST_TM = 0.5
"""Far below what any run gives: a smoke run only shows that folding folds."""


def fold_by_command(targets: Path, results: Path, trajectories: int) -> None:
    """``prct fold --batch`` with defaults: FASTA and restraints, or an alignment, only."""
    command = [sys.executable, "-m", "prct", "fold", "--batch", str(targets), "--out", str(results)]
    subprocess.run([*command, "--trajectories", str(trajectories), "--resume"], check=True, stdout=subprocess.DEVNULL)


def fold_with(targets: Path, results: Path, settings: FoldSettings) -> None:
    """The same job with other settings."""
    job = FoldJob(Path(), Path(), results, settings, resume=True)
    for one in batch_jobs(targets, job):
        run_fold_job(one)


def cpu_seconds_a_trajectory(results: Path) -> float:
    """Mean over the targets, reading and writing included."""
    runs = [json.loads(path.read_text()) for path in sorted(results.glob("*/summary.json"))]
    return sum(run["run"]["cpu_s"] for run in runs) / sum(run["trajectories"] for run in runs)


def run_case(case: str, out: Path, trajectories: int, changes: dict[str, Any]) -> dict[str, Any]:
    """Fold the targets of a case folder and score them."""
    started = time.perf_counter()
    results = out / "results"
    if changes:
        settings = replace(FoldSettings(trajectories=trajectories)).with_overrides(**changes)
        fold_with(out / case / "targets", results, settings)
    else:
        fold_by_command(out / case / "targets", results, trajectories)
    report = evaluate(out / case, results)
    report["summary"]["cpu_s_a_trajectory"] = round(cpu_seconds_a_trajectory(results), 3)
    report["wall_s"] = round(time.perf_counter() - started, 1)
    report["trajectories"], report["changes"], report["provenance"] = trajectories, changes, provenance(["numpy"])
    return report


def make_targets(case: str, listing: str, out: Path, most: int | None) -> None:
    """Write the case's targets and natives below `out`."""
    data = sources.data_folder()
    if case in make_cases.PREDICTED_CASES:
        make_cases.make_predicted_case(case, make_cases.PREDICTED_CASES[case](data), out)
        return
    path = Path(listing) if Path(listing).is_file() else data / "structures" / listing
    names = path.read_text().split()[:most]
    make_cases.make_chain_case(case, sources.chains(names, data), 1, out)


def smoke_family(folder: Path) -> None:
    """Two trajectories of a made-up family: contacts are predicted and used."""
    made = made_family()
    make_cases.make_predicted_case("family", [made], folder)
    report = run_case("family", folder, SMOKE_TRAJECTORIES, {})
    summary = json.loads((folder / "results" / made.native.name / "summary.json").read_text())
    if report["summary"]["missing"] or not summary["alignment"]["contacts_used"]:
        raise RuntimeError(f"an alignment does not fold: {report['summary']}")


def smoke(folder: Path) -> dict[str, Any]:
    """Two trajectories of a made-up family and of a training chain; without the data set, of a made-up chain that no
    physics folds."""
    smoke_family(folder / "made")
    try:
        sources.data_folder()
    except FileNotFoundError:
        make_cases.make_chain_case("map", [sources.synthetic_chain()], 1, folder)
        return run_case("map", folder, SMOKE_TRAJECTORIES, {})
    make_targets("map", "tune.txt", folder, 1)
    report = run_case("map", folder, SMOKE_TRAJECTORIES, {})
    if report["summary"]["mean_tm_top"] < SMOKE_LEAST_TM:
        raise RuntimeError(f"a true contact map does not fold: {report['summary']}")
    return report


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--case", choices=(*make_cases.CASES, *make_cases.SIMULATED_CASES, *make_cases.PREDICTED_CASES))
    parser.add_argument("--chains", default="quote.txt", help="names; a path or a file below structures/")
    parser.add_argument("--most", type=int, help="only the first so many chains")
    parser.add_argument("--trajectories", type=int, default=16)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a constant, JSON value")
    parser.add_argument("--out", type=Path, help="folder for cases and results; a stopped run goes on there")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        if options.smoke:
            report = smoke(out)
        elif options.case is None:
            parser.error("name a --case")
        else:
            changes = {name: json.loads(value) for name, _, value in (item.partition("=") for item in options.set)}
            make_targets(options.case, options.chains, out, options.most)
            report = run_case(options.case, out, options.trajectories, changes)
    print(table(report))
    print(f"{report['summary']['cpu_s_a_trajectory']} CPU s a trajectory, changes {report.get('changes')}")
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
