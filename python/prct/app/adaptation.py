"""A fold whose parameters are learnt while it runs, by a process of its own; and what it ran with, to run it again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from prct.base.errors import InputError
from prct.core.parameter_source import (
    LiveParameters,
    ParameterBlock,
    ParameterChange,
    ParameterLog,
    TrajectoryEnd,
    changes_of,
)

COMMAND = (sys.executable, "-P", "-m", "prct.forge.smt.adapter_process")
CLOSE_S = 5.0
"""After which the process is killed, if it does not end by itself."""
PURE_SHARE = 0.9
"""Of the schedule, from which on a trajectory counts as one of its last pace."""


@dataclass(frozen=True)
class Published:
    """A decision that was published; trajectories that ran then took it before their next step.

    Attributes
    ----------
    version : int
        Of the parameters, which the changes of trajectories name.
    steps : int
    after : int
        Trajectories that had ended.
    why : str
    rolled_back : bool
    """

    version: int
    steps: int
    after: int
    why: str
    rolled_back: bool


@dataclass
class _Running:
    """A trajectory that runs from its first step on, by the clock."""

    began_s: float
    pace: int
    steps: int = 0
    annealed_s: float = 0.0


class Adaptation:
    """A :class:`prct.core.parameter_source.ParameterSource` that learns how many steps the annealing needs.

    A context: its process starts when a fold begins and ends with the block. Where the process dies or hangs, `warn`
    hears it and the fold goes on with the parameters it has.

    Parameters
    ----------
    warn : callable, optional
    command : sequence of str, optional
        Starts another process than the usual.
    clock : callable, optional
        Seconds of a clock that never goes back.

    Examples
    --------
    >>> import prct
    >>> with Adaptation() as adaptation:
    ...     result = prct.fold("GEWTYDDATKTFTVTE", trajectories=2, parameters=adaptation)
    >>> len(result.models), adaptation.published
    (2, [])
    """

    def __init__(
        self,
        warn: Callable[[str], None] | None = None,
        command: Sequence[str] = COMMAND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._warn = warn or (lambda text: None)
        self._command, self._clock = tuple(command), clock
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._sending = threading.Lock()
        self._running: dict[int, _Running] = {}
        self._ended: dict[int, TrajectoryEnd] = {}
        self._failed: dict[int, tuple[ParameterChange, ...]] = {}
        self.published: list[Published] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def changes(self) -> dict[int, tuple[ParameterChange, ...]]:
        """By trajectory that ended or failed, the changes of its parameters."""
        return {**{k: ended.changes for k, ended in self._ended.items()}, **self._failed}

    def begin(self, first: LiveParameters, trajectories: int, residues: int) -> None:
        """Start the process; what an earlier fold learnt is forgotten."""
        self.close()
        self._first, self._residues = first, residues
        self._block = ParameterBlock(first)
        self._running, self._ended, self._failed, self.published = {}, {}, {}, []
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        try:
            self._process = subprocess.Popen(self._command, **pipes, bufsize=0, start_new_session=True)
        except OSError as problem:
            self._warn(f"the adapting process did not start ({problem}); parameters stay as they are")
            return
        assert self._process.stdin and self._process.stdout
        os.set_blocking(self._process.stdin.fileno(), False)
        self._reader = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        self._send({"kind": "begin", "steps": first.total_steps})

    def log(self, trajectory: int, recorded: Sequence[ParameterChange], step: int) -> ParameterLog:
        """What is published from now on, after what was recorded."""
        if step == 0:
            self._running[trajectory] = _Running(self._clock(), self._first.total_steps)
        return ParameterLog(list(recorded), self._block)

    def report(self, trajectory: int, report: Mapping[str, Any]) -> None:
        """Tell the process of a block."""
        running = self._running.get(trajectory)
        if running is None:
            return
        changes = changes_of([report])
        for change in changes:
            running.pace = change.parameters.total_steps
        running.steps, running.annealed_s = report["step"], self._clock() - running.began_s
        again = report["walked_again"] > 0 and not changes  # else nobody knows which pace is to blame
        self._send({"kind": "block", "steps": running.pace, "walked_again": again})

    def end(self, ended: TrajectoryEnd) -> None:
        """Tell the process of a trajectory that it can learn from: one that ran here, nearly all at one pace."""
        self._ended[ended.trajectory] = ended
        running = self._running.pop(ended.trajectory, None)
        if running is None or not running.steps or share_of_last_pace(self._first, ended.changes) < PURE_SHARE:
            return
        self._send(
            {
                "kind": "end",
                "trajectory": ended.trajectory,
                "hand": ended.hand,
                "steps": running.pace,
                "step_s": running.annealed_s / running.steps,
                "wall_s": self._clock() - running.began_s,
                "energy": ended.energy_kcal / self._residues,
            }
        )

    def fail(self, trajectory: int, changes: Sequence[ParameterChange]) -> None:
        """Tell the process of a trajectory that blew up for good."""
        self._failed[trajectory] = tuple(changes)
        running = self._running.pop(trajectory, None)
        if running is not None:
            self._send({"kind": "block", "steps": running.pace, "walked_again": True})

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader:
            self._reader.join()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    def _send(self, message: dict[str, Any]) -> None:
        """Hand over a message; lost where the process has ended, or so many wait that the pipe is full."""
        line = json.dumps(message).encode() + b"\n"  # far shorter than PIPE_BUF: all of it or nothing
        with self._sending, suppress(BlockingIOError, BrokenPipeError):
            process = self._process
            if process and process.stdin:
                os.write(process.stdin.fileno(), line)

    def _listen(self, answers: IO[bytes]) -> None:
        """Publish what the process decides, until it ends."""
        try:
            for line in answers:
                self._publish(json.loads(line))
        except (ValueError, KeyError, TypeError, InputError) as problem:
            self._warn(f"what the adapting process said cannot be used ({problem}); parameters stay as they are")
            return
        if self._process is not None:
            self._warn("the adapting process has ended; parameters stay as they are")

    def _publish(self, decision: dict[str, Any]) -> None:
        steps, why, back = decision["steps"], decision["why"], decision["rolled_back"]
        version = self._block.publish(LiveParameters(steps, self._first.step_ps, self._first.friction_per_ps))
        self.published.append(Published(version, steps, len(self._ended), str(why), bool(back)))


def share_of_last_pace(first: LiveParameters, changes: Sequence[ParameterChange]) -> float:
    """Share of the schedule of a trajectory after its last change.

    Examples
    --------
    >>> first = LiveParameters(1000, 0.01, 4.4)
    >>> share_of_last_pace(first, [ParameterChange(250, 2, LiveParameters(100, 0.01, 4.4))])
    0.75
    """
    done, since, pace = 0.0, 0, first.total_steps
    for change in changes:
        done += (change.step - since) / pace
        since, pace = change.step, change.parameters.total_steps
    return 1.0 - done
