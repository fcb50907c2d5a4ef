import threading

import numpy as np
import prct
import pytest
from prct._core import Platform, State
from prct.base.errors import NumericsError, OptionError, RestraintError
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.ensemble import run_one
from prct.folding.pipeline import fold, prepare
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore
from prct.io.restraint_formats.npz_maps import from_arrays

SEQUENCE = "GEWTYDDATKTFTVTE"
TOUR_FIRST = {"resonance.tour_first": True}


def distances():
    known = np.full((16, 16), np.nan)
    for k in range(6):
        known[k, 15 - k] = 5.5
    return {"distance": known}


class HotStart(MemoryStore):
    """The second trajectory starts with atoms that leave at once."""

    def load_state(self, trajectory):
        """A state for the second one only."""
        if trajectory != 1:
            return None
        positions = np.cumsum(np.full((16, 3, 3), 0.8), axis=0)
        return 1, State(positions, np.full((16, 3, 3), 1e7), np.ones(6), np.zeros(6), 0, 1), [], []


def test_a_trajectory_that_blows_up_is_named_and_the_others_go_on():
    calm = prct.fold(SEQUENCE, distances(), trajectories=3, threads=1)
    target, given = calm.target, distances()
    restraints = Restraints(None, from_arrays(given, target, "test")[0])
    hot = fold(target, restraints, FoldSettings(trajectories=3), store=HotStart())
    assert len(hot.failures) == 1
    assert hot.failures[0].startswith("trajectory 2: ")
    assert "blew up" in hot.failures[0]
    assert sorted(model.trajectory for model in hot.models) == [0, 2]
    kept = {model.trajectory: model.energy_kcal for model in calm.models}
    assert all(model.energy_kcal == kept[model.trajectory] for model in hot.models)


def test_when_all_blow_up_the_cause_is_raised():
    wild = FoldSettings().with_overrides(**{"annealing.step_ps": 0.5})
    with pytest.raises(NumericsError, match=r"every trajectory failed.*blew up"):
        prct.fold(SEQUENCE, distances(), trajectories=2, settings=wild)


def test_models_are_ranked_and_the_number_of_threads_changes_nothing():
    one, three = (prct.fold(SEQUENCE, distances(), trajectories=3, models=9, threads=n) for n in (1, 3))
    assert [model.rank for model in one.models] == [1, 2, 3]
    assert [model.score for model in one.models] == sorted(model.score for model in one.models)
    assert one.best is one.models[0]
    for a, b in zip(one.models, three.models, strict=True):
        assert np.array_equal(a.structure.coords_a, b.structure.coords_a, equal_nan=True)
        assert (a.score, a.trajectory, a.hand) == (b.score, b.trajectory, b.hand)


def test_energies_and_satisfied_shares_are_those_of_the_model():
    best = prct.fold(SEQUENCE, distances(), trajectories=1).best
    cb = best.structure.coords_a[:, 4]
    wanted = np.linalg.norm(cb[:6] - cb[15:9:-1], axis=1)
    known = np.isfinite(wanted)
    assert known.sum() == 5
    assert np.allclose(best.restraint_distances_a[known], wanted[known], atol=1e-4)
    assert best.energy_kcal == pytest.approx(sum(best.terms_kcal.values()))


def contacts():
    """A doubted list: one ladder, and one contact that it is far from."""
    probability = np.full((16, 16), np.nan)
    for i, j in [(0, 15), (1, 14), (2, 13), (3, 12), (0, 7)]:
        probability[i, j] = 1.0
    return {"contact_prob": probability}


def prepared(**changes):
    settings = FoldSettings().with_overrides(**changes)
    target = Target("hairpin", ("A",), (SEQUENCE,))
    return prepare(target, Restraints(None, from_arrays(contacts(), target, "test")[0]), settings)


def test_reports_tell_the_settled_phases_of_the_candidates_alone(monkeypatch):
    monkeypatch.setattr("prct.folding.pipeline.are_doubted", lambda *_: True)
    job = prepared()
    assert job.consensus is not None
    assert job.system.restraint_count > len(job.candidates) == 5
    outcome = run_one(job, 0, MemoryStore(), threading.Event())
    weight = job.candidates.weight * job.alpha
    order = abs((weight * np.exp(1j * job.theta)).sum() / weight.sum()) ** 2
    assert 0.0 < order < 1.0
    assert outcome.reports
    for report in outcome.reports:
        assert report["edge_order_parameter"] == pytest.approx(order, abs=1e-12)
        for name in ("resonance_amplitude", "resonance_strength", "order_parameter_phi", "local_order_parameter"):
            assert 0.0 < report[name] < 1.0
    assert len({report["resonance_strength"] for report in outcome.reports}) > 1


