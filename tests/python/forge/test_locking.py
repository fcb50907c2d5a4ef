"""The locking window: what the constraints allow locks true patches and lets far contacts drift, in the engine."""

from fractions import Fraction

import numpy as np
import pytest
from prct.folding.settings import Resonance
from prct.forge.spec.constraint import violated
from prct.forge.spec.expression import constant, exact
from prct.forge.spec.locking import NAMES, LockingWindow, locking_constraints

from bench.forge.contact_patches import made_patches, settled_alpha

DEFAULTS = {name: getattr(Resonance(), name.split(".")[1]) for name in NAMES}


def broken(**changes):
    chosen = {**DEFAULTS, **{f"resonance.{name}": value for name, value in changes.items()}}
    return [c.name for c in violated(locking_constraints({k: constant(v) for k, v in chosen.items()}), {})]


def test_the_constants_of_a_fold_are_in_the_window():
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"coupling": 2.0}, ["near contacts lock"]),
        ({"coupling": 20.0}, ["far contacts drift"]),
        ({"frequency_ps": 9.0, "coupling": 60.0}, ["phases are followed"]),
        ({"frequency_ps": 0.2, "coupling": 2.0}, ["drifting is seen"]),
        ({"settled_support": 1.4}, ["true patches are believed"]),
        ({"settled_support": 0.2}, ["far contacts are doubted"]),
        ({"spread_residues": 0.5}, ["range is enclosed"]),
    ],
)
def test_each_constraint_binds(changes, names):
    assert set(names) <= set(broken(**changes))


def test_only_the_ratio_of_coupling_and_frequency_makes_the_window():
    assert broken(coupling=5.0, frequency_ps=0.5) == []
    assert "near contacts lock" in broken(coupling=1.0, frequency_ps=0.5)


def feasible_choices(count):
    rng = np.random.default_rng(5)
    while count:
        drawn = {
            "coupling": rng.uniform(1, 15), "frequency_ps": rng.uniform(0.3, 2), "spread_residues": rng.uniform(0.7, 4),
            "settled_support": rng.uniform(0.2, 2), "support_offset": rng.uniform(0.1, 0.6),
        }  # fmt: skip
        if not broken(**{name: Fraction(exact(round(value, 4))) for name, value in drawn.items()}):
            count -= 1
            yield drawn


def test_what_the_constraints_allow_does_in_the_engine_what_they_say():
    for seed, choice in enumerate(feasible_choices(25)):
        patches = made_patches(seed)
        alpha = settled_alpha(patches, **choice)
        assert alpha[: patches.true].min() > 0.5, choice
        assert alpha[patches.true :].max() < 0.5, choice


def test_the_engine_breaks_outside_the_window():
    patches = made_patches(1)
    weak = settled_alpha(patches, coupling=1.0)
    assert weak[: patches.true].min() < 0.5
    strict = settled_alpha(patches, settled_support=2.5)
    assert strict[: patches.true].min() < 0.5
    lax = settled_alpha(patches, settled_support=0.2, coupling=30.0)
    assert lax[patches.true :].max() > 0.5


def test_a_wider_window_is_harder_to_meet():
    chosen = {k: constant(v) for k, v in DEFAULTS.items()}
    twice = violated(locking_constraints(chosen, LockingWindow(far_times=Fraction(2))), {})
    assert "far contacts drift" in [c.name for c in twice]
    assert "2 times as far" in twice[0].sentence
