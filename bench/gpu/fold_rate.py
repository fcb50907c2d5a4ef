"""Ranked folds a second on a GPU, from restraints to ranked models with confidence, beside a network's predictions.

Usage: python bench/gpu/fold_rate.py [--lengths N ...] [--steps N ...] [--targets N] [--peer FILE] [--smoke]

A fold is one call of `prct.fold` with 16 trajectories on the platform cuda: distances of a made chain in (pairs below
20 Å, each kept with probability 0.3, 5 % noise), five ranked models with confidence out. There is a row for each length
and number of annealing steps: as many as a fold has unless told otherwise, and few. `one s` is the median of
single calls with all threads, nothing beside it; `prepare`, `first folds`, `GPU` and `judge` are its parts: candidates
and system, starts and plans, `run_trajectories`, ranking with confidence. `proteins/s` is that of many targets of a
length at once, folded by `workers` threads with one thread each (so many that the GPU is full while the cores prepare
and judge others), `cpu s` its CPU seconds a protein, and `GPU busy` the share of the time in which at least one call of
`run_trajectories` was under way.

`lost` counts trajectories that blew up, of all targets: a fold goes on without them. Verified: five models are there,
energies and confidences are finite, and the first has a TM-score to the native (in the better hand: a made chain has
none) of at least 0.5.

With --peer, a JSON file of alphafold_network.py from the same machine, `x peer` is the peer's seconds a protein (its
fastest way of running the network, without search) over those of a fold in `proteins/s`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
import workload
from gpu_bench import Row, attempt, check, command_line, positive, run, timings
from peer_rate import beside, peer_seconds
from prct import _core
from prct.app.api import fold
from prct.app.gpu import folds_side_by_side
from prct.base.blas import one_blas_thread
from prct.folding.result import FoldResult
from prct.folding.settings import FoldSettings
from prct.scoring.tm_score import tm_score

from bench.cases.definitions import distances_case

LENGTHS = (128, 256, 384)
TRAJECTORIES, MODELS = 16, 5
FEW_STEPS = 300
LEAST_TM = 0.5
PARTS = {
    "prepare": "prct.folding.pipeline.prepare",
    "first folds": "prct.folding.whole_runs.whole_run",
    "GPU": "prct._core.run_trajectories",
    "judge": "prct.folding.pipeline.judge",
}


@dataclass(frozen=True)
class MadeTarget:
    """A sequence, its distances [L, L] with NaN where unknown, and the native CA [L, 3]."""

    sequence: str
    distance_a: np.ndarray
    native_a: np.ndarray


def made_target(residues: int, seed: int) -> MadeTarget:
    """Packed helices with a sequence and distances of their own."""
    backbone = workload.threads.packed_helices(residues)
    sequence = "".join(np.random.default_rng([seed, residues]).choice(list("ACDEFGHIKLMNPQRSTVWY"), residues))
    cb = np.array(_core.sites(_core.System([sequence]), backbone))[:, workload.trajectory.SITE_CB]
    d = np.linalg.norm(cb[:, None] - cb[None], axis=-1)
    return MadeTarget(sequence, distances_case(d, seed, f"made {residues}"), backbone[:, 1])


@contextmanager
def parts_timed() -> Iterator[dict[str, float]]:
    """Wall seconds inside each of `PARTS`, from the first entry to the last exit while it is entered at all."""
    spent, inside, since = dict.fromkeys(PARTS, 0.0), dict.fromkeys(PARTS, 0), dict.fromkeys(PARTS, 0.0)
    lock = threading.Lock()

    def timed(part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **named: Any) -> Any:
            with lock:
                inside[part] += 1
                if inside[part] == 1:
                    since[part] = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                with lock:
                    inside[part] -= 1
                    if inside[part] == 0:
                        spent[part] += time.perf_counter() - since[part]

        return wrapper

    patches = []
    for part, place in PARTS.items():
        module, _, name = place.rpartition(".")
        patches.append(mock.patch(place, timed(part, getattr(sys.modules[module], name))))
    try:
        for patch in patches:
            patch.start()
        yield spent
    finally:
        for patch in patches:
            patch.stop()


def fold_one(target: MadeTarget, platform: str, settings: FoldSettings, trajectories: int, threads: int) -> FoldResult:
    """The public call."""
    return fold(
        target.sequence,
        {"distance": target.distance_a},
        trajectories=trajectories,
        models=MODELS,
        threads=threads,
        platform=platform,
        settings=settings,
    )


def verify(result: FoldResult, target: MadeTarget, trajectories: int, least_tm: float) -> float:
    """Refuse a result that is no fold; the TM-score of its first model in the better hand."""
    check(len(result.models) == min(MODELS, trajectories), f"{len(result.models)} models")
    for model in result.models:
        check(bool(np.isfinite(model.structure.confidence).all()), "a confidence is not finite")
        check(bool(np.isfinite(model.energy_kcal)), "an energy is not finite")
    trace = result.models[0].structure.coords_a[:, 1]
    tm = max(tm_score(trace, target.native_a), tm_score(trace * [1.0, 1.0, -1.0], target.native_a))
    check(tm >= least_tm, f"the first model has a TM-score of {tm:.2f} to the native")
    return tm


def measure(platform: str, residues: int, options: Any, settings: FoldSettings, trajectories: int) -> Row:
    """Verify, time single folds, then many at once."""
    threads = os.cpu_count() or 1
    targets = [made_target(residues, seed) for seed in range(1, options.targets + 1)]
    least_tm = 0.0 if options.smoke else LEAST_TM
    first = fold_one(targets[0], platform, settings, trajectories, threads)  # opens the device, too
    tm = [verify(first, targets[0], trajectories, least_tm)]
    alone, split = [], {part: [] for part in PARTS}
    for target in targets[: options.singles]:
        with parts_timed() as spent:
            begin = time.perf_counter()
            fold_one(target, platform, settings, trajectories, threads)
            alone.append(time.perf_counter() - begin)
        for part, seconds in spent.items():
            split[part].append(seconds)
    workers = options.workers or folds_side_by_side(platform, trajectories, threads)
    cpu, begin = time.process_time(), time.perf_counter()
    with parts_timed() as spent, ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(lambda t: fold_one(t, platform, settings, trajectories, 1), targets))
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    tm += [verify(result, target, trajectories, least_tm) for result, target in zip(results, targets, strict=True)]
    times = {
        "one s": statistics.median(alone),
        **{f"{part} s": statistics.median(seconds) for part, seconds in split.items()},
        "workers": workers,
        "proteins/s": len(targets) / wall,
        "cpu s": cpu / len(targets),
        "GPU busy": spent["GPU"] / wall,
    }
    return {
        "trajectories": trajectories,
        "targets": len(targets),
        "mean TM": float(np.mean(tm)),
        "lost": sum(len(result.failures) for result in results),
        "restraints": len(results[0].models[0].restraint_distances_a),
        **timings(platform, times),
    }


def rows_of(platform: str, options: Any) -> list[Row]:
    """A row for each length."""
    lengths, trajectories, settings = options.lengths, TRAJECTORIES, FoldSettings()
    if options.smoke:
        lengths, trajectories, settings = [24], 2, settings.with_overrides(**workload.SMOKE_SETTINGS)
        options.targets, options.singles, options.workers = 2, 1, 2
    walks = options.steps or dict.fromkeys((settings.annealing.steps, min(FEW_STEPS, settings.annealing.steps)))
    rows = []
    for residues, steps in product(lengths, walks):
        walked = settings.with_overrides(**{"annealing.steps": steps})
        call = partial(measure, platform, residues, options, walked, trajectories)
        rows.append(attempt(call, platform=platform, residues=residues, steps=steps))
    if options.peer:
        rows = beside(rows, peer_seconds(json.loads(options.peer.read_text())["rows"]))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_line("fold_rate", __doc__)
    parser.add_argument("--lengths", type=positive, nargs="+", default=list(LENGTHS), metavar="RESIDUES")
    parser.add_argument("--steps", type=positive, nargs="+", help="of the annealing; as a fold has, and 300")
    parser.add_argument("--targets", type=positive, default=256, help="folded at once, of each length")
    parser.add_argument("--singles", type=positive, default=3, help="folds timed alone, of each length")
    parser.add_argument("--workers", type=positive, help="threads that fold targets; as --batch unless given")
    parser.add_argument("--peer", type=Path, metavar="FILE", help="JSON of alphafold_network.py on the same machine")
    options = parser.parse_args(arguments)
    one_blas_thread()
    run("fold_rate", options, lambda platform: rows_of(platform, options))


if __name__ == "__main__":
    main()
