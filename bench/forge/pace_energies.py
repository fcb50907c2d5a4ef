"""What does a shorter annealing cost, in the energy of the models and in their TM-score? Chains of tune.txt.

Usage: python bench/forge/pace_energies.py [--case distances] [--trajectories 8] [--smoke] [--json FILE]

`energy` is the mean energy of the models of the better hand above that of the first pace (kcal/mol a residue), `spread`
their standard deviation, both means over the chains; `tm` the mean change of the TM-score of the first model. The
margin of `prct.forge.smt.pace` was chosen by these figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.workload import KnownTarget, read_workload
from prct.base.blas import one_blas_thread
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.scoring.score_model import score_model

from bench.cases import make_cases
from bench.forge.tuned_folds import bench_chains, smoke_chains, write_workload
from bench.harness import provenance

PACES, SMOKE_PACES = (5000, 2500, 1200, 600, 300, 150), (100, 50)


def measured(known: KnownTarget, settings: FoldSettings, steps: int) -> dict[str, Any]:
    """Energy a residue and hand of every model, and the TM-score of the first."""
    chosen = settings.with_overrides(**{"annealing.steps": steps, "models": settings.trajectories})
    result = fold(known.target, known.restraints, chosen, threads=1)
    energies = {m.trajectory: (m.energy_kcal / len(known.target.sequence), m.hand) for m in result.models}
    return {"energies": energies, "tm": score_model(result.best.structure, known.native)["tm_score"]}


def compared(base: dict[str, Any], other: dict[str, Any]) -> tuple[float, float, float]:
    """Excess of energy and its spread in the better hand of the base, and the change of the TM-score."""
    by_hand: dict[int, list[float]] = {}
    for energy, hand in base["energies"].values():
        by_hand.setdefault(hand, []).append(energy)
    better = min(by_hand, key=lambda hand: float(np.mean(by_hand[hand])))
    found = [energy for energy, hand in other["energies"].values() if hand == better]
    spread = float(np.std(found, ddof=1)) if len(found) > 1 else 0.0
    return float(np.mean(found) - np.mean(by_hand[better])), spread, other["tm"] - base["tm"]


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--case", default="distances", choices=make_cases.CASES)
    parser.add_argument("--trajectories", type=int, default=8)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    one_blas_thread()
    chains, others = smoke_chains() if options.smoke else bench_chains()
    paces, trajectories = (SMOKE_PACES, 2) if options.smoke else (PACES, options.trajectories)
    with tempfile.TemporaryDirectory() as scratch:
        settings = {"trajectories": trajectories}
        workload = read_workload(write_workload(options.case, chains, others[:2], Path(scratch), settings=settings))
        found = [[measured(known, workload.settings, steps) for steps in paces] for known in workload.tuning]
    rows = []
    for place, steps in enumerate(paces):
        values = np.array([compared(chain[0], chain[place]) for chain in found])
        means = dict(zip(("energy", "spread", "tm"), values.mean(axis=0).round(4).tolist(), strict=True))
        rows.append({"steps": steps, **means})
        print(json.dumps(rows[-1]))
    if options.json:
        report = {"case": options.case, "trajectories": trajectories, "rows": rows, "provenance": provenance(["numpy"])}
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
