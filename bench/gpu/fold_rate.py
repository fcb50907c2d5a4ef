"""Ranked folds a second on a GPU, from restraints to ranked models with confidence, beside a network's predictions.

Usage: python bench/gpu/fold_rate.py [--lengths N ...] [--ways usual quick] [--processes N ...] [--peer FILE] [--smoke]

A fold is one call of `prct.fold` with 16 trajectories on the platform cuda: distances of a made chain in (pairs below
20 Å, each kept with probability 0.3, 5 % noise), five ranked models with confidence out; `quick` with the settings of
`--quick`. There is a row for each length, way and number of processes, usual folds by one. `one s` is the median of
single calls with all threads, nothing beside it; `prepare`, `first folds`, `plans`, `GPU` and `judge` are its parts:
candidates and system, traces, plans of trajectories, `run_trajectories`, ranking with confidence. `proteins/s` is what
so many processes fold side by side, each with `workers` threads that take a target at a time (so many that the GPU is
full while the cores prepare and judge others). Each counts for `seconds`, once it has ended as many folds as it has
workers; what counts is the time in which all do. `cpu s` is their CPU seconds a protein, and `GPU busy` the share of a
process's time in which at least one of its calls of `run_trajectories` was under way, from its first fold to its last,
in the mean of the processes.

`lost` counts trajectories of the first fold of each target that blew up: a fold goes on without them. Verified: five
models are there, energies and confidences are finite, and the first has a TM-score to the native (in the better hand: a
made chain has none) of at least 0.5.

With --peer, a JSON file of alphafold_network.py from the same machine, `x peer` is the peer's seconds a protein (its
fastest way of running the network, without search) over those of a fold in `proteins/s`.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import workload
from gpu_bench import Row, attempt, check, command_line, positive, run, timings
from made_folds import PARTS, fold_one, made_target, parts_timed, verify
from peer_rate import beside, peer_seconds
from prct.app.gpu import folds_side_by_side
from prct.app.processes import in_processes
from prct.base.blas import one_blas_thread
from prct.folding.result import FoldResult
from prct.folding.settings import FoldSettings

LENGTHS = (128, 256, 384)
WAYS = ("usual", "quick")
TRAJECTORIES = 16
LEAST_TM = 0.5
LEAST_SHARE = 0.5
"""Of the time that folds are counted in: so much of it all processes have to be at work."""


@dataclass(frozen=True)
class Load:
    """What every process folds, with so many threads, for so long."""

    platform: str
    residues: int
    settings: FoldSettings
    trajectories: int
    workers: int
    seconds: float
    least_tm: float


@dataclass(frozen=True)
class Folded:
    """When a process began and stopped to count, when each fold ended (monotonic clock, s), and what they came to."""

    begin: float
    stop: float
    ends: tuple[float, ...]
    workers: int
    cpu_s: float
    gpu_busy_s: float
    tm: tuple[float, ...]
    lost: int


def fold_for_a_while(load: Load, seeds: Sequence[int]) -> Folded:
    """Fold the targets again and again; each is verified once."""
    one_blas_thread()
    targets = [made_target(load.residues, seed) for seed in seeds]
    fold_one(targets[0], load.platform, load.settings, load.trajectories, 1)  # opens the device
    first: dict[int, FoldResult] = {}
    ends: list[float] = []
    cpu, since = time.process_time(), time.monotonic()

    def take_turns(_: int) -> None:
        for turn in turns:
            full = len(ends) >= load.workers
            if turn >= len(targets) and full and time.monotonic() >= ends[load.workers - 1] + load.seconds:
                return
            k = turn % len(targets)
            result = fold_one(targets[k], load.platform, load.settings, load.trajectories, 1)
            ends.append(time.monotonic())
            first.setdefault(k, result)

    turns = itertools.count()
    with parts_timed() as spent, ThreadPoolExecutor(load.workers) as pool:
        list(pool.map(take_turns, range(load.workers)))
    cpu, wall = time.process_time() - cpu, time.monotonic() - since
    begin = ends[load.workers - 1]
    tm = tuple(verify(result, targets[k], load.trajectories, load.least_tm) for k, result in sorted(first.items()))
    lost = sum(len(result.failures) for result in first.values())
    stop, busy = begin + load.seconds, spent["GPU"] / wall
    return Folded(begin, stop, tuple(ends), load.workers, cpu / len(ends), busy, tm, lost)


def rate(shares: Sequence[Folded]) -> float:
    """Folds a second while all processes counted."""
    begin, stop = max(share.begin for share in shares), min(share.stop for share in shares)
    longest = max(share.stop - share.begin for share in shares)
    check(stop - begin > LEAST_SHARE * longest, f"all processes together counted for {stop - begin:.1f} s only")
    folds, under_way = (
        sum(begin < end <= stop for share in shares for end in share.ends),
        sum(s.workers for s in shares),
    )
    check(folds >= under_way, f"{folds} folds ended while {under_way} were under way: give more --seconds")
    return folds / (stop - begin)


def measure(platform: str, residues: int, settings: FoldSettings, processes: int, options: Any) -> Row:
    """Verify, time single folds, then many at once."""
    threads, smoke = os.cpu_count() or 1, options.smoke
    trajectories, least_tm = (2, 0.0) if smoke else (TRAJECTORIES, LEAST_TM)
    target = made_target(residues, 1)
    first = fold_one(target, platform, settings, trajectories, threads)  # opens the device, too
    verify(first, target, trajectories, least_tm)
    alone, split = [], {part: [] for part in PARTS}
    for _ in range(options.singles):
        with parts_timed() as spent:
            begin = time.perf_counter()
            fold_one(target, platform, settings, trajectories, threads)
            alone.append(time.perf_counter() - begin)
        for part, seconds in spent.items():
            split[part].append(seconds)
    cores = max(1, threads // processes)
    workers = options.workers or folds_side_by_side(platform, trajectories, cores)
    load = Load(platform, residues, settings, trajectories, workers, options.seconds, least_tm)
    seeds = range(1, max(processes, options.targets) + 1)
    if processes == 1:
        shares = [fold_for_a_while(load, seeds)]
    else:
        answers, interrupted = in_processes(partial(fold_for_a_while, load), seeds, processes)
        if interrupted:
            raise KeyboardInterrupt
        shares = [share.answer for share in answers if share.answer is not None]
        check(len(shares) == processes, f"{processes - len(shares)} of {processes} processes died")
    times = {
        "one s": statistics.median(alone),
        **{f"{part} s": statistics.median(seconds) for part, seconds in split.items()},
        "workers": workers,
        "proteins/s": math.nan if smoke else rate(shares),
        "seconds": options.seconds,
        "cpu s": statistics.mean(share.cpu_s for share in shares),
        "GPU busy": statistics.mean(share.gpu_busy_s for share in shares),
    }
    return {
        "trajectories": trajectories,
        "targets": len(seeds),
        "mean TM": float(np.mean([tm for share in shares for tm in share.tm])),
        "lost": sum(share.lost for share in shares),
        "restraints": len(first.models[0].restraint_distances_a),
        **timings(platform, times),
    }


def rows_of(platform: str, options: Any) -> list[Row]:
    """A row for each length, way and number of processes."""
    lengths, usual = options.lengths, FoldSettings()
    if options.smoke:
        lengths, usual = [24], usual.with_overrides(**workload.SMOKE_SETTINGS)
        options.targets, options.singles, options.workers, options.seconds, options.processes = 2, 1, 2, 0.1, [1, 2]
    settings = {"usual": usual, "quick": usual.quick()}
    rows = []
    for residues, way, processes in product(lengths, options.ways, options.processes):
        if way == "usual" and processes > 1:
            continue
        call = partial(measure, platform, residues, settings[way], processes, options)
        rows.append(attempt(call, platform=platform, residues=residues, way=way, processes=processes))
    if options.peer:
        rows = beside(rows, peer_seconds(json.loads(options.peer.read_text())["rows"]))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("fold_rate", __doc__)
    parser.add_argument("--lengths", type=positive, nargs="+", default=list(LENGTHS), metavar="RESIDUES")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--processes", type=positive, nargs="+", default=[1, 4], metavar="N")
    parser.add_argument("--targets", type=positive, default=64, help="of each length, folded in turn")
    parser.add_argument("--singles", type=positive, default=3, help="folds timed alone, of each length")
    parser.add_argument("--seconds", type=float, default=8.0, help="that many are folded for, at least each once")
    parser.add_argument("--workers", type=positive, help="threads of a process; as --batch unless given")
    parser.add_argument("--peer", type=Path, metavar="FILE", help="JSON of alphafold_network.py on the same machine")
    options = parser.parse_args(arguments)
    one_blas_thread()
    run("fold_rate", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
