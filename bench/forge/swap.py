"""What does it cost that parameters may change while a fold runs: a swap, its latency, and learning that finds nothing?

Usage: --smoke for a few rounds, --json FILE to keep the rows.

- `swap`: the same 5,000 steps of ubiquitin without a log of parameters, with one whose block nobody writes (`poll_us`
  a step more), and beside another thread that publishes as fast as it can, to the block of the log or to another one.
  `swap_us` is what a change adds to the step that takes it.
- `latency`: from before a call of `publish` to after the moment when the simulation runs with it: the rest of the step
  under way is part of it.
- `bytes`: blocks of steps before a change, with and without it, and a whole run with what its log recorded.
- `overhead`: folds with the process that learns, kept from ever changing anything, over folds without it, in turn: wall
  seconds, and CPU seconds of both processes, which other programs disturb less.
"""

from __future__ import annotations

import math
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import harness
import numpy as np
from prct._core import LiveParameters, ParameterBlock, ParameterLog, Simulation, State
from prct.app.adaptation import Adaptation
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.anneal import keyframes, simulation_options
from prct.folding.job import trajectory_seed
from prct.folding.pipeline import fold, prepare
from prct.folding.resonance import edge_count
from prct.folding.settings import FoldSettings
from prct.folding.starts import start_of
from prct.folding.store import MemoryStore, PartKeeper
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints
from prct.timing.paired import Interval, paired_ratio

EXAMPLE = harness.ROOT / "examples" / "ubiquitin"
STEPS, BLOCK = 5000, 250
ROUNDS, PUBLISHED, FOLDS, TRAJECTORIES = 15, 400, 14, 48
UNMOVED = "import prct.forge.smt.pace as p; p.SAVING = 1e9; import prct.forge.smt.adapter_process as a, sys, os; "
UNMOVED += "os.nice(a.NICENESS); a.serve(sys.stdin, print)"
"""The process as it is, for which no change is ever worth while."""


def given() -> tuple[Target, Restraints]:
    """The example of the repository."""
    target, _ = read_fasta(EXAMPLE / "sequence.fasta")
    return target, read_restraints(EXAMPLE / "contacts.rr", target, False)


class Trajectory:
    """The first trajectory of a fold, from its start as often as wanted."""

    def __init__(self) -> None:
        target, restraints = given()
        self.settings = FoldSettings()
        self.job = prepare(target, restraints, self.settings)
        seed = trajectory_seed(self.settings.seed, 0)
        _, self.state, _ = start_of(self.job, 0, seed, PartKeeper(MemoryStore(), "start"))
        annealing = self.settings.annealing
        self.first = LiveParameters(annealing.steps, annealing.step_ps, annealing.friction_per_ps)

    def simulation(self, log: ParameterLog | None) -> Simulation:
        edges = edge_count(self.job.candidates, self.settings)
        options = simulation_options(self.settings, edges, self.job.tour_place)
        job, s = self.job, self.state
        state = State(s.positions_a, s.velocities_a_ps, s.alpha, s.theta, 0, s.seed)
        return Simulation(job.system, job.platform, state, keyframes(self.settings), options, log)

    def walk(self, log: ParameterLog | None) -> np.ndarray:
        simulation = self.simulation(log)
        while not simulation.finished:
            simulation.advance(BLOCK)
        return simulation.state.positions_a


@contextmanager
def publishing(publish: Callable[[int], None]) -> Any:
    """Another thread that publishes until the block ends."""
    stop = threading.Event()

    def work() -> None:
        k = 0
        while not stop.is_set():
            publish(k)
            k += 1

    other = threading.Thread(target=work)
    other.start()
    try:
        yield
    finally:
        stop.set()
        other.join()


def swap_row(trajectory: Trajectory, rounds: int) -> dict[str, Any]:
    """Seconds of a walk without a log, with one, and with one that is written all the time."""
    first = trajectory.first
    two = [LiveParameters(first.total_steps, first.step_ps, first.friction_per_ps + k * 1e-12) for k in range(2)]

    def beside_publishing(own: bool) -> int:
        block, other = ParameterBlock(first), ParameterBlock(first)
        log = ParameterLog([], block)
        with publishing(lambda k: (block if own else other).publish(two[k % 2])):
            trajectory.walk(log)
        return len(log)

    ways: dict[str, Callable[[], Any]] = {
        "none": lambda: trajectory.walk(None),
        "still": lambda: trajectory.walk(ParameterLog([], ParameterBlock(first))),
        "beside": lambda: beside_publishing(False),
        "swapped": lambda: beside_publishing(True),
    }
    found = harness.interleave(ways, rounds)
    spent = {name: statistics.median(timing.wall_s) for name, timing in found.items()}
    swaps = found["swapped"].result
    more = statistics.median(b - a for a, b in zip(found["beside"].wall_s, found["swapped"].wall_s, strict=True))
    return {
        "case": "swap",
        "step_us": 1e6 * spent["none"] / STEPS,
        "poll_us": 1e6 * (spent["still"] - spent["none"]) / STEPS,
        "swaps_a_walk": swaps,
        "swap_us": 1e6 * more / swaps,
    }


