"""Rational features of parameters, from which seconds and accuracy are predicted linearly.

What is chosen for each quantity:

- seconds (``wall_s``, ``cpu_s``): x of every count, for work is proportional to it; products of each count with each of
  :data:`REPEATS`, which repeat the work; the bend and its square for what is no count, such as tolerances;
- accuracy (``tm``) and ``energy``: the bend of every parameter and its square.

The bend is (x - k)/(x + k), the hyperbolic tangent of half the logarithm of x/k: with its square it follows to a few
per cent what saturates (a - b/x, x/(x + c)), what grows with a power or the logarithm, and optima inside the interval.
k is at a quarter of the logarithms of the measured interval, because what saturates bends early. 1/x and the bend side
by side would follow powers better still, but a solver then has two rational functions of each parameter to invert and
finds nothing; of one alone everything is a polynomial. An interval that reaches 0 has x itself, shifted and scaled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, mul, sub, truediv

import numpy as np
from numpy.typing import NDArray

from prct.forge.smt.measured_rows import SECONDS, Quantity
from prct.forge.spec.expression import Expression, constant, exact
from prct.forge.spec.parameter_space import ParameterSpace

REPEATS = ("trajectories", "models", "sweeps")
"""Last parts of the names of counts that repeat the work of the others."""

SQUARED = "²"
"""Ends the name of a feature that is least inside the interval."""

Box = Mapping[str, tuple[Fraction, Fraction]]
"""Least and largest value of each parameter."""

_ARITHMETIC = {"+": add, "-": sub, "*": mul, "/": truediv}


@dataclass(frozen=True)
class Feature:
    """A rational function of the parameters, centred and scaled so that what was measured is near -1 to 1.

    Attributes
    ----------
    name : str
    raw : Expression
        Monotone in each parameter over the box that it was made for, or a square with its least value inside.
    parameters : tuple of str
    centre, width : Fraction
    """

    name: str
    raw: Expression
    parameters: tuple[str, ...]
    centre: Fraction = Fraction(0)
    width: Fraction = Fraction(1)

    def values(self, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The scaled feature in floating point, for columns of parameter values."""
        return (_floats(self.raw, columns) - float(self.centre)) / float(self.width)

    def value(self, values: Mapping[str, Fraction]) -> Fraction:
        """The scaled feature, exactly."""
        return (self.raw.value(values) - self.centre) / self.width


CONSTANT = Feature("constant", constant(1), ())


def features_of(quantity: Quantity, space: ParameterSpace, box: Box) -> tuple[Feature, ...]:
    """The constant, and the features of every parameter that the space leaves free.

    Examples
    --------
    >>> from prct.forge.spec.parameter_space import parameter
    >>> space = ParameterSpace.of(parameter("steps", "", 100, 5000, True), parameter("trajectories", "", 1, 16, True))
    >>> box = {p.name: (p.lower, p.upper) for p in space}
    >>> [f.name for f in features_of("wall_s", space, box)]
    ['constant', 'steps', 'trajectories', 'steps*trajectories']
    >>> [f.name for f in features_of("tm", space, box)]
    ['constant', 'bend of steps', 'bend of steps²', 'bend of trajectories', 'bend of trajectories²']
    """
    made = [CONSTANT]
    free = [p for p in space if p.lower < p.upper]
    for p in free:
        x, low, high = p.symbol, *box[p.name]
        if quantity in SECONDS and p.whole:
            made.append(Feature(p.name, x, (p.name,)))
            continue
        if low > 0:
            k = short(Fraction((float(low) ** 3 * float(high)) ** 0.25))
            bend = (x - k) / (x + k)
        else:
            bend = (x - (low + high) / 2) / ((high - low) / 2 or 1)
        made.append(Feature(f"bend of {p.name}", bend, (p.name,)))
        made.append(Feature(f"bend of {p.name}{SQUARED}", bend * bend, (p.name,)))
    if quantity in SECONDS:
        counts = [p for p in free if p.whole]
        repeats = [p for p in counts if p.name.rpartition(".")[2] in REPEATS]
        made += [
            Feature(f"{p.name}*{r.name}", p.symbol * r.symbol, (p.name, r.name))
            for r in repeats
            for p in counts
            if p not in repeats or counts.index(p) < counts.index(r)
        ]
    return tuple(_scaled(feature, box) for feature in made)


def design(features: tuple[Feature, ...], columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """One row a configuration, one column a feature."""
    length = len(next(iter(columns.values())))
    return np.column_stack([np.broadcast_to(f.values(columns), (length,)) for f in features])


def short(value: Fraction) -> Fraction:
    """Three digits of a number, so that formulas stay readable."""
    return exact(float(f"{float(value):.3g}"))


def _scaled(feature: Feature, box: Box) -> Feature:
    """Centred and scaled by its values at the corners of the box: exact ones, shortly rounded."""
    if not feature.parameters:
        return feature
    low, high = (feature.raw.value({name: box[name][k] for name in feature.parameters}) for k in (0, 1))
    if feature.name.endswith(SQUARED):
        low, high = Fraction(0), max(low, high)
    width = short(abs(high - low) / 2) or Fraction(1)
    return Feature(feature.name, feature.raw, feature.parameters, short((low + high) / 2), width)


def _floats(item: Expression, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    if item.operator == "constant":
        return np.array(float(item.arguments[0]))
    if item.operator == "variable":
        return columns[item.arguments[0]]
    left, right = (_floats(part, columns) for part in item.arguments)
    return _ARITHMETIC[item.operator](left, right)
