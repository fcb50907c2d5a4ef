"""What a store keeps of a fold that was stopped, and that it is not computed again."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from prct.base.errors import Interrupted
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.pipeline import fold, fold_saved
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore, Progress

TARGET = Target("hairpin", ("A",), ("GEWTYDDATKTFTVTE",))
SHORT = FoldSettings(trajectories=3, models=2).with_overrides(**{"annealing.steps": 500})


def hairpin() -> Restraints:
    """Distances across the turn."""
    distance = np.full((16, 16), np.nan)
    for k in range(6):
        distance[k, 15 - k] = distance[15 - k, k] = 5.5
    return Restraints(maps=RestraintMaps(distance_a=distance), source="hairpin")


class KeepingStore(MemoryStore):
    """Keeps the outcomes."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: dict[int, Outcome] = {}

    def load_outcome(self, trajectory: int) -> Outcome | None:
        return self.outcomes.get(trajectory)

    def save_outcome(self, outcome: Outcome) -> None:
        assert outcome.trajectory not in self.outcomes, "computed a second time"
        self.outcomes[outcome.trajectory] = outcome


class WaitingStore(KeepingStore):
    """Holds the last trajectory in its first block until the fold has been interrupted."""

    def __init__(self) -> None:
        super().__init__()
        self.interrupted = threading.Event()

    def save_state(self, trajectory, hand, state, frames, reports) -> None:
        if trajectory == 2:
            assert self.interrupted.wait(60)


def test_an_interrupted_fold_leaves_what_had_ended():
    store = WaitingStore()

    def stop_in_the_second(progress):
        if progress.trajectory == 1:
            store.interrupted.set()
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="of 3 trajectories done"):
        fold(TARGET, hairpin(), SHORT, store=store, progress=stop_in_the_second)
    assert 0 in store.outcomes and 2 not in store.outcomes
    partial = fold_saved(TARGET, hairpin(), SHORT, store)
    assert partial is not None
    assert {model.trajectory for model in partial.models} <= set(store.outcomes)


def test_nothing_saved_is_no_result():
    assert fold_saved(TARGET, hairpin(), SHORT, KeepingStore()) is None


def test_saved_outcomes_are_not_computed_again():
    store = KeepingStore()
    first, second = (fold(TARGET, hairpin(), SHORT, store=store) for _ in range(2))
    for one, other in zip(first.models, second.models, strict=True):
        assert np.array_equal(one.structure.coords_a, other.structure.coords_a, equal_nan=True)


def test_progress_is_drained_once_and_in_order():
    store = MemoryStore()
    events = [Progress(k, 100, 5, {"step": k}) for k in range(3)]
    for event in events:
        store.post(event)
    assert store.drain() == events
    assert store.drain() == []
