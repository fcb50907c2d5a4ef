"""Sampling by replica exchange against independent annealings of as many steps, from the sequence alone (Eq. 29).

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/fold/replicas.py --json bench/results/fold_replicas.json

Chains of val.npz of 30-80 residues, evenly over their lengths, those left out that are extended or have few long-range
contacts. Both arms take the same number of force evaluations, search and quench, with the same Hamiltonian at the end;
CPU seconds are reported. The lowest energy reached is what sampling is judged by; TM-scores also judge the Hamiltonian.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct._core import ReplicaSimulation, compute
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.ab_initio import walker_seed
from prct.folding.anneal import final_scales, start_state
from prct.folding.coil import random_coil
from prct.folding.first_fold import FirstFold
from prct.folding.pipeline import fold, prepare
from prct.folding.replicas import ladder
from prct.folding.settings import FoldSettings
from prct.scoring.tm_score import tm_score

from bench.cases import sources
from bench.harness import provenance

SHORTEST, LONGEST = 30, 80
BEST_OF = 5


def validation_chains(count: int, wanted: list[str] | None = None) -> list[tuple[str, str, np.ndarray]]:
    """Name, sequence and CA atoms of the chains that are wanted, or of some evenly over the lengths."""
    folder = sources.data_folder() / "structures"
    with (folder / "index.csv").open() as file:
        flags = {row["id"]: row["flags"] for row in csv.DictReader(file)}
    with np.load(folder / "val.npz") as held:
        names, offsets, letters = [str(x) for x in held["ids"]], held["offsets"], str(held["seq"])
        coords = held["coords"][:, 1].astype(float)
    spans = [(offsets[k], offsets[k + 1], name) for k, name in enumerate(names) if not flags.get(name)]
    fitting = sorted((s for s in spans if SHORTEST <= s[1] - s[0] <= LONGEST), key=lambda s: (s[1] - s[0], s[2]))
    even = [fitting[k] for k in np.linspace(0, len(fitting) - 1, count).round().astype(int)]
    chosen = [span for span in fitting if span[2] in wanted] if wanted else even
    return [(name, letters[a:b], coords[a:b]) for a, b, name in chosen]


def arms(residues: int, lattice: FoldSettings) -> dict[str, FoldSettings]:
    """Replica exchange, and annealings that share its steps."""
    chosen, trajectories = lattice.replicas, lattice.trajectories
    walkers = len(ladder(residues, chosen)) * len(chosen.lambdas)
    steps = chosen.anneal_steps + walkers * chosen.sweeps * chosen.interval // trajectories
    changes = {"replicas.use": "never", "annealing.steps": steps}
    return {"replicas": lattice, "annealings": lattice.with_overrides(**changes)}


def measure(name: str, sequence: str, native_a: np.ndarray, settings: FoldSettings) -> dict[str, Any]:
    """One fold on one thread."""
    started = time.process_time()
    result = fold(Target(name, ("A",), (sequence,)), Restraints(), settings)
    cpu_s = time.process_time() - started
    scores = [tm_score(model.structure.coords_a[:, 1], native_a) for model in result.models]
    energies = sorted(model.energy_kcal for model in result.models)
    row = {
        "cpu_s": round(cpu_s, 2),
        "lowest_kcal": round(energies[0], 3),
        "mean_of_best_kcal": round(float(np.mean(energies[:BEST_OF])), 3),
        "tm_top": round(scores[0], 4),
        "tm_best": round(max(scores[:BEST_OF]), 4),
    }
    found = result.replicas
    return row | ({name: found[name] for name in ("acceptance", "round_trips", "walked_again")} if found else {})


def run(chains: list[tuple[str, str, np.ndarray]], lattice: FoldSettings) -> dict[str, Any]:
    """All chains in both arms; printed as they come."""
    targets = []
    for name, sequence, native_a in chains:
        row: dict[str, Any] = {"name": name, "residues": len(sequence)}
        for arm, settings in arms(len(sequence), lattice).items():
            row[arm] = measure(name, sequence, native_a, settings)
        targets.append(row)
        print(json.dumps(row), flush=True)
    columns = ("cpu_s", "lowest_kcal", "mean_of_best_kcal", "tm_top", "tm_best")
    means = {
        arm: {column: round(float(np.mean([t[arm][column] for t in targets])), 3) for column in columns}
        for arm in ("replicas", "annealings")
    }
    gain = np.array([t["annealings"]["lowest_kcal"] - t["replicas"]["lowest_kcal"] for t in targets])
    error = float(gain.std(ddof=1) / np.sqrt(len(gain))) if len(gain) > 1 else 0.0
    lower = {"mean_kcal": round(float(gain.mean()), 3), "error_kcal": round(error, 3), "chains": int((gain > 0).sum())}
    return {"targets": targets, "means": means, "lower_by": lower, "provenance": provenance(["numpy"])}


def melting(sequence: str, temperatures_k: np.ndarray, sweeps: int) -> dict[str, list[float]]:
    """Mean potential and hydrogen-bond energy at each temperature over the second half of a run, kcal/mol."""
    settings = FoldSettings().with_overrides(**{"replicas.use": "never"})
    job = prepare(Target("melting", ("A",), (sequence,)), Restraints(), settings)
    walkers = []
    for walker in range(len(temperatures_k)):
        seed = walker_seed(settings.seed, walker)
        coil = FirstFold(random_coil(job.target, seed, (), job.candidates.phase_surfaces), 1, 0.0)
        walkers.append(start_state(job.system, job.platform, coil, settings, seed, np.zeros(0)))
    scales = final_scales(settings)
    lattice = ReplicaSimulation(
        job.system, job.platform, temperatures_k.tolist(), [scales], walkers, interval=50, seed=settings.seed
    )
    lattice.advance(sweeps // 2)
    samples = []
    while lattice.sweep < sweeps:
        lattice.advance(10)
        states, at = lattice.walkers, np.argsort(lattice.place_of)
        terms = [compute(job.system, job.platform, states[k].positions_a, scales, np.zeros(0))[0] for k in at]
        samples.append([(sum(t.values()), t["hydrogen_bond"]) for t in terms])
    potential, bonds = np.mean(samples, axis=0).T.round(1).tolist()
    return {"temperature_k": temperatures_k.round(1).tolist(), "potential_kcal": potential, "hydrogen_bond_kcal": bonds}


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--chains", type=int, default=10)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these chains")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a constant, JSON value")
    parser.add_argument("--melting", action="store_true", help="energies at 100-400 K of the chains named by --only")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true", help="one made-up chain, a few sweeps")
    chosen = parser.parse_args(arguments)
    if chosen.melting:
        for name, sequence, _ in validation_chains(1, chosen.only):
            print(name, json.dumps(melting(sequence, np.geomspace(100.0, 400.0, 14), 800)))
        return
    changes = {name: json.loads(value) for name, _, value in (text.partition("=") for text in chosen.set)}
    lattice = FoldSettings(models=16).with_overrides(**{"replicas.use": "sequence alone", **changes})
    if chosen.smoke:
        chain = sources.synthetic_chain()
        lattice = lattice.with_overrides(**{"trajectories": 2, "replicas.sweeps": 4, "replicas.anneal_steps": 250})
        report = run([(chain.name, chain.sequence, chain.coords_a[:, 1])], lattice)
    else:
        report = run(validation_chains(chosen.chains, chosen.only), lattice)
    report["changes"] = changes
    print(json.dumps({name: report[name] for name in ("means", "lower_by")}, indent=1))
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
