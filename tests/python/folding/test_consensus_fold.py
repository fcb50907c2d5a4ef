"""The consensus of first folds on the CPU, and side by side on the emulation of a GPU."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import prct
import pytest
from prct._core import Platform
from prct.base.errors import Interrupted, NumericsError
from prct.core.ca_fold import SavedState
from prct.core.restraints import Restraints
from prct.core.superpose import superpose
from prct.core.target import Target
from prct.folding import consensus
from prct.folding.consensus import Consensus, consensus_fold
from prct.folding.evidence import gather_evidence
from prct.folding.pipeline import prepare
from prct.folding.settings import FoldSettings
from prct.io.restraint_formats.npz_maps import from_arrays

LENGTH = 24
TARGET = Target("hairpin", ("A",), ("GEWTYDDATKTFTVTEGEWTYDDA",))
SETTINGS = FoldSettings().with_overrides(**{"resonance.arm": "none"})
"""Without resonance contacts are doubted, and folded by way of a consensus."""
TRACES = 5
PIECE_STEPS = 2000
"""A trace takes two pieces."""


def restraints() -> Restraints:
    """Every other contact of a hairpin, each a patch of its own, and one that fits none."""
    probability = np.full((LENGTH, LENGTH), np.nan)
    for i, j in [*((k, LENGTH - 1 - k) for k in range(0, 10, 2)), (1, 12)]:
        probability[i, j] = 1.0
    return Restraints(None, from_arrays({"contact_prob": probability}, TARGET, "test")[0])


class Keeper:
    """Gives back what was saved, notes what it is given, and stops the fold after so many calls."""

    def __init__(self, saved: SavedState | None = None, stop_after: int = 1_000_000) -> None:
        self.saved = saved
        self.calls = 0
        self.ended = False
        self._stop_after = stop_after

    def load(self) -> SavedState | None:
        return self.saved

    def keep(self, state: Callable[[], SavedState], ended: bool) -> None:
        self.saved, self.ended = state(), ended
        self.calls += 1
        if self.calls == self._stop_after:
            raise Interrupted("stopped by the test")


def fold(platform: str, keeper: Keeper | None = None) -> Consensus:
    candidates = replace(gather_evidence(TARGET, restraints(), SETTINGS), doubted=True)
    resonance = replace(SETTINGS.resonance, kept_share=0.8)
    return consensus_fold(TARGET, candidates, np.ones(len(candidates)), resonance, 1, Platform(platform), keeper)


def same_bytes(one: Consensus, two: Consensus) -> bool:
    return one.trace_a.tobytes() == two.trace_a.tobytes() and one.steady.pairs.tobytes() == two.steady.pairs.tobytes()


def kept_traces(platform: str) -> np.ndarray:
    """All traces [T, L, 3] of a consensus."""
    keeper = Keeper()
    fold(platform, keeper)
    return keeper.saved["traces"]


@pytest.fixture(autouse=True)
def few_traces_in_small_pieces(monkeypatch) -> None:
    monkeypatch.setattr(consensus, "TRACES", TRACES)
    monkeypatch.setattr("prct.core.ca_fold.PIECE_RESIDUE_STEPS", PIECE_STEPS * LENGTH)


@pytest.fixture
def lose(monkeypatch) -> Callable[[set[int]], None]:
    """Makes a fault of the GPU lose some of the traces that it is given."""

    def lose_these(lost: set[int]) -> None:
        def some_lost(platform, foldings):
            ended = run(platform, [folding for k, folding in enumerate(foldings) if k not in lost])
            return [("it broke", True) if k in lost else ended.pop(0) for k in range(len(foldings))]

        monkeypatch.setattr(prct._core, "fold_traces", some_lost)

    run = prct._core.fold_traces
    return lose_these


def test_a_gpu_folds_all_traces_at_once_to_what_the_cpu_finds(monkeypatch, launches):
    monkeypatch.setattr(consensus, "TRACES", 16)
    on_cpu = fold("cpu")
    assert launches == []
    monkeypatch.setattr(consensus, "fold_trace", None)
    on_gpu = fold("cuda-emulation")
    assert launches == [16]
    assert not same_bytes(on_gpu, on_cpu), "single precision"
    assert superpose(on_gpu.trace_a, on_cpu.trace_a).rmsd_a < 1.5
    assert len(on_gpu.steady.pairs) == pytest.approx(len(on_cpu.steady.pairs), rel=0.2)


def test_chains_too_long_for_the_gpu_are_folded_on_the_cpu(monkeypatch, launches):
    monkeypatch.setattr(prct._core, "most_trace_residues", lambda platform: LENGTH - 1)
    assert same_bytes(fold("cuda-emulation"), fold("cpu"))
    assert launches == []


def test_what_a_gpu_has_folded_is_kept_for_every_platform(monkeypatch, launches):
    keeper = Keeper()
    on_gpu = fold("cuda-emulation", keeper)
    assert (keeper.calls, keeper.ended) == (1, True)
    assert len({trace.tobytes() for trace in keeper.saved["traces"]}) == TRACES
    monkeypatch.setattr(consensus, "fold_trace", None)
    assert same_bytes(fold("cpu", Keeper(keeper.saved)), on_gpu)
    assert same_bytes(fold("cuda-emulation", Keeper(keeper.saved)), on_gpu)
    assert sum(launches) == TRACES


def test_a_gpu_goes_on_after_the_traces_that_the_cpu_has_folded(launches):
    begun = Keeper(stop_after=3)
    with pytest.raises(Interrupted):
        fold("cpu", begun)
    done = len(begun.saved["numbers"])
    assert done == 1
    assert "now_trace" in begun.saved, "and one is under way"
    keeper = Keeper(begun.saved)
    fold("cuda-emulation", keeper)
    assert launches == [TRACES - done]
    assert np.array_equal(keeper.saved["traces"][:done], kept_traces("cpu")[:done])
    assert np.array_equal(keeper.saved["traces"][done:], kept_traces("cuda-emulation")[done:])


def test_the_cpu_goes_on_where_an_interrupted_fold_on_a_gpu_was(lose):
    lose({2, 3, 4})
    faulted, stopped = Keeper(), Keeper(stop_after=3)
    whole = fold("cuda-emulation", faulted)
    with pytest.raises(Interrupted):
        fold("cuda-emulation", stopped)
    assert len(stopped.saved["numbers"]) == 3
    assert same_bytes(fold("cpu", Keeper(stopped.saved)), whole)


def test_traces_that_a_fault_loses_are_folded_on_the_cpu(lose):
    on_cpu, on_gpu = kept_traces("cpu"), kept_traces("cuda-emulation")
    lose({1, 3})
    mixed = kept_traces("cuda-emulation")
    for k in range(TRACES):
        assert np.array_equal(mixed[k], (on_cpu if k in {1, 3} else on_gpu)[k])
    lose(set(range(TRACES)))
    assert same_bytes(fold("cuda-emulation"), fold("cpu"))


def test_a_trace_under_way_is_not_taken_for_another_that_is_lost(lose):
    begun = Keeper(stop_after=1)
    with pytest.raises(Interrupted):
        fold("cpu", begun)
    assert len(begun.saved["numbers"]) == 0
    lose({1})
    keeper = Keeper(begun.saved)
    fold("cuda-emulation", keeper)
    assert np.array_equal(keeper.saved["traces"][1], kept_traces("cpu")[1])


def test_a_trace_that_leaves_the_finite_numbers_is_no_fault_of_the_gpu(monkeypatch):
    run = prct._core.fold_traces

    def one_fails(platform, foldings):
        return [*run(platform, foldings[:-1]), ("residue 3 left the finite numbers", False)]

    monkeypatch.setattr(prct._core, "fold_traces", one_fails)
    with pytest.raises(NumericsError, match="residue 3 left the finite numbers"):
        fold("cuda-emulation")


def test_a_fold_on_a_gpu_folds_its_consensus_there(monkeypatch, launches):
    monkeypatch.setattr(consensus, "fold_trace", None)
    job = prepare(TARGET, restraints(), SETTINGS.with_overrides(platform="cuda-emulation"))
    assert job.consensus is not None
    assert launches == [TRACES]
