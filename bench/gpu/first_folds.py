"""First folds a second of the GPU beside those of one core, from the same restraints.

Usage: python bench/gpu/first_folds.py [--lengths L ...] [--proteins P] [--smoke] [--json FILE]

Made chains with 20 distances or 1.5 contacts a residue; so many proteins at once, with 16 trajectories each, whose
seeds differ. `traces/s` is that of the call, embeddings, hands and copies among it; `host ms` is the time of the
processor that a trace takes meanwhile, `cpu ms` what the platform cpu takes for one on one core. Verified: no fold
fails, and mean energies of both, of the same seeds, are alike.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import workload
from gpu_bench import Row, attempt, check, command_line, positive, run, timings
from prct import _core
from prct.core.ca_fold import CaFold, CaFoldOptions, Evidence, ca_folding, run_folding
from workload import threads, trajectory

LENGTHS = (60, 145, 300, 700)
TRAJECTORIES = 16
PROTEINS = 16
ON_CPU = 4
ALIKE = 0.15
"""Mean energies of a few folds differ by this share, by chance."""


def foldings(residues: int, case: str, seeds: Sequence[int]) -> list[Any]:
    """Folds of one chain that are to begin."""
    chain = workload.made_chain(residues, case, first_folds=0)
    cb = np.array(_core.sites(_core.System(["A" * residues]), threads.packed_helices(residues)))[:, trajectory.SITE_CB]
    pairs = workload.chosen_pairs(cb, len(chain.bounds_a), residues)
    far = case == workload.DISTANCES
    length = np.linalg.norm(cb[pairs[:, 0]] - cb[pairs[:, 1]], axis=1)
    options = CaFoldOptions()
    options.evidence = Evidence.distances if far else Evidence.complete_contacts
    made = []
    for seed in seeds:
        options.seed = seed
        lower, upper = chain.bounds_a.T
        way = length if far else np.full(len(pairs), workload.USUAL_CONTACT_A)
        made.append(ca_folding([0, residues], pairs, lower, upper, way, options=options))
    return made


def measure_case(platform: Any, residues: int, case: str, proteins: int) -> Row:
    """Folds of so many proteins on the GPU, and a few of the first one's on the CPU."""
    seeds = range(1, TRAJECTORIES * proteins + 1)
    _core.fold_traces(platform, foldings(residues, case, seeds[:1]))  # loads the kernel
    waiting = foldings(residues, case, seeds)
    wall, host = time.perf_counter(), time.process_time()
    outcomes = _core.fold_traces(platform, waiting)
    wall, host = time.perf_counter() - wall, time.process_time() - host
    failures = [failure for failure, _ in outcomes if failure]
    check(not failures, f"{len(failures)} folds failed: {(failures or [''])[0]}")

    core = time.process_time()
    on_cpu = [run_folding(folding, residues) for folding in foldings(residues, case, seeds[:ON_CPU])]
    core = (time.process_time() - core) / ON_CPU
    ours = float(np.mean([CaFold(*folding.result()).energy_kt for folding in waiting[:ON_CPU]]))
    theirs = float(np.mean([fold.energy_kt for fold in on_cpu]))
    check(abs(ours - theirs) < ALIKE * theirs + 1.0, f"energies are {ours:.1f} and {theirs:.1f} on the cpu")
    count = len(waiting)
    times = {"traces/s": count / wall, "host ms": 1e3 * host / count, "cpu ms": 1e3 * core}
    return {"traces": count, "energy": ours, "energy on cpu": theirs, **timings(platform.name, times)}


def measure(name: str, options: Any) -> list[Row]:
    """A row for each length and kind of restraints."""
    platform = _core.Platform(name)
    lengths, proteins = ([30], 1) if options.smoke else (options.lengths, options.proteins)
    rows = []
    for residues in lengths:
        for case in (workload.DISTANCES, workload.CONTACTS):

            def call(residues: int = residues, case: str = case) -> Row:
                return measure_case(platform, residues, case, proteins)

            rows.append(attempt(call, platform=name, residues=residues, case=case))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("first_folds", __doc__)
    parser.add_argument("--lengths", type=positive, nargs="+", default=LENGTHS, metavar="L")
    parser.add_argument("--proteins", type=positive, default=PROTEINS, metavar="P")
    options = parser.parse_args(arguments)
    run("first_folds", options, lambda name: measure(name, options))


if __name__ == "__main__":
    main()
