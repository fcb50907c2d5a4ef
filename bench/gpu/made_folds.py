"""Made targets, their folds by the public call, and the seconds that parts of a fold take."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
import workload
from gpu_bench import check
from prct import _core
from prct.app.api import fold
from prct.folding.result import FoldResult
from prct.folding.settings import FoldSettings
from prct.scoring.tm_score import tm_score

from bench.cases.definitions import distances_case

MODELS = 5
PARTS = {
    "prepare": "prct.folding.pipeline.prepare",
    "first folds": "prct.folding.whole_runs.first_traces",
    "plans": "prct.folding.whole_runs.whole_run",
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
