"""A better point near a good one, by a numeric optimiser: a guess, which counts if exact arithmetic confirms it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from prct.forge.smt.exact_point import roundings
from prct.forge.smt.numeric import STEP, Landscape, Values, float_value
from prct.forge.smt.question import Question
from prct.forge.spec.expression import Expression

ITERATIONS = 100
INSIDE = 1e-7
"""Margin of every constraint, of its scale: what is rounded afterwards still holds."""
SHIFTS = (0.0, 1e-6, 1e-4, 1e-2)
"""Of the way back to the feasible point that was given, tried in this order where rounding broke a constraint."""


def improved(question: Question, objective: Expression, start: dict[str, Fraction], seed: int) -> dict[str, Fraction]:
    """The point, or one that satisfies the question exactly and has a smaller objective.

    Sequential quadratic programming over the parameters that are not whole, which stay as they are; from the point that
    is given, and again from the nearest whole numbers of what the optimiser would choose if all were real.
    """
    landscape = Landscape.of(question, np.random.default_rng([seed, len(question.names)]))
    whole = np.array([p.whole for p in question.space])
    best = start
    at = landscape.place(start)
    relaxed = _descend(landscape, objective, at, ~whole if not whole.any() else np.ones(len(at), dtype=bool))
    starts = [relaxed]
    if whole.any():
        point = landscape.point(relaxed)
        nearest = {p.name: p.nearest(Fraction(point[p.name])) for p in question.space}
        snapped = np.where(whole, landscape.place(nearest), relaxed)
        starts = [_descend(landscape, objective, here, ~whole) for here in (snapped, at)]
    for end in starts:
        for shift in SHIFTS:
            back = np.where(whole, end, end + shift * (at - end))
            tried = [values for values in roundings(question, landscape.point(back)) if question.holds(values)]
            if tried:
                best = min(best, *tried, key=objective.value)
                break
    return best


def _descend(landscape: Landscape, objective: Expression, start: Values, free: np.ndarray) -> Values:
    """SLSQP over the free parameters of the unit cube; where it ends, feasible or not."""
    from scipy.optimize import minimize

    moving = np.flatnonzero(free & (landscape.high > landscape.low))
    if not len(moving):
        return start

    def cube(points: Values) -> Values:
        whole = np.repeat(start[:, None], points.shape[1], axis=1)
        whole[moving] = points
        return whole

    def around(x: Values) -> tuple[Values, Values]:
        steps = np.where(x > 0.5, -STEP, STEP)
        return np.concatenate([x[:, None], x[:, None] + np.diag(steps)], axis=1), steps

    def heights(points: Values) -> Values:
        with np.errstate(all="ignore"):
            found = np.broadcast_to(float_value(objective, landscape.values(cube(points))), points.shape[1:])
        return np.nan_to_num(found, nan=1e9, posinf=1e9, neginf=-1e9) / scale

    scale = 1.0
    spread = heights(np.random.default_rng(0).random((len(moving), 64)))
    scale = float(np.median(np.abs(spread))) or 1.0

    def height(x: Values) -> tuple[float, Values]:
        points, steps = around(x)
        found = heights(points)
        return float(found[0]), (found[1:] - found[0]) / steps

    def room(x: Values) -> Values:
        return landscape.margins(cube(x[:, None]))[:, 0] - INSIDE

    def room_slopes(x: Values) -> Values:
        points, steps = around(x)
        found = landscape.margins(cube(points))
        return (found[:, 1:] - found[:, :1]) / steps

    limits = {"type": "ineq", "fun": room, "jac": room_slopes}
    inside = np.clip(start[moving], 0.0, 1.0)
    with np.errstate(all="ignore"):
        found = minimize(
            height,
            inside,
            jac=True,
            bounds=[(0, 1)] * len(moving),
            constraints=[limits],
            method="SLSQP",
            options={"maxiter": ITERATIONS, "ftol": 1e-10},
        )
    end = start.copy()
    if np.isfinite(found.x).all():
        end[moving] = np.clip(found.x, 0, 1)
    return end
