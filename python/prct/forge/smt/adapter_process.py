"""The process that learns while a fold runs: news of trajectories on stdin, decisions on stdout, each a line of JSON.

It gives way to the trajectories (nice), and ends when stdin does.

========  ================================================================================
message   fields
========  ================================================================================
begin     ``steps``: of the schedule that the fold was asked for
block     ``steps``: pace of the trajectory; ``walked_again``: whether the block blew up
end       ``trajectory``, ``hand``, ``steps``, ``step_s``, ``wall_s``, ``energy`` (a residue)
========  ================================================================================
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from prct.forge.smt.pace import Decision, PacedTrajectory, PaceSearch, Propose

NICENESS = 10
Answer = dict[str, Any]


def decisions(messages: Iterable[Answer], propose: Propose) -> Iterator[Decision]:
    """What is decided after each message, where anything is.

    Examples
    --------
    >>> ends = [{"kind": "end", "trajectory": k, "hand": 1, "steps": 800, "step_s": 1e-3, "wall_s": 1.0, "energy": -1.0}
    ...         for k in range(4)]
    >>> [d.steps for d in decisions([{"kind": "begin", "steps": 800}, *ends], lambda ended, most: None)]
    [400]
    """
    search = PaceSearch(1, 1)
    for message in messages:
        decision = None
        if message["kind"] == "begin":
            search = PaceSearch(message["steps"], message["steps"])
        elif message["kind"] == "block" and message["walked_again"]:
            search, decision = search.after_blow_up(message["steps"])
        elif message["kind"] == "end":
            fields = [message[name] for name in ("trajectory", "hand", "steps", "step_s", "wall_s", "energy")]
            search, decision = search.after(PacedTrajectory(*fields), propose)
        if decision:
            yield decision


class LateSolver:
    """Proposals of a solver that is started, and imported, when the first is asked for: most folds need none."""

    def __init__(self) -> None:
        self._close: Callable[[], None] | None = None
        self._propose: Propose | None = None

    def propose(self, ended: Sequence[PacedTrajectory], most_energy: float) -> int | None:
        """As :func:`prct.forge.smt.pace_proposal.proposed_steps`."""
        if self._propose is None:
            from prct.forge.smt.pace_proposal import proposed_steps
            from prct.forge.smt.solver import Solver

            solver = Solver()
            self._close, self._propose = solver.close, partial(proposed_steps, solver)
        return self._propose(ended, most_energy)

    def close(self) -> None:
        """End the solver's process, if there is one."""
        if self._close:
            self._close()


def serve(lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Answer until there is no message any more."""
    solver = LateSolver()
    try:
        for decision in decisions(map(json.loads, lines), solver.propose):
            write(json.dumps(vars(decision)))
    finally:
        solver.close()


def stop(number: int, frame: object) -> None:
    """Of a signal: end as at the end of stdin."""
    raise SystemExit(0)


if __name__ == "__main__":
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, stop)
    serve(sys.stdin, lambda line: print(line, flush=True))
