"""Folds whose trajectories run whole, on the emulation of a GPU."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import prct
import pytest
from prct._core import restraint_distances
from prct.base.errors import GpuError, InputError, OptionError
from prct.core.ca_fold import SavedState
from prct.core.restraints import Restraints, RestraintTable
from prct.core.target import Target
from prct.folding import pipeline
from prct.folding.hamiltonian import make_system
from prct.folding.pipeline import fold as fold_target
from prct.folding.result import FoldResult
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore, Progress
from prct.io.restraint_formats.npz_maps import from_arrays

SEQUENCE = "ACDEFGHIKLMNPQRSTVWYACDE"
SETTINGS = FoldSettings().with_overrides(**{"annealing.steps": 500})


def helix_distances() -> dict[str, np.ndarray]:
    """Distances of an ideal helix, three residues apart and more."""
    place = np.arange(len(SEQUENCE))
    trace = np.stack([1.5 * place, 2.3 * np.cos(1.745 * place), 2.3 * np.sin(1.745 * place)], axis=1)
    distance = np.linalg.norm(trace[:, None] - trace[None], axis=-1)
    distance[np.abs(np.subtract.outer(place, place)) < 3] = np.nan
    return {"distance": distance}


def doubted_contacts() -> dict[str, np.ndarray]:
    """A ladder of contacts that may be false."""
    probability = np.full((len(SEQUENCE), len(SEQUENCE)), np.nan)
    for k in range(8):
        probability[k, len(SEQUENCE) - 1 - k] = 1.0
    return {"contact_prob": probability}


def fold_doubted(platform: str, **options) -> FoldResult:
    """By way of a consensus of first folds."""
    settings = SETTINGS.with_overrides(**{"resonance.arm": "none"})
    return prct.fold(SEQUENCE, doubted_contacts(), platform=platform, settings=settings, threads=1, **options)


def fold(platform: str, **options) -> FoldResult:
    options = {"trajectories": 3, "models": 3, "settings": SETTINGS, "threads": 1, **options}
    return prct.fold(SEQUENCE, helix_distances(), platform=platform, **options)


@pytest.fixture(scope="module")
def folded() -> FoldResult:
    return fold("cuda-emulation")


def test_models_are_those_of_the_cpu(folded):
    on_cpu = fold("cpu")
    for ours, theirs in zip(folded.models, on_cpu.models, strict=True):
        assert ours.energy_kcal == pytest.approx(theirs.energy_kcal, abs=0.3)
        assert ours.satisfied == theirs.satisfied == 1.0
        assert ours.max_force < 0.1
    assert folded.best.hand == on_cpu.best.hand


def test_every_block_has_its_report(folded):
    reports = folded.best.reports
    assert [report["step"] for report in reports] == [250, 500]
    expected = fold("cpu").best.reports[-1]
    assert set(reports[-1]) == set(expected)
    assert reports[-1]["satisfied"] == reports[-1]["restraints"]
    assert 0.0 < reports[-1]["temperature_k"] < 100.0


def test_reports_count_the_restraints_that_hold_in_their_frames():
    i, j = np.triu_indices(len(SEQUENCE), 6)  # half of the bounds fit no helix, a third of the rows go by two
    m = len(i)
    upper = np.where(np.arange(m) % 2, 6.0, 40.0)
    group = np.where(np.arange(m) % 6 < 2, np.arange(m) // 6, -1).astype(np.int32)
    cb = np.full(m, 4, np.uint8)
    table = RestraintTable(i, j, cb, cb, np.zeros(m), upper, np.ones(m), group, np.zeros(m, bool))
    target = Target("t", ("A",), (SEQUENCE,))
    settings = SETTINGS.with_overrides(platform="cuda-emulation", trajectories=1, models=1)
    result = pipeline.fold(target, Restraints(table), settings, keep_frames=True)
    given, system = result.candidates, make_system(target, result.candidates, settings)
    assert given.restraint_count < len(given), "some are alternatives"
    for frame, report in zip(result.best.frames_a, result.best.reports, strict=True):
        distances = restraint_distances(system, frame[:, :3].astype(float))[: len(given)]
        assert (report["satisfied"], report["restraints"]) == (given.held(distances).sum(), given.restraint_count)
        assert 0 < report["satisfied"] < report["restraints"]


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads(folded):
    again = fold("cuda-emulation", threads=3)
    for one, two in zip(folded.models, again.models, strict=True):
        assert one.structure.coords_a.tobytes() == two.structure.coords_a.tobytes()
        assert one.terms_kcal == two.terms_kcal
    other = fold("cuda-emulation", seed=2)
    assert other.best.structure.coords_a.tobytes() != folded.best.structure.coords_a.tobytes()


class NotingStore(MemoryStore):
    """Notes what it is given of the work before the annealing, and gives back what it is told to."""

    def __init__(self, parts: dict[str, SavedState] | None = None) -> None:
        super().__init__()
        self.parts = parts or {}
        self.saved: dict[str, tuple[SavedState, bool]] = {}

    def load_part(self, name: str) -> SavedState | None:
        return self.parts.get(name)

    def save_part(self, name: str, state: Callable[[], SavedState], ended: bool) -> None:
        self.saved[name] = (state(), ended)


def fold_with(store: NotingStore) -> FoldResult:
    target = Target("t", ("A",), (SEQUENCE,))
    maps, _ = from_arrays(helix_distances(), target, "t")
    settings = SETTINGS.with_overrides(platform="cuda-emulation", trajectories=3, models=3)
    return fold_target(target, Restraints(maps=maps), settings, store=store)


def test_first_folds_run_together_and_those_that_were_saved_are_not_repeated(launches):
    store = NotingStore()
    first = fold_with(store)
    assert launches == [3]
    assert sorted(store.saved) == ["start_00000", "start_00001", "start_00002"]
    assert all(ended for _, ended in store.saved.values())

    one = {"start_00001": store.saved["start_00001"][0]}
    again = fold_with(NotingStore(one))
    assert launches == [3, 2]
    for ours, theirs in zip(again.models, first.models, strict=True):
        assert ours.structure.coords_a.tobytes() == theirs.structure.coords_a.tobytes()


def test_long_chains_begin_on_the_cpu(monkeypatch, launches):
    monkeypatch.setattr(prct._core, "most_trace_residues", lambda platform: len(SEQUENCE) - 1)
    assert len(fold("cuda-emulation").models) == 3
    assert launches == []


def test_the_cpu_does_not_repeat_what_the_gpu_has_folded(monkeypatch):
    monkeypatch.setattr("prct.folding.starts.fold_trace", None)
    assert len(fold("cuda-emulation").models) == 3


def test_first_folds_that_a_fault_loses_run_elsewhere(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(prct._core, "fold_traces", lambda platform, foldings: [("it broke", True)] * len(foldings))
    monkeypatch.setattr(prct._core, "run_trajectories", None)  # of this process
    result = fold("cuda-emulation", trajectories=2, progress=lambda news: told.append(news.stage))
    assert len(result.models) == 2
    assert "the GPU failed: 2 trajectories are run again in another process" in told


def test_a_first_fold_that_fails_is_the_failure_of_its_trajectory(monkeypatch):
    run = prct._core.fold_traces

    def one_fails(platform, foldings):
        return [run(platform, foldings)[0], ("residue 3 left the finite numbers", False), ("", False)]

    monkeypatch.setattr(prct._core, "fold_traces", one_fails)
    result = fold("cuda-emulation")
    assert len(result.models) == 2
    assert result.failures == ("trajectory 2: residue 3 left the finite numbers",)


def test_the_memory_is_told_before_the_run():
    stages: list[str] = []

    def hear(news: Progress) -> None:
        stages.append(news.stage)

    fold("cuda-emulation", progress=hear, trajectories=2)
    told = [stage for stage in stages if "MiB are free" in stage]
    assert len(told) == 1
    assert told[0].startswith("2 trajectories on the GPU: tables of the systems ")
    assert "total" in told[0]


def test_a_sequence_alone_begins_with_replicas_on_the_cpu():
    settings = SETTINGS.with_overrides(**{"replicas.sweeps": 4, "replicas.anneal_steps": 50})
    result = prct.fold(SEQUENCE[:16], platform="cuda-emulation", settings=settings, trajectories=2, models=1, threads=1)
    assert result.replicas is not None
    assert np.isfinite(result.best.energy_kcal)


def test_without_a_gpu_cuda_says_why():
    try:
        prct._core.gpu_devices()
    except GpuError:
        with pytest.raises(GpuError, match=r"platform cpu|visible"):
            fold("cuda")
    with pytest.raises(OptionError, match="cuda-emulation"):
        fold("opencl")


SCRIPT = """
    import os, sys
    import prct
    from prct.base.errors import NumericsError

    if __name__ == "__main__":
        sys.path.insert(0, {folder!r})
        from test_whole_runs import {fold} as fold

        os.environ["PRCT_EMULATED_FAULT"] = "0"
        prct._core.Platform("cuda-emulation")
        if {once}:
            del os.environ["PRCT_EMULATED_FAULT"]
        stages = []
        try:
            result = fold("cuda-emulation", trajectories=2, progress=lambda news: stages.append(news.stage))
            print("models", len(result.models))
        except NumericsError as problem:
            print("failed", problem)
        print(*stages, sep="\\n")
"""


def run_script(tmp_path, once: bool, fold: str = "fold") -> str:
    script = tmp_path / "faulty.py"
    folder = str(Path(__file__).parent)
    script.write_text(textwrap.dedent(SCRIPT.format(folder=folder, once=once, fold=fold)), encoding="utf-8")
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout


def test_after_a_fault_another_process_runs_the_rest(tmp_path):
    said = run_script(tmp_path, once=True)
    assert "models 2" in said
    assert "the GPU failed: 2 trajectories are run again in another process" in said


def test_after_a_fault_of_the_consensus_another_process_runs_the_trajectories(tmp_path):
    said = run_script(tmp_path, once=True, fold="fold_doubted")
    assert "models 2" in said
    assert "the GPU failed: 2 trajectories are run again in another process" in said


def test_trajectories_that_fail_alone_are_named(tmp_path):
    said = run_script(tmp_path, once=False)
    assert "failed every trajectory failed; the first: trajectory 1: its kernel failed on the GPU, also alone" in said


def test_a_first_fold_is_given_once():
    platform = prct._core.Platform("cuda-emulation")
    with pytest.raises(InputError, match="given twice"):
        prct._core.fold_traces(platform, [None])
