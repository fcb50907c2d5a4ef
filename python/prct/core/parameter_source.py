"""Where the trajectories of a fold get parameters that may change while they run, and what they tell in return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from prct._core import LiveParameters, ParameterBlock, ParameterChange, ParameterLog
from prct.base.errors import InputError

__all__ = [
    "LiveParameters",
    "ParameterBlock",
    "ParameterChange",
    "ParameterLog",
    "ParameterSource",
    "RecordedParameters",
    "TrajectoryEnd",
    "change_of",
    "changes_of",
    "row_of",
]

Row = list[Any]
"""A change as a row of JSON: step, version, total steps, step in ps, friction in 1/ps."""


@dataclass(frozen=True)
class TrajectoryEnd:
    """What a trajectory came to.

    Attributes
    ----------
    trajectory, hand : int
    energy_kcal : float
        Of the quenched model, which it is ranked by.
    changes : tuple of ParameterChange
        What it ran with.
    """

    trajectory: int
    hand: int
    energy_kcal: float
    changes: tuple[ParameterChange, ...]


class ParameterSource(Protocol):
    """Gives parameters to the trajectories of one fold; called from their threads."""

    def begin(self, first: LiveParameters, trajectories: int, residues: int) -> None:
        """A fold begins, whose trajectories have these parameters unless they are changed."""

    def log(self, trajectory: int, recorded: Sequence[ParameterChange], step: int) -> ParameterLog:
        """What the simulation of a trajectory reads between steps, which begins at this one; `recorded` is what a saved
        one ran with until then.
        """

    def report(self, trajectory: int, report: Mapping[str, Any]) -> None:
        """How a trajectory is doing, after each block of steps (:class:`prct.folding.anneal.Outcome`)."""

    def end(self, ended: TrajectoryEnd) -> None:
        """A trajectory has ended, in this run or in one that this run takes up."""

    def fail(self, trajectory: int, changes: Sequence[ParameterChange]) -> None:
        """A trajectory blew up for good; `changes` are what it ran with."""


class RecordedParameters:
    """The changes of an earlier fold again, by trajectory.

    Examples
    --------
    >>> change = ParameterChange(120, 2, LiveParameters(500, 0.01, 4.4))
    >>> source = RecordedParameters({0: [change]})
    >>> [len(source.log(k, [], 0).changes) for k in (0, 1)]
    [1, 0]
    """

    def __init__(self, changes: Mapping[int, Sequence[ParameterChange]]) -> None:
        self._logs = {k: list(of) for k, of in changes.items()}
        for of in self._logs.values():
            ParameterLog(of)

    def begin(self, first: LiveParameters, trajectories: int, residues: int) -> None:
        """Refuse changes of trajectories that the fold does not have.

        Raises
        ------
        InputError
            With the first such trajectory.
        """
        beyond = sorted(k for k in self._logs if not 0 <= k < trajectories)
        if beyond:
            raise InputError(
                f"the recorded parameters name trajectory {beyond[0] + 1} of {trajectories}; fold with the settings "
                "that they were recorded with"
            )

    def log(self, trajectory: int, recorded: Sequence[ParameterChange], step: int) -> ParameterLog:
        """All that was recorded, also for a trajectory that goes on from a saved state."""
        return ParameterLog(self._logs.get(trajectory, []))

    def report(self, trajectory: int, report: Mapping[str, Any]) -> None:
        """Nothing is learnt."""

    def end(self, ended: TrajectoryEnd) -> None:
        """Nothing is learnt."""

    def fail(self, trajectory: int, changes: Sequence[ParameterChange]) -> None:
        """Nothing is learnt."""


def row_of(change: ParameterChange) -> Row:
    """A change as JSON has it.

    Examples
    --------
    >>> row_of(ParameterChange(120, 2, LiveParameters(500, 0.01, 4.4)))
    [120, 2, 500, 0.01, 4.4]
    """
    p = change.parameters
    return [change.step, change.version, p.total_steps, p.step_ps, p.friction_per_ps]


def change_of(row: Sequence[Any]) -> ParameterChange:
    """The change of such a row.

    Raises
    ------
    InputError
        For what is no such row.

    Examples
    --------
    >>> row_of(change_of([120, 2, 500, 0.01, 4.4]))
    [120, 2, 500, 0.01, 4.4]
    """
    whole = [type(value) is int for value in row[:3]]
    real = [type(value) in (int, float) for value in row[3:]]
    if len(row) != 5 or not all(whole + real) or row[1] < 1:
        raise InputError(f"{row!r} is no change of parameters; it has a step, a version, and three parameters")
    return ParameterChange(row[0], row[1], LiveParameters(*row[2:]))


def changes_of(reports: Iterable[Mapping[str, Any]]) -> tuple[ParameterChange, ...]:
    """The changes that the blocks of a trajectory report under ``changes``."""
    return tuple(change_of(row) for report in reports for row in report.get("changes", ()))