class MidwayStore(MemoryStore):
    """Keeps the state after the seventh block, and gives it back."""

    def __init__(self):
        super().__init__()
        self.midway = None

    def save_state(self, trajectory, hand, state, frames, reports):
        """The first seven reports."""
        if len(reports) == 7 and self.midway is None:
            self.midway = hand, state, list(frames), list(reports)

    def load_state(self, trajectory):
        """What was kept."""
        return self.midway


@pytest.mark.parametrize("changes", [{}, TOUR_FIRST])
def test_a_resumed_trajectory_ends_in_the_same_model_and_reports(changes):
    store = MidwayStore()
    whole = run_one(prepared(**changes), 0, store, threading.Event())
    assert store.midway is not None
    resumed = run_one(prepared(**changes), 0, store, threading.Event())
    assert len(whole.reports) == len(resumed.reports) == 20
    assert whole.reports == resumed.reports
    assert whole.backbone_a.tobytes() == resumed.backbone_a.tobytes()


def test_where_nothing_resonates_the_reports_say_so():
    reports = prct.fold(SEQUENCE, distances(), trajectories=1).best.reports
    names = ("edge_order_parameter", "resonance_amplitude", "resonance_strength")
    assert all(report[name] is None for report in reports for name in names)


def test_along_the_tour_first_is_another_path_to_a_model():
    usual, first = (run_one(prepared(**c), 0, MemoryStore(), threading.Event()) for c in ({}, TOUR_FIRST))
    assert first.reports[0]["terms"]["contact"] != usual.reports[0]["terms"]["contact"]
    assert not np.array_equal(first.backbone_a, usual.backbone_a)


@pytest.mark.parametrize(
    ("options", "error"),
    [({"threads": 0}, OptionError), ({"trajectories": 0}, OptionError), ({"platform": "abacus"}, OptionError)],
)
def test_options_are_checked(options, error):
    with pytest.raises(error):
        prct.fold(SEQUENCE, distances(), **options)


def test_restraints_that_say_nothing_are_refused():
    near = np.full((16, 16), np.nan)
    near[3, 4] = 5.0
    with pytest.raises(RestraintError, match="no pair says anything"):
        prct.fold(SEQUENCE, {"distance": near})


@pytest.mark.parametrize(("threads", "trajectories", "share"), [(4, 2, 2), (5, 2, 2), (2, 3, 1), (3, 1, 3)])
def test_threads_that_trajectories_leave_over_share_the_forces(monkeypatch, threads, trajectories, share):
    made = []

    def platform(name, threads=1, list_skin_a: float = 4.0):
        made.append(threads)
        return Platform(name, threads, list_skin_a)

    monkeypatch.setattr("prct._core.Platform", platform)
    prct.fold(SEQUENCE, distances(), trajectories=trajectories, threads=threads)
    assert made == [share, share]


def test_a_sequence_alone_is_ranked_by_energy_whatever_the_number_of_threads():
    alone = FoldSettings().with_overrides(**{"replicas.use": "never"})
    one, three = (prct.fold(SEQUENCE, trajectories=10, models=10, threads=n, settings=alone, seed=3) for n in (1, 3))
    energies = [model.energy_kcal for model in one.models]
    assert energies == sorted(energies) == [model.energy_kcal for model in three.models]
    assert {model.hand for model in one.models} == {1} and {model.satisfied for model in one.models} == {1.0}
    assert "folded from the sequence alone" in one.warnings[0]
    assert len({round(energy, 3) for energy in energies}) > 5, "each trajectory starts elsewhere"


def test_chains_alone_fold_side_by_side():
    pair = prct.fold([SEQUENCE, "GGAA"], trajectories=1, models=1, threads=1)
    ca = pair.best.structure.coords_a[:, 1]
    assert np.isfinite(ca).all()
    assert np.linalg.norm(ca[:16, None] - ca[None, 16:], axis=2).min() > 3.0
