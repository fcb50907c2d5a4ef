"""Are folds faster with tuned parameters, at equal accuracy, on chains that nothing was tuned on?

Usage: python bench/forge/tuned_folds.py [--case distances] [--budget SECONDS] [--smoke] [--json FILE]

`prct forge tune` looks for parameters on tuning chains and checks them on quoted ones: folds with the parameters before
and after in turn, the same seeds, CPU seconds. A random search follows on the same tuning chains with as many folds:
the same choice among what it measured, the same check. `speed` is the seconds before over those after, `tm` the mean
change of the TM-score of first models, both with 95 % intervals over the checking chains.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.app.tune_job import CERTIFICATE, TuneJob, check, run_tune_job
from prct.app.tuner import HISTORY, open_tuner
from prct.app.workload import read_workload
from prct.base.blas import one_blas_thread
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.forge.smt.certificate import ParameterCertificate, read_certificate
from prct.forge.smt.design import spread_choices
from prct.forge.smt.history import PerformanceHistory
from prct.io.structure import write_structure

from bench.cases import make_cases, sources
from bench.harness import provenance

SHORTEST, LONGEST = 60, 140
TUNING, CHECKING = 8, 12
RANDOM_SEED = 99


def write_workload(
    case: str, tuning: list[sources.Chain], checking: list[sources.Chain], folder: Path, **more: Any
) -> Path:
    """The targets of a bench case with their natives, as ``prct forge tune`` reads them."""
    make_cases.make_chain_case(case, [*tuning, *checking], 1, folder)
    for chain in (*tuning, *checking):
        n = len(chain.sequence)
        numbers = np.arange(1, n + 1, dtype=np.int32)
        native = Structure(chain.sequence, chain.coords_a, np.zeros(n, np.int32), ("A",), numbers)
        write_structure(native, folder / case / "targets" / chain.name / "native.pdb")
    path = folder / f"{case}.json"
    path.write_text(json.dumps({"targets": f"{case}/targets", "check": [c.name for c in checking], **more}))
    return path


def bench_chains() -> tuple[list[sources.Chain], list[sources.Chain]]:
    """The last chains of tune.txt, and the first of quote.txt, of a length that folds in seconds."""
    data = sources.data_folder()
    found = []
    for listing in ("tune.txt", "quote.txt"):
        names = (data / "structures" / listing).read_text().split()
        found.append([c for c in sources.chains(names, data) if SHORTEST <= len(c.sequence) <= LONGEST])
    return found[0][-TUNING:], found[1][:CHECKING]


def smoke_chains() -> tuple[list[sources.Chain], list[sources.Chain]]:
    """Four short helices."""
    made = []
    for k in range(4):
        n = 16 + k
        backbone = backbone_from_torsions([0, n], np.tile([-1.1, -0.8, np.pi], (n, 1)))
        coords = np.full((n, 5, 3), np.nan)
        coords[:, :3] = backbone
        coords[:, 4] = backbone[:, 1]  # CB, near enough to say which residues are near
        made.append(sources.Chain(f"helix{k}", "AEKL" * 5, coords)._replace(sequence=("AEKL" * 5)[:n]))
    return made[:2], made[2:]


def random_search(path: Path, out: Path, folds: int, tell: Callable[[str], None]) -> ParameterCertificate:
    """As many folds of random feasible choices, then the same choice and check as the tuner's."""
    tuner = open_tuner(path, out, 1, tell)
    workload = tuner.workload
    tuner.measure(tuner.start, workload.tuning, 1)
    count = max(1, folds // len(workload.tuning) - 1)
    for values in spread_choices(workload.space, tuner.constraints, count, RANDOM_SEED):
        tuner.measure(values, workload.tuning, 1)
    chosen = dict(tuner.best().values)
    certificate = tuner.certificate(chosen, check(tuner, chosen, lambda: False, tell))
    (out / CERTIFICATE).write_text(certificate.text())
    return certificate


def row(name: str, certificate: ParameterCertificate) -> dict[str, Any]:
    """One line of the report."""
    speed, change = certificate.speed(), certificate.tm_change()
    return {
        "search": name,
        "speed": [round(x, 4) for x in (speed.estimate, speed.low, speed.high)],
        "tm": [round(x, 5) for x in (change.estimate, change.low, change.high)],
        "chosen": {key: float(value) for key, value in certificate.chosen.items()},
        "pairs": len(certificate.folds),
        "adopted": certificate.adopted,
    }


def run(path: Path, out: Path, budget_s: float, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """Tuned, then at random."""
    tuned = run_tune_job(TuneJob(path, out / "tuned", budget_s), tell)
    read_certificate(tuned.text(), "the tuner's certificate")
    workload = read_workload(path)
    history = PerformanceHistory(out / "tuned" / HISTORY, tell)
    names = {t.name for t in workload.tuning}
    folds = sum(m.target in names for m in history.rows(tuned.workload).measurements)
    random = random_search(path, out / "random", folds, tell)
    return [row("tuner", tuned), row("random", random)]


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--case", default="distances", choices=make_cases.CASES)
    parser.add_argument("--budget", type=float, default=900.0, metavar="SECONDS", help="of the tuner")
    parser.add_argument("--trajectories", type=int, default=16)
    parser.add_argument("--out", type=Path, help="folder that keeps cases, histories and certificates")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    one_blas_thread()

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        settings: dict[str, Any] = {"trajectories": options.trajectories}
        chains, budget = (smoke_chains, 1.0) if options.smoke else (bench_chains, options.budget)
        if options.smoke:
            settings = {"trajectories": 1, "annealing.steps": 400, "annealing.coarse_evaluations": 60}
        tuning, checking = chains()
        path = write_workload(options.case, tuning, checking, out, settings=settings)
        rows = run(path, out, budget, tell)
    for line in rows:
        print(json.dumps(line))
    if options.json:
        report = {"case": options.case, "budget_s": budget, "rows": rows}
        report["provenance"] = provenance(["numpy", "z3-solver"])
        report["tuning"], report["checking"] = [c.name for c in tuning], [c.name for c in checking]
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
