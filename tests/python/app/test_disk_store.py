import numpy as np
import pytest
from prct._core import State
from prct.app.disk_store import SAVE_EVERY_S, DiskStore
from prct.base.errors import Interrupted
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore
from prct.io.restraint_formats.npz_maps import from_arrays

TARGET = Target("hairpin", ("A",), ("GEWTYDDATKTFTVTE",))
SETTINGS = FoldSettings(trajectories=1, models=1).with_overrides(**{"resonance.arm": "none"})
"""Without resonance contacts are doubted, and folded by way of a consensus."""


def restraints():
    probability = np.full((16, 16), np.nan)
    for k in range(6):
        probability[k, 15 - k] = 1.0
    maps, _ = from_arrays({"contact_prob": probability}, TARGET, "test")
    return Restraints(None, maps, False, "test")


class KilledStore(DiskStore):
    """Raises in the middle of a trajectory, after its state has been saved."""

    def __init__(self, folder, clock, blocks):
        super().__init__(folder, clock)
        self.blocks = blocks

    def post(self, progress):
        """Stop after so many blocks."""
        self.blocks -= 1
        if self.blocks == 0:
            raise Interrupted("killed by the test")


class CountingStore(DiskStore):
    """Counts the blocks that were run."""

    ran = 0

    def post(self, progress):
        """One more; the quench is no block."""
        self.ran += not progress.stage


def ticking(seconds):
    now = [0.0]

    def clock():
        now[0] += seconds
        return now[0]

    return clock


@pytest.mark.parametrize("blocks", [2, 7, 19])
def test_a_trajectory_goes_on_in_its_middle_to_the_same_numbers(tmp_path, blocks):
    whole = fold(TARGET, restraints(), SETTINGS, keep_frames=True, store=MemoryStore())
    with pytest.raises(Interrupted):
        fold(TARGET, restraints(), SETTINGS, keep_frames=True, store=KilledStore(tmp_path, ticking(10.0), blocks))
    assert {p.name for p in tmp_path.iterdir()} == {"consensus.npz", "state_00000.npz"}
    store = CountingStore(tmp_path, ticking(10.0))
    resumed = fold(TARGET, restraints(), SETTINGS, keep_frames=True, store=store)
    assert store.ran == 20 - blocks
    assert np.array_equal(resumed.best.structure.coords_a, whole.best.structure.coords_a, equal_nan=True)
    assert np.array_equal(resumed.best.frames_a, whole.best.frames_a, equal_nan=True)
    assert resumed.best.reports == whole.best.reports
    assert list(resumed.best.terms_kcal.items()) == list(whole.best.terms_kcal.items())


class DyingStore(DiskStore):
    """Saves at every call and dies after so many of them."""

    def __init__(self, folder, calls):
        super().__init__(folder, ticking(10.0))
        self.calls = calls

    def count(self):
        """One more; raise at the last."""
        self.calls -= 1
        if self.calls == 0:
            raise Interrupted("killed by the test")

    def save_part(self, name, state, ended):
        """A piece of a first fold."""
        super().save_part(name, state, ended)
        self.count()

    def save_state(self, trajectory, hand, state, frames, reports):
        """The start, a block, or a piece of the quench."""
        super().save_state(trajectory, hand, state, frames, reports)
        self.count()


def known_distances():
    distance = np.full((16, 16), np.nan)
    for k in range(6):
        distance[k, 15 - k] = 5.5
    return Restraints(None, from_arrays({"distance": distance}, TARGET, "test")[0], False, "test")


@pytest.mark.parametrize("given", [restraints, known_distances])
def test_work_before_and_after_the_annealing_goes_on_where_it_was(tmp_path, given, monkeypatch):
    monkeypatch.setattr("prct.core.ca_fold.PIECE_RESIDUE_STEPS", 16 * 700)
    monkeypatch.setattr("prct.folding.pieces.PIECE_RESIDUE_EVALUATIONS", 16 * 100)
    settings = SETTINGS.with_overrides(**{"annealing.steps": 250})
    whole = fold(TARGET, given(), settings, store=MemoryStore())
    deaths = 0
    while True:
        try:
            resumed = fold(TARGET, given(), settings, store=DyingStore(tmp_path, 3))
            break
        except Interrupted:
            deaths += 1
            assert deaths < 60, "nothing was found again"
    assert deaths >= 4
    assert np.array_equal(resumed.best.structure.coords_a, whole.best.structure.coords_a, equal_nan=True)
    assert resumed.best.terms_kcal == whole.best.terms_kcal
    assert resumed.best.reports == whole.best.reports
    assert "start_00000.npz" not in {p.name for p in tmp_path.iterdir()}


def test_work_outside_the_annealing_is_told(monkeypatch):
    monkeypatch.setattr("prct.core.ca_fold.PIECE_RESIDUE_STEPS", 16 * 700)
    monkeypatch.setattr("prct.folding.pieces.PIECE_RESIDUE_EVALUATIONS", 16 * 60)
    told = []
    fold(TARGET, restraints(), SETTINGS, progress=told.append)
    assert told[0].stage == "consensus of first folds" and told[-1].stage == "quench"
    told.clear()
    fold(TARGET, known_distances(), SETTINGS, progress=told.append)
    assert told[0].stage == "first fold" and told[-1].stage == "quench"
    assert [event.report["step"] for event in told if not event.stage] == list(range(250, 5001, 250))


def test_an_outcome_reads_back_as_it_was_saved(tmp_path):
    store = DiskStore(tmp_path, ticking(1.0))
    first = fold(TARGET, restraints(), SETTINGS, keep_frames=True, store=store)
    assert {p.name for p in tmp_path.iterdir()} == {"consensus.npz", "outcome_00000.npz"}
    again = fold(TARGET, restraints(), SETTINGS, keep_frames=True, store=DiskStore(tmp_path))
    assert again.best.energy_kcal == first.best.energy_kcal
    assert list(again.best.terms_kcal) == list(first.best.terms_kcal)
    assert np.array_equal(again.best.frames_a, first.best.frames_a, equal_nan=True)
    assert np.array_equal(again.best.confidence, first.best.confidence)


def test_states_are_saved_no_more_often_than_said(tmp_path):
    class Recording(DiskStore):
        saved = 0

        def save_state(self, trajectory, hand, state, frames, reports):
            """Count the files that were written."""
            before = self._state(trajectory).stat().st_mtime_ns if self._state(trajectory).exists() else 0
            super().save_state(trajectory, hand, state, frames, reports)
            after = self._state(trajectory).stat().st_mtime_ns if self._state(trajectory).exists() else 0
            self.saved += after != before

    store = Recording(tmp_path, ticking(SAVE_EVERY_S / 4))
    fold(TARGET, restraints(), SETTINGS, store=store)
    assert store.saved == 1 + 20 // 4, "the start, then every fourth of 20 blocks"


def test_a_run_about_to_stop_saves_what_is_not_due(tmp_path):
    store = DiskStore(tmp_path, ticking(0.0))
    state = State(np.zeros((2, 3, 3)), np.zeros((2, 3, 3)), np.zeros(0), np.zeros(0), 5, 1)
    store.save_state(0, 1, state, [], [])
    assert not list(tmp_path.iterdir())
    store.save_all()
    store.save_state(0, 1, state, [], [])
    assert DiskStore(tmp_path).load_state(0)[1].step == 5
