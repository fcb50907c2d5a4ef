"""Live progress: one line that is rewritten on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from prct.cli.streams import tell
from prct.folding.store import Progress

TERMINAL_EVERY_S = 0.2
PLAIN_EVERY_S = 10.0


class ProgressLine:
    """Shows step, energy, Φ, locked contacts and the time that is left; a new kind of work is shown at once."""

    def __init__(self, trajectories: int, stream: TextIO | None) -> None:
        self._trajectories = trajectories
        self._stream = stream
        self._terminal = stream is not None and stream.isatty()
        self._started = time.monotonic()
        self._shown = 0.0
        self._open = False
        self._stage = ""
        self._done: dict[int, float] = {}
        self._first: dict[int, float] = {}

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._open:
            tell(self._stream, "\r\x1b[K" if kind is None else "\n")

    def warn(self, text: str) -> None:
        """A warning on a line of its own."""
        tell(self._stream, f"prct: warning: {text}\n")

    def update(self, progress: Progress) -> None:
        """Take a report; show it when the last one has stood long enough."""
        share = min(1.0, int(progress.report["step"]) / max(1, progress.total_steps))
        self._first.setdefault(progress.trajectory, share)
        self._done[progress.trajectory] = share
        now = time.monotonic()
        kind = progress.stage.partition(":")[0]
        recent = now - self._shown < (TERMINAL_EVERY_S if self._terminal else PLAIN_EVERY_S)
        if recent and (not kind or kind == self._stage):
            return
        self._shown, self._stage = now, kind
        text = self._text(progress, now)
        if self._terminal:
            tell(self._stream, f"\r\x1b[K{text}")
            self._open = True
        else:
            tell(self._stream, f"{text}\n")

    def _text(self, progress: Progress, now: float) -> str:
        done = sum(self._done.values())
        walked = done - sum(self._first.values())
        eta = f"{(now - self._started) * (self._trajectories - done) / walked:.0f} s" if walked > 0 else "?"
        report = progress.report
        where = f"{done / self._trajectories:4.0%}  trajectory {progress.trajectory + 1}/{self._trajectories}"
        if progress.stage:
            return f"{where}  {progress.stage}  ETA {eta}"
        locked = f"  locked {report['satisfied']}/{progress.restraints}" if progress.restraints else ""
        return (
            f"{where}  step {report['step']}/{progress.total_steps}  E {report['energy']:.0f} kcal/mol"
            f"  Φ {report['order_parameter']:.2f}{locked}  ETA {eta}"
        )
