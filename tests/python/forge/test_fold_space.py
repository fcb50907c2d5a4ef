"""The parameters of a fold: names of its settings, bounds, and the constraints on them."""

from fractions import Fraction

import pytest
from prct.base.errors import OptionError
from prct.folding.settings import FoldSettings
from prct.forge.spec.constraint import violated
from prct.forge.spec.fold_space import TUNABLE, fold_space, known_values, physical_constraints


def settings_values(settings):
    values = {}
    for p in TUNABLE:
        owner, _, name = p.name.rpartition(".")
        values[p.name] = getattr(getattr(settings, owner) if owner else settings, name)
    return values


def test_every_name_is_a_setting_and_its_default_is_within():
    for name, value in known_values(settings_values(FoldSettings())).items():
        p = next(p for p in TUNABLE if p.name == name)
        assert p.lower <= value <= p.upper, name
        assert not p.whole or value.denominator == 1


def test_defaults_hold_for_an_ordinary_system():
    space = fold_space(["annealing.steps", "annealing.step_ps", "resonance.coupling"])
    values = known_values(settings_values(FoldSettings()))
    constraints = physical_constraints(space, values, {"bonded": 900, "coherence": 5})
    assert violated(constraints, {p.name: values[p.name] for p in space}) == []
    assert [c.name for c in violated(constraints, {**values, "annealing.step_ps": Fraction(12, 1000)})] == [
        "steps are stable",
        "friction removes heat",
    ]


def test_a_strength_that_may_be_chosen_stiffens_the_system():
    values = known_values(settings_values(FoldSettings()))
    space = fold_space(["weights.coherence"])
    constraints = physical_constraints(space, values, {"bonded": 900, "coherence": 100})
    assert violated(constraints, {"weights.coherence": Fraction(1)}) == []
    assert "steps are stable" in [c.name for c in violated(constraints, {"weights.coherence": Fraction(3)})]


@pytest.mark.parametrize(
    ("names", "bounds", "message"),
    [
        (["annealing.stride"], {}, "no parameter 'annealing.stride'"),
        (["annealing.steps"], {"annealing.steps": (900, 100)}, "nothing lies between"),
        (["annealing.steps"], {"annealing.steps": (1, 100)}, "wider than"),
        (["annealing.steps"], {"annealing.step_ps": (0.004, 0.01)}, "not among the parameters"),
        (["annealing.step_ps"], {"annealing.step_ps": ("4 K", "8 K")}, "temperature"),
        ([], {}, "without parameters"),
    ],
)
def test_spaces_that_are_refused(names, bounds, message):
    with pytest.raises(OptionError, match=message):
        fold_space(names, bounds)
