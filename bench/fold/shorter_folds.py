"""Are folds in fewer steps faster, and as accurate, on chains that nothing was chosen on?

Usage: python bench/fold/shorter_folds.py [--case distances] [--ways adapted half quick] [--rounds N] [--smoke]
       [--json FILE]

Every chain is folded in turn as usual and in the other ways: `adapted`, with `--adapt`; `half`, with half the
trajectories; `quick`, with `--quick`. The same seeds, one thread: CPU seconds of the fold without those of the process
that learns, wall seconds with all, and of the first model TM-score, lDDT of CA and how far the predicted TM-score is
off. `speed` is seconds as usual over those of the other way, the others its value less that as usual, all with 95 %
intervals over the chains.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.adaptation import Adaptation
from prct.app.adaptation_file import described
from prct.app.workload import KnownTarget, read_workload
from prct.base.blas import one_blas_thread
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.scoring.score_model import score_model
from prct.timing.paired import in_turn, paired_difference, paired_ratio

from bench.cases import make_cases
from bench.forge.tuned_folds import bench_chains, smoke_chains, write_workload
from bench.harness import provenance

USUAL, WAYS = "usual", ("adapted", "half", "quick")
QUALITY = ("tm", "lddt", "tm_error")


def folded(known: KnownTarget, settings: FoldSettings, way: str, seed: int) -> dict[str, Any]:
    """Seconds and TM-score of one fold, and what was decided."""
    settings = settings.with_overrides(seed=seed, models=1)
    if way == "half":
        settings = settings.with_overrides(trajectories=max(1, settings.trajectories // 2))
    if way == "quick":
        settings = settings.quick()
    decided = ""
    wall, cpu = time.perf_counter(), time.process_time()
    if way == "adapted":
        with Adaptation() as adaptation:
            result = fold(known.target, known.restraints, settings, threads=1, parameters=adaptation)
        decided = described(adaptation.published)
    else:
        result = fold(known.target, known.restraints, settings, threads=1)
    spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    scores = score_model(result.best.structure, known.native)
    quality = (scores["tm_score"], scores["lddt_ca"], abs(result.best.predicted_tm - scores["tm_score"]))
    return {**spent, **dict(zip(QUALITY, quality, strict=True)), "decided": decided}


def rows_of(found: dict[str, list[list[dict[str, Any]]]], names: list[str]) -> list[dict[str, Any]]:
    """One line a way, and one for each chain."""
    rows: list[dict[str, Any]] = []

    def mean(way: str, quantity: str) -> list[float]:
        return [sum(fold[quantity] for fold in folds) / len(folds) for folds in found[way]]

    for way in [way for way in found if way != USUAL]:
        speeds = {q: paired_ratio(mean(way, q), mean(USUAL, q)) for q in ("wall_s", "cpu_s")}
        changes = {q: paired_difference(mean(USUAL, q), mean(way, q)) for q in QUALITY}
        intervals = {"speed_wall": speeds["wall_s"], "speed_cpu": speeds["cpu_s"], **changes}
        rows.append(
            {"way": way, **{k: [round(x, 5) for x in (i.estimate, i.low, i.high)] for k, i in intervals.items()}}
        )
    for k, name in enumerate(names):
        row: dict[str, Any] = {"chain": name}
        for way, folds in found.items():
            row[way] = [round(mean(way, q)[k], 4) for q in ("wall_s", "cpu_s", *QUALITY)]
            if way == "adapted":
                row["decided"] = [fold["decided"] for fold in folds[k]]
        rows.append(row)
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--case", default="distances", choices=make_cases.CASES)
    parser.add_argument("--trajectories", type=int, default=16)
    parser.add_argument("--ways", nargs="+", default=WAYS, choices=WAYS)
    parser.add_argument("--rounds", type=int, default=1, help="seeds of each chain")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    one_blas_thread()
    settings: dict[str, Any] = {"trajectories": options.trajectories}
    if options.smoke:
        settings = {"trajectories": 2, "annealing.steps": 400, "annealing.coarse_evaluations": 60}
    tuning, checking = smoke_chains() if options.smoke else bench_chains()
    with tempfile.TemporaryDirectory() as scratch:
        path = write_workload(options.case, tuning, checking, Path(scratch), settings=settings)
        workload = read_workload(path)

        def way(name: str) -> Any:
            return lambda item: folded(item[0], workload.settings, name, item[1])

        items = [(known, seed) for seed in range(1, options.rounds + 1) for known in workload.checking]
        measured = in_turn(items, [way(name) for name in (USUAL, *options.ways)])
    names = [known.name for known in workload.checking]
    found = {
        name: [[folds[k + r * len(names)][0] for r in range(options.rounds)] for k in range(len(names))]
        for name, folds in zip((USUAL, *options.ways), measured, strict=True)
    }
    rows = rows_of(found, names)
    for line in rows:
        print(json.dumps(line))
    if options.json:
        report = {"case": options.case, "trajectories": options.trajectories, "seeds": options.rounds, "rows": rows}
        report["provenance"] = provenance(["numpy", "z3-solver"])
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
