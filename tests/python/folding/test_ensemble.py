"""Parameters that change while the trajectories of a fold run, and the same fold again from what was recorded."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from prct._core import State
from prct.base.errors import OptionError
from prct.core.parameter_source import (
    LiveParameters,
    ParameterBlock,
    ParameterChange,
    ParameterLog,
    RecordedParameters,
    TrajectoryEnd,
    row_of,
)
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings

from .test_store import TARGET, KeepingStore, hairpin

STEPS = 1500
SETTINGS = FoldSettings(trajectories=3, models=3).with_overrides(**{"annealing.steps": STEPS})


class AtBlocks:
    """Publishes after chosen blocks of the second trajectory."""

    def __init__(self, paces: dict[int, int]) -> None:
        self.paces, self.blocks = paces, 0
        self.ended: dict[int, TrajectoryEnd] = {}
        self.failed: dict[int, tuple[ParameterChange, ...]] = {}
        self.began: list[tuple[int, int]] = []

    def begin(self, first: LiveParameters, trajectories: int, residues: int) -> None:
        self.first, self.block = first, ParameterBlock(first)
        self.began.append((trajectories, residues))

    def log(self, trajectory: int, recorded: Sequence[ParameterChange], step: int) -> ParameterLog:
        return ParameterLog(list(recorded), self.block)

    def report(self, trajectory: int, report: dict) -> None:
        if trajectory == 1:
            self.blocks += 1
            if self.blocks in self.paces:
                self.block.publish(LiveParameters(self.paces[self.blocks], self.first.step_ps, 2.2))

    def end(self, ended: TrajectoryEnd) -> None:
        self.ended[ended.trajectory] = ended

    def fail(self, trajectory: int, changes: Sequence[ParameterChange]) -> None:
        self.failed[trajectory] = tuple(changes)


def same_models(one, other) -> bool:
    pairs = zip(one.models, other.models, strict=True)
    return all(np.array_equal(a.structure.coords_a, b.structure.coords_a, equal_nan=True) for a, b in pairs)


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_fold_again_from_what_was_recorded(threads):
    source = AtBlocks({2: 600, 3: 2500})
    first = fold(TARGET, hairpin(), SETTINGS, threads=threads, parameters=source)
    assert source.began == [(3, 16)] and sorted(source.ended) == [0, 1, 2]
    changed = source.ended[1].changes
    assert [c.parameters.total_steps for c in changed] == [600, 2500]
    assert 500 <= changed[0].step < changed[1].step
    recorded = RecordedParameters({k: ended.changes for k, ended in source.ended.items()})
    again = fold(TARGET, hairpin(), SETTINGS, threads=1, parameters=recorded)
    assert same_models(first, again)
    by_energy = {model.trajectory: model.energy_kcal for model in first.models}
    assert {k: ended.energy_kcal for k, ended in source.ended.items()} == by_energy
    plain = fold(TARGET, hairpin(), SETTINGS)
    assert not same_models(first, plain)


def test_a_source_that_changes_nothing_leaves_the_bytes_of_a_fold():
    source = AtBlocks({})
    still, plain = fold(TARGET, hairpin(), SETTINGS, parameters=source), fold(TARGET, hairpin(), SETTINGS)
    assert same_models(still, plain)
    assert all(not ended.changes for ended in source.ended.values())
    assert [m.reports for m in still.models] == [m.reports for m in plain.models]


class StateStore(KeepingStore):
    """Keeps the states of the second trajectory, too."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[int, tuple] = {}

    def save_state(self, trajectory, hand, state, frames, reports) -> None:
        if trajectory == 1:
            arrays = (state.positions_a, state.velocities_a_ps, state.alpha, state.theta)
            copied = State(*map(np.array, arrays), state.step, state.seed)
            self.states[state.step] = (hand, copied, list(frames), [dict(report) for report in reports])


class Resumed(KeepingStore):
    """The second trajectory goes on from a state."""

    def __init__(self, state: tuple) -> None:
        super().__init__()
        self.state = state

    def load_state(self, trajectory):
        if trajectory != 1:
            return None
        hand, state, frames, reports = self.state
        return hand, state, list(frames), [dict(r) for r in reports]


def test_a_trajectory_goes_on_with_what_it_had_changed_to():
    store, source = StateStore(), AtBlocks({2: 600})
    whole = fold(TARGET, hairpin(), SETTINGS, store=store, parameters=source)
    blocks = [step for step in store.states if 500 < step < STEPS]
    assert blocks
    last = max(store.states)
    assert last > blocks[-1]
    for step in (*blocks, last):
        records = RecordedParameters({k: e.changes for k, e in source.ended.items()})
        resumed = fold(TARGET, hairpin(), SETTINGS, store=Resumed(store.states[step]), parameters=records)
        assert same_models(whole, resumed)


class HotStart(KeepingStore):
    """The third trajectory starts with atoms that leave at once."""

    def load_state(self, trajectory):
        if trajectory != 2:
            return None
        positions = np.cumsum(np.full((16, 3, 3), 0.8), axis=0)
        return 1, State(positions, np.full((16, 3, 3), 1e7), np.ones(6), np.zeros(6), 0, 1), [], []


def test_a_trajectory_that_fails_is_told_with_what_it_ran_with():
    source = AtBlocks({1: 600})
    first = fold(TARGET, hairpin(), SETTINGS, store=HotStart(), parameters=source)
    assert sorted(source.ended) == [0, 1] and sorted(source.failed) == [2]
    records = {**{k: e.changes for k, e in source.ended.items()}, **source.failed}
    again = fold(TARGET, hairpin(), SETTINGS, store=HotStart(), parameters=RecordedParameters(records))
    assert again.failures == first.failures and same_models(first, again)


def test_what_had_ended_is_told_to_a_source_again():
    store, source = KeepingStore(), AtBlocks({2: 600})
    fold(TARGET, hairpin(), SETTINGS, store=store, parameters=source)
    again = AtBlocks({})
    fold(TARGET, hairpin(), SETTINGS, store=store, parameters=again)
    assert [[row_of(c) for c in again.ended[k].changes] for k in range(3)] == [
        [row_of(c) for c in source.ended[k].changes] for k in range(3)
    ]
    assert again.blocks == 0


def test_platforms_that_run_trajectories_whole_say_that_they_cannot():
    whole = SETTINGS.with_overrides(platform="cuda-emulation")
    with pytest.raises(OptionError, match="runs trajectories whole"):
        fold(TARGET, hairpin(), whole, parameters=AtBlocks({}))


def test_changes_from_another_thread_are_taken_between_two_steps():
    source, stop = AtBlocks({}), threading.Event()
    longer = SETTINGS.with_overrides(**{"annealing.steps": 4 * STEPS})

    def publish() -> None:
        for k in range(10**6):
            if stop.wait(1e-4):
                break
            source.block.publish(LiveParameters(4 * STEPS + k % 9, source.first.step_ps, 4.4))

    source.begin(LiveParameters(4 * STEPS, SETTINGS.annealing.step_ps, 4.4), 3, 16)
    source.begin = lambda first, trajectories, residues: None
    other = threading.Thread(target=publish)
    other.start()
    first = fold(TARGET, hairpin(), longer, parameters=source)
    stop.set()
    other.join()
    steps = [change.step for ended in source.ended.values() for change in ended.changes]
    assert any(step % 250 for step in steps)
    recorded = RecordedParameters({k: ended.changes for k, ended in source.ended.items()})
    assert same_models(first, fold(TARGET, hairpin(), longer, parameters=recorded))
