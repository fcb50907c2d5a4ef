"""Checkpoints of a running fold in a folder, so that a killed run goes on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from prct._core import TERM_NAMES, State
from prct.core.ca_fold import SavedState
from prct.folding.anneal import Outcome
from prct.folding.store import MemoryStore, ResumedState, start_part
from prct.io.checkpoint import load_checkpoint, save_checkpoint

SAVE_EVERY_S = 1.0
"""Work is saved this often, between pieces of one to two seconds, so that a killed run loses less than 5 s of it."""
ENDED_AFTER_S = 0.5
"""A piece of work that has ended is saved unless it was shorter than this."""


class DiskStore(MemoryStore):
    """One file a trajectory, ``start_K`` before its annealing, ``state_K`` while it runs and ``outcome_K`` when it has
    ended; one for every trace that several begin with, for the consensus of first folds, and for the replicas."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._folder = folder
        self._clock = clock
        self._saved_at: dict[str, float] = {}
        self._began = clock()
        self._stopping = False

    def save_all(self) -> None:
        """Every save is due from now on."""
        self._stopping = True

    def _state(self, trajectory: int) -> Path:
        return self._folder / f"state_{trajectory:05d}.npz"

    def _outcome(self, trajectory: int) -> Path:
        return self._folder / f"outcome_{trajectory:05d}.npz"

    def _part(self, name: str) -> Path:
        return self._folder / f"{name}.npz"

    def _due(self, path: Path, after_s: float) -> bool:
        """Whether the last save of a file, or the beginning of its work, is long enough ago."""
        now = self._clock()
        due = self._stopping or now - self._saved_at.setdefault(path.name, now) >= after_s
        if due:
            self._saved_at[path.name] = now
        return due

    def load_part(self, name: str) -> SavedState | None:
        """Where a piece of work was; its clock starts at the last outcome, or when the store was opened."""
        path = self._part(name)
        self._saved_at[path.name] = self._began
        return load_checkpoint(path)[0] if path.exists() else None

    def save_part(self, name: str, state: Callable[[], SavedState], ended: bool) -> None:
        """Save when the last save is long enough ago."""
        if self._due(self._part(name), ENDED_AFTER_S if ended else SAVE_EVERY_S):
            save_checkpoint(self._part(name), state(), {})

    def load_outcome(self, trajectory: int) -> Outcome | None:
        """The model of a trajectory that has ended."""
        if not self._outcome(trajectory).exists():
            return None
        arrays, state = load_checkpoint(self._outcome(trajectory))
        return Outcome(
            trajectory,
            state["hand"],
            arrays["backbone"],
            {name: state["terms"][name] for name in TERM_NAMES},  # saved in order of the alphabet
            state["satisfied"],
            arrays["distances"],
            state["max_force"],
            arrays.get("frames"),
            state["reports"],
        )

    def save_outcome(self, outcome: Outcome) -> None:
        """Save the model and drop the running state."""
        arrays = {"backbone": outcome.backbone_a, "distances": outcome.distances_a}
        if outcome.frames_a is not None:
            arrays["frames"] = outcome.frames_a
        state = {
            "hand": outcome.hand,
            "terms": outcome.terms,
            "satisfied": outcome.satisfied,
            "max_force": outcome.max_force,
            "reports": list(outcome.reports),
        }
        save_checkpoint(self._outcome(outcome.trajectory), arrays, state)
        self._began = self._clock()
        for path in (self._state(outcome.trajectory), self._part(start_part(outcome.trajectory))):
            path.unlink(missing_ok=True)

    def load_state(self, trajectory: int) -> ResumedState | None:
        """Where a trajectory was; its clock starts as that of a part does."""
        self._saved_at[self._state(trajectory).name] = self._began
        if not self._state(trajectory).exists():
            return None
        arrays, saved = load_checkpoint(self._state(trajectory))
        state = State(
            arrays["positions"], arrays["velocities"], arrays["alpha"], arrays["theta"], saved["step"], saved["seed"]
        )
        return saved["hand"], state, list(arrays["frames"]), saved["reports"]

    def save_state(
        self, trajectory: int, hand: int, state: State, frames: list[np.ndarray], reports: list[dict[str, Any]]
    ) -> None:
        """Save when the last save is long enough ago."""
        if not self._due(self._state(trajectory), SAVE_EVERY_S):
            return
        arrays = {
            "positions": state.positions_a,
            "velocities": state.velocities_a_ps,
            "alpha": state.alpha,
            "theta": state.theta,
            "frames": np.stack(frames) if frames else np.zeros((0,), np.float32),
        }
        saved = {"hand": hand, "step": state.step, "seed": state.seed, "reports": reports}
        save_checkpoint(self._state(trajectory), arrays, saved)
        self._part(start_part(trajectory)).unlink(missing_ok=True)
