from __future__ import annotations

import threading

import numpy as np
import prct
import pytest
from outcomes import helix
from prct.base.errors import Interrupted
from prct.core.restraints import Restraints
from prct.core.superpose import superpose
from prct.core.target import Target
from prct.folding.ab_initio import ca_rmsd, representatives, trajectory_settings
from prct.folding.ensemble import run_one
from prct.folding.job import trajectory_seed
from prct.folding.pipeline import fold, prepare
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore, Progress

SEQUENCE = "GEWTYDDATKTFTVTE"
SMALL = {
    "replicas.use": "sequence alone",
    "replicas.sweeps": 40,
    "replicas.interval": 20,
    "replicas.anneal_steps": 250,
    "trajectories": 3,
}


def settings(**changes):
    return FoldSettings().with_overrides(**{**SMALL, **changes})


def test_rmsd_is_that_of_the_superposition_and_sees_mirror_images():
    rng = np.random.default_rng(1)
    traces = helix(25)[:, 1] + rng.normal(0.0, 0.7, (4, 25, 3))
    traces[3, :, 0] *= -1.0
    found = ca_rmsd(traces[0], traces)
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    wanted = [superpose(trace, traces[0]).rmsd_a for trace in traces[1:]]
    assert np.allclose(found[1:], wanted, atol=1e-6)
    assert found[3] > 2.0


def test_representatives_are_one_of_each_cluster_first():
    helices = [helix(30, twist)[:, 1] for twist in (100.0, 100.5, 60.0, 60.5, 140.0)]
    energy = np.array([-1.0, -2.0, -5.0, -4.0, 0.0])
    assert representatives(np.stack(helices), energy, 5).tolist() == [2, 1, 4, 3, 0]
    assert representatives(np.stack(helices), energy, 2).tolist() == [2, 1]
    assert representatives(np.stack(helices), energy, 7).tolist() == [2, 1, 4, 3, 0, 2, 1]


def test_a_fold_with_replicas_reports_them_and_does_not_depend_on_threads():
    target = Target("t", ("A",), (SEQUENCE,))
    one, three = (fold(target, Restraints(), settings(), threads=n) for n in (1, 3))
    for a, b in zip(one.models, three.models, strict=True):
        assert np.array_equal(a.structure.coords_a, b.structure.coords_a, equal_nan=True)
    assert one.replicas == three.replicas
    assert one.replicas["sweeps"] == 40
    assert one.replicas["round_trips"] >= 0
    assert len(one.replicas["acceptance_by_pair"]) == len(one.replicas["temperatures_k"]) - 1


def test_which_folds_have_replicas():
    known = np.full((16, 16), np.nan)
    known[0, 15] = 5.5
    never = settings(**{"replicas.use": "never"})
    assert prct.fold(SEQUENCE, trajectories=1, settings=never).replicas is None
    short = settings(**{"replicas.most_residues": 15})
    assert prct.fold(SEQUENCE, trajectories=1, settings=short).replicas is None
    assert prct.fold(SEQUENCE, {"distance": known}, trajectories=1, settings=settings()).replicas is None
    always = settings(**{"replicas.use": "always"})
    assert prct.fold(SEQUENCE, {"distance": known}, trajectories=1, settings=always).replicas is not None


def test_trajectories_are_brief_after_a_lattice_and_begin_where_it_ended():
    target = Target("t", ("A",), (SEQUENCE,))
    job = prepare(target, Restraints(), settings())
    brief = trajectory_settings(job.settings, job.ab_initio).annealing
    assert (brief.steps, brief.soft_start) == (250, False)
    assert brief.start_k == job.settings.replicas.lowest_k
    store = Watching()
    run_one(job, 1, store, threading.Event())
    assert np.array_equal(store.first.positions_a, job.ab_initio.starts_a[1])
    assert store.first.seed == trajectory_seed(job.settings.seed, 1)


class Watching(MemoryStore):
    """Keeps the first state of a trajectory."""

    first = None

    def save_state(self, trajectory, hand, state, frames, reports):
        """The first one."""
        self.first = self.first or state


class Stopping(MemoryStore):
    """Is killed after some pieces of the lattice, all of which it saves."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces
        self.part = None

    def load_part(self, name):
        """The lattice where it was saved last."""
        return self.part if name == "replicas" else None

    def save_part(self, name, state, ended):
        """Every piece of the lattice."""
        if name == "replicas":
            self.part = {key: np.array(value) for key, value in state().items()}
            self.pieces -= 1
            if not self.pieces:
                raise KeyboardInterrupt


def test_a_killed_lattice_goes_on_to_the_same_models():
    target = Target("t", ("A",), (SEQUENCE,))
    whole = fold(target, Restraints(), settings())
    store = Stopping(20)
    with pytest.raises(Interrupted):
        fold(target, Restraints(), settings(), store=store)
    assert store.part["exchange_sweep"].tolist() == [20]
    resumed = fold(target, Restraints(), settings(), store=store)
    assert resumed.replicas == whole.replicas
    assert np.array_equal(resumed.best.structure.coords_a, whole.best.structure.coords_a, equal_nan=True)


def test_progress_says_how_far_the_lattice_is():
    heard: list[Progress] = []
    prct.fold(SEQUENCE, trajectories=1, settings=settings(), progress=heard.append)
    stages = [progress.stage for progress in heard]
    assert any(stage.endswith("replicas: sweep 20 of 40") for stage in stages), stages
