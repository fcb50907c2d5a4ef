"""Points found by floating-point search: a guess that exact arithmetic confirms or throws away, never a proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prct.forge.smt.exact_point import shortest
from prct.forge.smt.question import Question
from prct.forge.spec.constraint import bounds_name
from prct.forge.spec.expression import Expression, Formula

Values = NDArray[np.float64]

SAMPLES = 256
"""Random points among which the least bad ones are starts, and from which the scale of each margin is read."""
STEP = 1e-7
"""Of the range of a parameter, for differences: the root of the precision of a double, and a bit."""
MARGINS = (1e-2, 1e-6)
"""Wanted of each constraint, of its scale: well inside first, for short decimals, then just inside."""
HOPELESS = 0.3
"""Of its scale, missed by a constraint where a descent ended: no other margin mends it."""
EVALUATIONS = 60
WIDER = 10
"""How many ranges a parameter may go beyond bounds that are not asked about."""

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


def float_value(item: Expression, at: dict[str, Values]) -> Any:
    """Values of an expression at many points at once.

    Examples
    --------
    >>> from prct.forge.spec.expression import variable
    >>> float_value(1 / variable("x"), {"x": np.array([2.0, 4.0])})
    array([0.5 , 0.25])
    """
    if item.operator == "constant":
        return float(item.arguments[0])
    if item.operator == "variable":
        return at[item.arguments[0]]
    if item.operator == "ite":
        condition, then, otherwise = item.arguments
        return np.where(float_margin(condition, at) >= 0, float_value(then, at), float_value(otherwise, at))
    left, right = (float_value(side, at) for side in item.arguments)
    return _ARITHMETIC[item.operator](left, right)


def float_margin(item: Formula, at: dict[str, Values]) -> Any:
    """By how much a formula holds at many points: not below zero where it does."""
    if item.operator in ("<=", "<", ">=", ">"):
        left, right = (float_value(side, at) for side in item.arguments)
        return right - left if item.operator[0] == "<" else left - right
    parts = [float_margin(part, at) for part in item.arguments]
    if item.operator == "not":
        return -parts[0]
    if not parts:
        return np.inf if item.operator == "and" else -np.inf
    worst = np.minimum if item.operator == "and" else np.maximum
    found = parts[0]
    for part in parts[1:]:
        found = worst(found, part)
    return found


@dataclass(frozen=True)
class Landscape:
    """The constraints of a question over the unit cube, which stands for the box of its parameters."""

    question: Question
    low: Values
    high: Values
    scale: Values

    @classmethod
    def of(cls, question: Question, rng: np.random.Generator) -> Landscape:
        """The landscape, each margin scaled by its median over random points."""
        ends = [_box(question, k) for k in range(len(question.space))]
        low, high = (np.array(side, dtype=float) for side in zip(*ends, strict=True))
        bare = cls(question, low, high, np.ones(1))
        margins = bare.margins(rng.random((len(low), SAMPLES)))
        scale = np.median(np.abs(margins), axis=1)
        return cls(question, low, high, np.where((scale > 0) & (scale < 1e300), scale, 1.0))

    def values(self, cube: Values) -> dict[str, Values]:
        """Parameters at points of the unit cube, shape (parameters, points)."""
        return {p.name: self.low[k] + (self.high[k] - self.low[k]) * cube[k] for k, p in enumerate(self.question.space)}

    def margins(self, cube: Values) -> Values:
        """Margin of each constraint at each point in units of its scale; what is undefined counts as far outside."""
        at = self.values(cube)
        names = {bounds_name(p.name) for p in self.question.space}
        with np.errstate(all="ignore"):
            rows = [
                np.broadcast_to(float_margin(formula, at), cube.shape[1:])
                for name, formula in self.question.assertions.items()
                if name not in names
            ]
        if not rows:
            return np.ones((1, *cube.shape[1:]))
        return np.nan_to_num(np.stack(rows), nan=-1e9, posinf=1e9, neginf=-1e9) / self.scale.reshape(-1, 1)

    def point(self, cube: Values) -> dict[str, float]:
        """One point of the unit cube as values of the parameters."""
        return {name: float(value[0]) for name, value in self.values(cube[:, None]).items()}

    def place(self, values: dict[str, Fraction]) -> Values:
        """The point of the unit cube where the parameters have these values."""
        width = np.where(self.high > self.low, self.high - self.low, 1.0)
        given = np.array([float(values[p.name]) for p in self.question.space])
        return np.clip((given - self.low) / width, 0.0, 1.0)


def feasible_points(
    question: Question, seed: int, starts: int, go_on: Callable[[], object] = lambda: True
) -> Iterator[dict[str, Fraction]]:
    """Points that satisfy the question exactly, from `starts` least-squares descents while `go_on()`; maybe none."""
    if not starts:
        return
    rng = np.random.default_rng([seed, len(question.names)])
    landscape = Landscape.of(question, rng)
    cube = rng.random((len(question.space), SAMPLES))
    badness = (np.minimum(landscape.margins(cube), 0.0) ** 2).sum(axis=0)
    whole = np.array([p.whole for p in question.space])
    for k in np.argsort(badness, kind="stable")[:starts]:
        if not go_on():
            return
        here = cube[:, k]
        for margin in MARGINS:
            here = descend(landscape, here, np.ones(len(here), dtype=bool), margin)
            if whole.any():
                here = descend(landscape, _rounded(landscape, here), ~whole, margin)
            if found := shortest(question, landscape.point(here)):
                yield found
                break
            if landscape.margins(here[:, None]).min() < -HOPELESS:
                break


def descend(landscape: Landscape, start: Values, free: NDArray[np.bool_], margin: float) -> Values:
    """Least squares of what the margins lack, over the free parameters, from a point of the unit cube."""
    from scipy.optimize import least_squares

    moving = np.flatnonzero(free & (landscape.high > landscape.low))
    if not len(moving):
        return start

    def lacking(points: Values) -> Values:
        cube = np.repeat(start[:, None], points.shape[1], axis=1)
        cube[moving] = points
        return np.maximum(0.0, margin - landscape.margins(cube))

    def slopes(x: Values) -> Values:
        steps = np.where(x > 0.5, -STEP, STEP)
        values = lacking(np.concatenate([x[:, None], x[:, None] + np.diag(steps)], axis=1))
        return (values[:, 1:] - values[:, :1]) / steps

    inside = np.clip(start[moving], 1e-6, 1 - 1e-6)
    fit = least_squares(lambda x: lacking(x[:, None])[:, 0], inside, jac=slopes, bounds=(0, 1), max_nfev=EVALUATIONS)
    end = start.copy()
    end[moving] = fit.x
    return end


def _rounded(landscape: Landscape, cube: Values) -> Values:
    """The point of the unit cube whose whole parameters are whole."""
    values = landscape.point(cube)
    nearest = {p.name: p.nearest(Fraction(values[p.name])) for p in landscape.question.space}
    return np.where([p.whole for p in landscape.question.space], landscape.place(nearest), cube)


def _box(question: Question, k: int) -> tuple[Fraction, Fraction]:
    """Where parameter k is looked for: its bounds, or beyond where they are not asked about."""
    p = question.space.parameters[k]
    if bounds_name(p.name) in question.assertions:
        return p.lower, p.upper
    beyond = WIDER * max(p.upper - p.lower, abs(p.lower), abs(p.upper), Fraction(1, 1000))
    return p.lower - beyond, p.upper + beyond
