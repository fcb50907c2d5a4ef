"""What settings say of first folds reaches them."""

from __future__ import annotations

import numpy as np
import pytest
from prct import _core
from prct.app import disk_store
from prct.app.api import fold
from prct.base.errors import NumericsError, OptionError
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding import starts
from prct.folding.evidence import gather_evidence
from prct.folding.first_fold import fold_trace, trace_folding
from prct.folding.job import trajectory_seed
from prct.folding.pipeline import fold as fold_target
from prct.folding.settings import COUNTS, FoldSettings
from prct.folding.store import shared_start_part

SEQUENCE = "ACDEFGHIKLMNPQRSTVWY"


def distances() -> np.ndarray:
    given = np.full((20, 20), np.nan)
    for i in range(17):
        given[i, i + 3 :: 4] = 8.0
    return given


def steps_of(**overrides) -> int:
    """Steps of advance that a first fold takes in all."""
    settings = FoldSettings().with_overrides(**overrides)
    target = Target("t", ("A",), (SEQUENCE,))
    candidates = gather_evidence(target, Restraints(None, RestraintMaps(distance_a=distances())), settings)
    folding = trace_folding(target, candidates, np.ones(len(candidates)), settings.resonance, 1)
    steps = 0
    while not folding.finished:
        folding.advance(10)
        steps += 10
    return steps


def test_a_first_fold_takes_the_steps_that_settings_give_it():
    # annealing and quench, then a finish and a quench in either hand
    assert steps_of() == 1500 + 300 + 2 * (600 + 300)
    few = {"resonance.trace_steps": 50, "resonance.trace_quench_steps": 20, "resonance.trace_finish_steps": 30}
    assert steps_of(**few) == 50 + 20 + 2 * (30 + 20)


def test_a_chain_is_relaxed_as_long_as_settings_say():
    def energy(evaluations: int) -> float:
        still = {
            "annealing.steps": 0,
            "annealing.quench_fire": 0,
            "annealing.coarse_evaluations": 1,
            "annealing.quench_evaluations": 1,
            "annealing.relax_evaluations": evaluations,
        }
        settings = FoldSettings().with_overrides(**still)
        return fold(SEQUENCE, {"distance": distances()}, trajectories=1, models=1, settings=settings).best.energy_kcal

    assert energy(200) < energy(20) < energy(1)


@pytest.fixture
def folded_traces(monkeypatch):
    """Seeds of the traces that are folded one by one."""
    seeds = []

    def folding(target, candidates, alpha, resonance, seed, keeper=None):
        seeds.append(seed)
        return fold_trace(target, candidates, alpha, resonance, seed, keeper)

    monkeypatch.setattr(starts, "fold_trace", folding)
    return seeds


FEW = {
    "annealing.steps": 20,
    "annealing.relax_evaluations": 5,
    "annealing.quench_fire": 5,
    "annealing.coarse_evaluations": 5,
    "annealing.quench_evaluations": 0,
    "resonance.trace_steps": 20,
    "resonance.trace_quench_steps": 10,
    "resonance.trace_finish_steps": 10,
}


@pytest.mark.parametrize("threads", [1, 4])
def test_trajectories_share_as_many_traces_as_settings_say(folded_traces, threads):
    def folds(traces: int):
        folded_traces.clear()
        settings = FoldSettings().with_overrides(**FEW, **{"resonance.traces": traces})
        given = {"distance": distances()}
        result = fold(SEQUENCE, given, trajectories=5, models=5, settings=settings, threads=threads)
        return sorted(result.models, key=lambda model: model.trajectory), set(folded_traces), len(folded_traces)

    own, seeds, count = folds(0)
    assert count == len(seeds) == 5
    shared, two, count = folds(2)
    assert count == 2 and two == {trajectory_seed(1, 0), trajectory_seed(1, 1)} < seeds
    assert len({model.structure.coords_a.tobytes() for model in shared}) == 5, "shaken and set moving on their own"
    for k in (0, 1):
        assert shared[k].structure.coords_a.tobytes() == own[k].structure.coords_a.tobytes()


def test_a_gpu_folds_shared_traces_once(monkeypatch):
    counts = []
    run = _core.fold_traces

    def noting(platform, foldings):
        counts.append(len(foldings))
        return run(platform, foldings)

    monkeypatch.setattr(_core, "fold_traces", noting)
    settings = FoldSettings().with_overrides(**FEW, **{"resonance.traces": 2})
    given = {"distance": distances()}
    result = fold(SEQUENCE, given, trajectories=3, models=3, settings=settings, platform="cuda-emulation")
    assert counts == [2] and len(result.models) == 3


def test_a_trace_that_fails_fails_all_that_share_it(monkeypatch):
    run = _core.fold_traces
    broken = ("residue 3 left the finite numbers", False)
    monkeypatch.setattr(_core, "fold_traces", lambda platform, foldings: [run(platform, foldings)[0], broken])
    settings = FoldSettings().with_overrides(**FEW, **{"resonance.traces": 2})
    given = {"distance": distances()}
    result = fold(SEQUENCE, given, trajectories=4, models=4, settings=settings, platform="cuda-emulation")
    assert len(result.models) == 2
    assert result.failures == tuple(f"trajectory {k}: residue 3 left the finite numbers" for k in (2, 4))


@pytest.mark.parametrize("value", [-1, 1.5])
@pytest.mark.parametrize("name", [f"{group}.{name}" for group, names in COUNTS.items() for name in names])
def test_counts_that_are_none_are_refused(name, value):
    with pytest.raises(OptionError, match=f"{name.partition('.')[2]} is {value}; (use|give)"):
        FoldSettings().with_overrides(**{name: value})


def test_a_shared_trace_that_fails_is_not_tried_again(monkeypatch):
    tried = []

    def failing(*arguments):
        tried.append(arguments[4])
        raise NumericsError("a trace left the finite numbers")

    monkeypatch.setattr(starts, "fold_trace", failing)
    settings = FoldSettings().with_overrides(**FEW, **{"resonance.traces": 2})
    with pytest.raises(NumericsError, match="every trajectory failed"):
        fold(SEQUENCE, {"distance": distances()}, trajectories=6, models=1, settings=settings, threads=3)
    assert sorted(tried) == sorted({trajectory_seed(1, 0), trajectory_seed(1, 1)})


@pytest.mark.parametrize("platform", ["cpu", "cuda-emulation"])
def test_where_no_gpu_folds_them_shared_traces_are_folded_once(monkeypatch, folded_traces, platform):
    monkeypatch.setattr(_core, "most_trace_residues", lambda platform: 3)
    settings = FoldSettings().with_overrides(**FEW, **{"resonance.traces": 2})
    given = {"distance": distances()}
    fold(SEQUENCE, given, trajectories=5, models=1, settings=settings, platform=platform, threads=2)
    assert len(folded_traces) == 2


def test_a_shared_trace_outlives_the_trajectory_that_made_it(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_store, "ENDED_AFTER_S", -1.0)
    store = disk_store.DiskStore(tmp_path)
    target = Target("t", ("A",), (SEQUENCE,))
    given = Restraints(None, RestraintMaps(distance_a=distances()))
    settings = FoldSettings(trajectories=3).with_overrides(**FEW, **{"resonance.traces": 2})
    fold_target(target, given, settings, threads=1, store=store)
    assert store.load_part(shared_start_part(0)) is not None
    assert store.load_part(shared_start_part(1)) is not None
