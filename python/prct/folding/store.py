"""Where trajectories leave their states and report their progress."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from prct._core import State
from prct.base.errors import Interrupted
from prct.core.ca_fold import SavedState
from prct.folding.anneal import Outcome

ResumedState = tuple[int, State, list[np.ndarray], list[dict[str, Any]]]
"""Hand, state, frames and reports so far. Beyond the last step of the schedule, `state.step` counts the evaluations of
the quench that are done."""


@dataclass(frozen=True)
class Progress:
    """One report of a trajectory.

    Attributes
    ----------
    trajectory, total_steps, restraints : int
    report : dict
        Those of :class:`prct.folding.anneal.Outcome`, and ``satisfied`` of the ``restraints`` that were given; before
        and after the annealing only ``step``.
    stage : str
        What goes on where it is not the annealing.
    """

    trajectory: int
    total_steps: int
    restraints: int
    report: dict[str, Any]
    stage: str = ""


CONTACTS_PART = "contacts"
"""Name of the prediction that comes before everything else."""
CONSENSUS_PART = "consensus"
"""Name of the work that all trajectories share before the annealing."""
REPLICAS_PART = "replicas"
"""Name of the lattice that looks for the starts of all trajectories."""


def shared_start_part(number: int) -> str:
    """The name of a first fold that several trajectories begin with: it is kept until the fold has ended."""
    return f"shared_start_{number:05d}"


def start_part(trajectory: int) -> str:
    """Name of the work of one trajectory before its annealing."""
    return f"start_{trajectory:05d}"


class TrajectoryStore(Protocol):
    """Keeps states between blocks and outcomes at the end; called from the trajectories' threads."""

    def load_outcome(self, trajectory: int) -> Outcome | None:
        """The outcome of a trajectory that has ended, None of one that has not."""

    def load_state(self, trajectory: int) -> ResumedState | None:
        """Where a stopped trajectory was, None at its beginning."""

    def save_state(
        self, trajectory: int, hand: int, state: State, frames: list[np.ndarray], reports: list[dict[str, Any]]
    ) -> None:
        """Take the state after a block; the store decides whether it is due to be saved."""

    def save_outcome(self, outcome: Outcome) -> None:
        """Keep what a trajectory ended with."""

    def load_part(self, name: str) -> SavedState | None:
        """Where a piece of work before the annealing was, None at its beginning."""

    def save_part(self, name: str, state: Callable[[], SavedState], ended: bool) -> None:
        """Take the state of such a piece; the store decides whether it is due to be saved."""

    def save_all(self) -> None:
        """From now on save whatever is handed over, due or not: the run is about to stop."""

    def post(self, progress: Progress) -> None:
        """Put a report where `drain` finds it."""

    def drain(self) -> list[Progress]:
        """All reports since the last call."""


class MemoryStore:
    """Keeps nothing but the progress."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Progress] = queue.SimpleQueue()

    def load_outcome(self, trajectory: int) -> Outcome | None:
        """Nothing was saved."""
        return None

    def load_state(self, trajectory: int) -> ResumedState | None:
        """Nothing was saved."""
        return None

    def save_state(
        self, trajectory: int, hand: int, state: State, frames: list[np.ndarray], reports: list[dict[str, Any]]
    ) -> None:
        """Not kept."""

    def save_outcome(self, outcome: Outcome) -> None:
        """Not kept."""

    def load_part(self, name: str) -> SavedState | None:
        """Nothing was saved."""
        return None

    def save_part(self, name: str, state: Callable[[], SavedState], ended: bool) -> None:
        """Not kept."""

    def save_all(self) -> None:
        """Nothing is kept."""

    def post(self, progress: Progress) -> None:
        """Put a report where `drain` finds it."""
        self._events.put(progress)

    def drain(self) -> list[Progress]:
        """All reports since the last call."""
        events = []
        while not self._events.empty():
            events.append(self._events.get_nowait())
        return events


@dataclass(frozen=True)
class PartKeeper:
    """Keeps a piece of work in a store; tells that it goes on, and stops it when `stop` is set."""

    store: TrajectoryStore
    name: str
    stop: threading.Event | None = None
    tell: Callable[[], None] | None = None

    def load(self) -> SavedState | None:
        """Where the work was."""
        return self.store.load_part(self.name)

    def keep(self, state: Callable[[], SavedState], ended: bool) -> None:
        """Hand the state to the store."""
        self.store.save_part(self.name, state, ended)
        if self.tell and not ended:
            self.tell()
        if self.stop and self.stop.is_set():
            raise Interrupted("stopped between two pieces of a first fold")