def latency_row(trajectory: Trajectory, published: int) -> dict[str, Any]:
    """How long after `publish` is called a step runs with what was published."""
    block, waits, calls = ParameterBlock(trajectory.first), [], []
    log = ParameterLog([], block)
    simulation = trajectory.simulation(log)
    walking = threading.Thread(target=lambda: simulation.advance(10**9))
    first = trajectory.first
    walking.start()
    time.sleep(0.02)
    for k in range(published):
        before, there = time.perf_counter(), len(log)
        block.publish(LiveParameters(10**9, first.step_ps, first.friction_per_ps + (k % 2) * 1e-12))
        calls.append(time.perf_counter() - before)
        while len(log) == there and walking.is_alive():
            pass
        waits.append(time.perf_counter() - before)
        time.sleep(1e-4)
    block.publish(LiveParameters(1, first.step_ps, first.friction_per_ps))  # the end of the schedule
    walking.join()
    waits.sort()
    return {
        "case": "latency",
        "publish_us": 1e6 * statistics.median(calls),
        "median_us": 1e6 * statistics.median(waits),
        "p99_us": 1e6 * waits[int(0.99 * (len(waits) - 1))],
    }


def bytes_row(trajectory: Trajectory) -> dict[str, Any]:
    """Whether blocks before a change have the bytes of a run without it, and the whole run those of its log again."""
    block = ParameterBlock(trajectory.first)
    log = ParameterLog([], block)
    plain, changed = trajectory.simulation(None), trajectory.simulation(log)
    same = []
    for _ in range(4):
        plain.advance(BLOCK)
        changed.advance(BLOCK)
        same.append(plain.state.positions_a.tobytes() == changed.state.positions_a.tobytes())
    block.publish(LiveParameters(1500, 0.009, 5.0))
    while not changed.finished:
        changed.advance(BLOCK)
    again = trajectory.walk(ParameterLog(log.changes))
    row = {"case": "bytes", "blocks_before_the_same": f"{sum(same)} of {len(same)}"}
    row["replay_the_same"] = again.tobytes() == changed.state.positions_a.tobytes()
    if not (all(same) and row["replay_the_same"]):
        row["failed"] = "other bytes"
    return row


def overhead_row(threads: int, folds: int, trajectories: int) -> dict[str, Any]:
    """Wall seconds of folds beside a process that changes nothing, over those without."""
    target, restraints = given()
    settings, learning_s = FoldSettings(trajectories=trajectories), []

    def adapted() -> int:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with Adaptation(command=(sys.executable, "-P", "-c", UNMOVED)) as adaptation:
            fold(target, restraints, settings, threads=threads, parameters=adaptation)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        learning_s.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return len(adaptation.published)

    ways = {"plain": lambda: fold(target, restraints, settings, threads=threads), "adapted": adapted}
    found = harness.interleave(ways, folds)
    if found["adapted"].result:
        return {"case": "overhead", "failed": "something was changed"}
    plain, other = found["plain"], found["adapted"]
    cpu_s = [own + learning for own, learning in zip(other.cpu_s, learning_s[1:], strict=True)]
    row: dict[str, Any] = {"case": "overhead", "threads": threads, "fold_s": statistics.median(plain.wall_s)}
    for name, before, after in (("wall", plain.wall_s, other.wall_s), ("cpu", plain.cpu_s, cpu_s)):
        ratio = paired_ratio(before, after) if folds > 1 else Interval(after[0] / before[0], 0.0, math.inf)
        row |= {name: ratio.estimate, f"{name}_low": ratio.low, f"{name}_high": ratio.high}
    return row


def run(smoke: bool) -> list[dict[str, Any]]:
    """A row each."""
    trajectory = Trajectory()
    folds, trajectories = (1, 4) if smoke else (FOLDS, TRAJECTORIES)
    return [
        swap_row(trajectory, 1 if smoke else ROUNDS),
        latency_row(trajectory, 20 if smoke else PUBLISHED),
        bytes_row(trajectory),
        *(overhead_row(threads, folds, trajectories) for threads in (1, 2)),
    ]


if __name__ == "__main__":
    harness.main("forge_swap", __doc__, run)
