"""Parameters with units: what may be chosen, and what is refused."""

from fractions import Fraction

import pytest
from prct.base.errors import OptionError
from prct.forge.spec.parameter_space import Parameter, ParameterSpace, parameter, text

STEP = parameter("annealing.step_ps", "ps", "2 fs", "12 fs")
STEPS = parameter("annealing.steps", "", 100, 5000, whole=True)


def test_bounds_are_exact_in_the_unit_of_the_parameter():
    assert (STEP.lower, STEP.upper) == (Fraction(1, 500), Fraction(3, 250))
    assert parameter("force", "kcal/mol/Å", "41.84 kJ/mol/nm", 2).lower == 1


@pytest.mark.parametrize(
    ("given", "value"), [("10.3 fs", "0.0103"), ("0.0103", "0.0103"), (0.0103, "0.0103"), ("1e-2 ps", "0.01")]
)
def test_quantities(given, value):
    assert STEP.quantity(given) == Fraction(value)


@pytest.mark.parametrize(
    ("given", "message"),
    [("10 kcal/mol", "is a energy|is an energy"), ("10 furlongs", "no unit 'furlongs'"), ("fast", "no number")],
)
def test_units_that_are_mixed_up_are_refused(given, message):
    with pytest.raises(OptionError, match=message):
        STEP.quantity(given)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: parameter("x", "ps", 2, 1), "nothing lies between 2 and 1"),
        (lambda: parameter("x", "parsec", 1, 2), "no unit 'parsec'"),
        (lambda: parameter("x", "", Fraction(1, 3), Fraction(2, 3), whole=True), "no whole number"),
        (lambda: ParameterSpace.of(STEP, STEP), "named twice: annealing.step_ps"),
        (lambda: ParameterSpace.of(), "without parameters"),
        (lambda: ParameterSpace.of(STEP)["steps"], "no parameter 'steps'"),
    ],
)
def test_spaces_that_make_no_sense(make, message):
    with pytest.raises(OptionError, match=message):
        make()


def test_why_a_choice_is_none_of_the_space():
    space = ParameterSpace.of(STEP, STEPS)
    good = {"annealing.step_ps": Fraction(1, 100), "annealing.steps": Fraction(300)}
    assert space.why_not(good) is None
    assert "has no value" in space.why_not({"annealing.steps": Fraction(300)})
    assert "outside 0.002 to 0.012" in space.why_not({**good, "annealing.step_ps": Fraction(1)})
    assert "no whole number" in space.why_not({**good, "annealing.steps": Fraction(601, 2)})
    assert "speed is no parameter" in space.why_not({**good, "speed": Fraction(1)})


def test_the_nearest_choice():
    assert STEPS.nearest(Fraction(601, 2)) == 300
    assert STEPS.nearest(Fraction(7)) == 100
    odd = Parameter("n", "", Fraction(3, 2), Fraction(7, 2), whole=True)
    assert (odd.nearest(Fraction(0)), odd.nearest(Fraction(9))) == (2, 3)
    assert STEP.nearest(Fraction(1)) == STEP.upper


def test_the_formula_of_the_bounds():
    assert STEP.within().holds({STEP.name: Fraction(1, 100)})
    assert not STEP.within().holds({STEP.name: Fraction(1, 10)})
    assert text(Fraction(1, 3)) == "0.3333"
