"""The locking window: what it allows believes true patches and doubts far contacts, in the engine."""

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
        ({"coupling": 2.0}, ["true patches are believed"]),
        ({"coupling": 20.0}, ["patches carry no far contacts"]),
        ({"coupling": 9.0, "frequency_ps": 0.8, "settled_support": 0.45}, ["patches carry no far contacts"]),
        ({"frequency_ps": 9.0, "coupling": 60.0}, ["phases are followed"]),
        ({"settled_support": 2.2}, ["true patches are believed"]),
        ({"coupling": 4.0, "settled_support": 0.15}, ["far contacts are doubted"]),
        ({"spread_residues": 0.5}, ["range is enclosed"]),
    ],
)
def test_each_constraint_binds(changes, names):
    assert set(names) <= set(broken(**changes))


def test_only_the_ratio_of_coupling_and_frequency_makes_the_window():
    assert broken(coupling=5.0, frequency_ps=0.5) == []
    assert "true patches are believed" in broken(coupling=1.0, frequency_ps=0.5)


def test_an_offset_that_is_enough_alone_needs_no_locking():
    assert broken(coupling=1.0, settled_support=0.3, support_offset=0.5) == []
    assert broken(coupling=1.0, settled_support=0.4, support_offset=0.5) == ["true patches are believed"]
    for seed in range(5):
        patches = made_patches(seed)
        alpha = settled_alpha(patches, coupling=1.0, settled_support=0.3, support_offset=0.5)
        assert alpha[: patches.true].min() > 0.5 and alpha[patches.true :].max() < 0.5


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
    assert "patches carry no far contacts" in [c.name for c in twice]
    assert "2 times as far" in twice[0].sentence


def test_far_contacts_out_of_reach_of_a_patch_may_lock():
    assert broken(coupling=20.0, spread_residues=1.2) == []


def test_made_far_contacts_are_where_geometry_lets_them_be():
    patches = made_patches(4)
    steps = np.abs(patches.pairs[:, None] - patches.pairs[None, : patches.true]).sum(axis=2)
    reached = patches.distances_a[None, : patches.true] + 3.8 * steps
    assert (patches.distances_a[patches.true :, None] <= reached[patches.true :] + 20.0).all()
    assert (steps[patches.true :].min(axis=1) <= LockingWindow().steps + 2).sum() >= 6
