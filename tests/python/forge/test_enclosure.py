"""Bounds of logarithm and exponential hold everywhere, and are tight."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prct.forge.spec.enclosure import enclose_exp, enclose_log, exp_bounds, log_bounds
from prct.forge.spec.expression import variable

rationals = st.fractions(Fraction(1, 1000), Fraction(1000), max_denominator=10**6)


def true(name: str, x: Fraction) -> Fraction:
    """The function to fifty digits, by another way than ours."""
    with localcontext() as context:
        context.prec = 50
        return Fraction(getattr(Decimal(x.numerator) / Decimal(x.denominator), name)())


@given(rationals)
def test_bounds_of_the_logarithm(x):
    low, high = log_bounds(x)
    assert low <= true("ln", x) <= high
    assert high - low < Fraction(1, 10**10)


@given(st.fractions(-30, 5, max_denominator=10**6))
def test_bounds_of_the_exponential(x):
    low, high = exp_bounds(x)
    assert low <= true("exp", x) <= high
    assert high - low < max(Fraction(1, 10**10), Fraction(1, 10**8) * high)


@pytest.mark.parametrize(
    ("enclose", "name", "lower", "upper"),
    [(enclose_exp, "exp", Fraction(-5), Fraction(-1, 10)), (enclose_log, "ln", Fraction(1), Fraction(9))],
)
def test_pieces_hold_between_their_nodes_and_come_near(enclose, name, lower, upper):
    x = variable("x")
    gaps = {}
    for pieces in (4, 16):
        enclosure = enclose(lower, upper, pieces)
        below, above = enclosure.lower(x), enclosure.upper(x)
        gap = Fraction(0)
        for share in [*np.linspace(0, 1, 197).tolist(), 0.25, 0.5]:
            at = lower + (upper - lower) * Fraction(share)
            value = true(name, at)
            assert below.value({"x": at}) <= value <= above.value({"x": at}), float(at)
            gap = max(gap, above.value({"x": at}) - below.value({"x": at}))
        gaps[pieces] = gap
        assert enclosure.within(x).holds({"x": lower})
        assert not enclosure.within(x).holds({"x": upper + 1})
    assert gaps[16] < gaps[4] / 6  # straight pieces: the gap goes with the square of their length


def test_what_has_no_bounds_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        log_bounds(Fraction(0))
    with pytest.raises(ValueError, match="lower end first"):
        enclose_exp(Fraction(1), Fraction(0), 3)
    with pytest.raises(ValueError, match="too large"):
        exp_bounds(Fraction(60))
