from __future__ import annotations

import numpy as np
import pytest
from prct._core import TERM_NAMES, Platform, System, compute
from prct.base.errors import OptionError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.target import Target
from prct.folding.ab_initio import walker_seed
from prct.folding.anneal import final_scales, start_state
from prct.folding.coil import random_coil
from prct.folding.first_fold import FirstFold
from prct.folding.replicas import SCALED_TERMS, ladder, lambda_scales, run_replicas
from prct.folding.settings import FoldSettings, Replicas

TARGET = Target("t", ("A",), ("GEWTYDDATKTFTVTE",))


class Keeper:
    """Keeps every state that it is handed; gives back one of them."""

    def __init__(self, saved=None):
        self.saved = saved
        self.kept = []

    def load(self):
        """The state that it was made with."""
        return self.saved

    def keep(self, state, ended):
        """Copies, as a file would have."""
        self.kept.append({name: np.array(array) for name, array in state().items()})


def settings(**changes):
    small = {"replicas.sweeps": 40, "replicas.interval": 20, "replicas.lambdas": (0.5, 1.0)}
    return FoldSettings(seed=3).with_overrides(**{**small, **changes})


def run(chosen, keeper=None, threads=1):
    system, platform = System(list(TARGET.sequences)), Platform("cpu")

    def start(walker):
        seed = walker_seed(chosen.seed, walker)
        return start_state(system, platform, FirstFold(random_coil(TARGET, seed), 1, 0.0), chosen, seed, np.zeros(0))

    temperatures = np.geomspace(150.0, 250.0, 4)
    return system, run_replicas(
        system, platform, temperatures, start, chosen, keeper or Keeper(), threads, lambda text: None
    )


def test_neighbours_of_the_ladder_exchange_about_as_often_as_was_asked_for():
    chosen = settings(**{"replicas.sweeps": 400, "replicas.lambdas": (1.0,)})
    system, platform = System(list(TARGET.sequences)), Platform("cpu")
    temperatures = ladder(16, Replicas(lowest_k=150.0, highest_k=250.0, acceptance=0.3))
    assert temperatures[0] == pytest.approx(150.0)
    assert temperatures[-1] == pytest.approx(250.0)

    def start(walker):
        coil = random_coil(TARGET, walker)
        return start_state(system, platform, FirstFold(coil, 1, 0.0), chosen, walker, np.zeros(0))

    found = run_replicas(system, platform, temperatures, start, chosen, Keeper(), 1, lambda text: None)
    acceptance = found.summary([1.0])["acceptance"]
    assert 0.15 < acceptance < 0.45  # bonds are harmonic, the rest is not
    assert found.path.shape == (400, len(temperatures))


def test_more_residues_need_more_temperatures():
    assert len(ladder(640, Replicas())) > 1.8 * len(ladder(160, Replicas()))
    assert ladder(40, Replicas(lowest_k=200.0, highest_k=200.0)).tolist() == [200.0]


def test_a_run_that_goes_on_from_any_piece_ends_in_the_same_bytes():
    keeper = Keeper()
    _, whole = run(settings(), keeper)
    saved = keeper.kept[13]
    _, rest = run(settings(), Keeper(saved), threads=3)
    assert np.array_equal(whole.snapshots_a, rest.snapshots_a)
    assert np.array_equal(whole.energy_kcal, rest.energy_kcal)
    assert np.array_equal(whole.path, rest.path)
    assert whole.summary((0.5, 1.0)) == rest.summary((0.5, 1.0))


def test_snapshots_are_of_the_cold_end_under_the_full_hamiltonian():
    chosen = settings()
    system, found = run(chosen)
    assert len(found.snapshots_a) == 40
    for backbone, energy in zip(found.snapshots_a, found.energy_kcal, strict=True):
        terms = compute(system, Platform("cpu"), backbone, final_scales(chosen), np.zeros(0))[0]
        assert sum(terms.values()) == pytest.approx(energy, rel=1e-5, abs=1e-3)


def test_lambda_scales_what_holds_a_fold_together_and_nothing_else():
    system, platform = System(list(TARGET.sequences)), Platform("reference")
    helix = backbone_from_torsions(system.chain_starts, np.radians([[-60.0, -45.0, 180.0]] * 16))
    half, full = (compute(system, platform, helix, scales, np.zeros(0))[0] for scales in lambda_scales(settings()))
    assert full["hydrogen_bond"] < -5.0
    assert {"contact", "hydrogen_bond"} <= set(SCALED_TERMS) & set(TERM_NAMES)
    for name in TERM_NAMES:
        assert half[name] == pytest.approx(full[name] * (0.5 if name in SCALED_TERMS else 1.0)), name


@pytest.mark.parametrize(
    "wrong",
    [
        {"use": "sometimes"},
        {"lowest_k": 0.0},
        {"lowest_k": 500.0},
        {"acceptance": 1.0},
        {"lambdas": (0.5,)},
        {"lambdas": (1.0, 0.5, 1.0)},
        {"lambdas": ()},
        {"interval": 0},
        {"sweeps": 0},
    ],
)
def test_bad_settings_are_refused(wrong):
    with pytest.raises(OptionError, match="replicas"):
        Replicas(**wrong)
