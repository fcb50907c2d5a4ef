"""Choices to measure before anything is known: spread over the space, and within every constraint."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy.stats import qmc

from prct.base.errors import OptionError
from prct.forge.spec.constraint import Constraint, violated
from prct.forge.spec.parameter_space import Parameter, ParameterSpace

DECADES = 10
"""Parameters whose bounds are further apart than this, as a ratio, are spread by their logarithm."""
DIGITS = 3
"""Of values that are drawn: people read them."""
MOST_DRAWS = 1 << 14


def readable(p: Parameter, value: float) -> Fraction:
    """The value to three digits, within the bounds, whole where it must be.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import parameter
    >>> readable(parameter("steps", "", 100, 5000, whole=True), 1234.5)
    Fraction(1230, 1)
    """
    return p.nearest(Fraction(f"{value:.{DIGITS}g}"))


def from_unit(p: Parameter, share: float) -> Fraction:
    """The value at a share of the way from the lower to the upper bound, by logarithm where that spans decades."""
    low, high = float(p.lower), float(p.upper)
    if low > 0 and high / low > DECADES:
        return readable(p, low * (high / low) ** share)
    return readable(p, low + (high - low) * share)


def spread_choices(
    space: ParameterSpace, constraints: Sequence[Constraint], count: int, seed: int
) -> list[dict[str, Fraction]]:
    """Different feasible choices from a scrambled Sobol sequence; fewer where hardly any are feasible.

    Raises
    ------
    OptionError
        When of many draws none is feasible.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import parameter
    >>> space = ParameterSpace.of(parameter("x", "", 0, 1), parameter("y", "", 0, 1))
    >>> line = Constraint("sum", "", space["x"].symbol + space["y"].symbol <= 1, "x + y is at most 1")
    >>> all(c["x"] + c["y"] <= 1 for c in spread_choices(space, [line], 8, seed=1))
    True
    """
    sobol = qmc.Sobol(len(space), seed=np.random.default_rng(seed))
    found: dict[tuple[Fraction, ...], dict[str, Fraction]] = {}
    drawn = 0
    while len(found) < count and drawn < MOST_DRAWS:
        for row in sobol.random(max(16, 1 << (count - 1).bit_length())):
            choice = {p.name: from_unit(p, share) for p, share in zip(space, row.tolist(), strict=True)}
            drawn += 1
            if len(found) < count and not violated(constraints, choice):
                found.setdefault(tuple(choice.values()), choice)
    if not found:
        raise OptionError(f"of {drawn} choices drawn none respects every constraint; `prct forge explain` says why")
    return list(found.values())
