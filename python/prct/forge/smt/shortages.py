"""What is missing from measurements before anything can be fitted to them, and what to measure next for it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prct.base.errors import InputError
from prct.forge.smt.features import Box, Feature, design
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.spec.parameter_space import Parameter, ParameterSpace, text

MAX_SUGGESTIONS = 6_561
"""Points tried for what to measure: three a parameter for eight parameters; of more, the last stay in the middle."""
SETTLED = 1e-7
"""A direction of scaled features with a singular value below this share of the largest is not settled by the data."""


def measured_box(rows: MeasuredRows[Any], space: ParameterSpace) -> Box:
    """Least and largest measured value of every parameter of the space.

    Raises
    ------
    InputError
        Where there is no measurement, and for a parameter that was never varied.

    Examples
    --------
    >>> from prct.forge.smt.measurement import Measurement
    >>> from prct.forge.spec.parameter_space import parameter
    >>> space = ParameterSpace.of(parameter("steps", "", 100, 5000, whole=True))
    >>> measured_box(MeasuredRows.of([Measurement("w", "t", {"steps": 600}, 1, 1, 1, 1, 1, "m", "p")]), space)
    Traceback (most recent call last):
    ...
    prct.base.errors.InputError: steps was never varied: all 1 measurements have 600; measure the same targets at 5000
    """
    if not len(rows):
        names = ", ".join(p.name for p in space)
        raise InputError(f"no measurement of this workload; measure its targets with different {names}")
    _check_alike(rows, space)
    box: dict[str, tuple[Fraction, Fraction]] = {}
    for p in space:
        rows.of_parameter(p.name)
        values = sorted({m.parameters[p.name] for m in rows.measurements})
        box[p.name] = values[0], values[-1]
        if len(values) == 1 and p.lower < p.upper:
            other = p.upper if abs(p.upper - values[0]) >= abs(p.lower - values[0]) else p.lower
            raise InputError(
                f"{p.name} was never varied: all {len(rows)} measurements have {_with_unit(p, values[0])}; "
                f"measure the same targets at {_with_unit(p, other)}"
            )
    return box


def check_enough(
    rows: MeasuredRows[Any], space: ParameterSpace, features: Sequence[Feature], phi: NDArray[np.float64]
) -> None:
    """Raise InputError, with what to measure, unless the configurations settle every coefficient and one more thing.

    `phi` are the features of the configurations. The one more is what noise and lack of fit are seen by.
    """
    for p in space:
        own = [f.name for f in features if f.parameters == (p.name,)]
        levels = sorted({c[p.name] for c in rows.configurations})
        if len(levels) <= len(own):
            raise InputError(
                f"{p.name} was measured at {len(levels)} values, its features ({', '.join(own)}) need {len(own) + 1}; "
                f"measure the same targets at {_with_unit(p, p.nearest(_between(levels)))}"
            )
    _, sizes, directions = np.linalg.svd(phi, full_matrices=True)
    settled = int((sizes > SETTLED * sizes[0]).sum())
    if settled < phi.shape[1]:
        vague = np.abs(directions[settled:]).max(0)
        names = [f.name for f, share in zip(features, vague, strict=True) if share > vague.max() / 4 and f.parameters]
        first = _suggestion(space, features, directions[settled:], rows)
        raise InputError(
            f"{len(phi)} configurations do not tell the effects of {', '.join(names)} apart; measure at least "
            f"{phi.shape[1] + 1 - settled} more, the first at {first}"
        )
    if len(phi) <= phi.shape[1]:
        raise InputError(
            f"{len(phi)} configurations for {phi.shape[1]} coefficients leave nothing to see noise by; "
            f"measure one more, e.g. at {_suggestion(space, features, directions, rows)}"
        )


def _check_alike(rows: MeasuredRows[Any], space: ParameterSpace) -> None:
    """Raise InputError where something varies besides the parameters of the space."""
    for name in ("workload", "program"):
        seen = sorted({getattr(m, name) for m in rows.measurements})
        if len(seen) > 1:
            raise InputError(f"measurements of {len(seen)} {name}s ({', '.join(seen)}); fit those of one")
    for name in sorted({name for m in rows.measurements for name in m.parameters if name not in space}):
        seen = sorted({str(m.parameters.get(name, "not given")) for m in rows.measurements})
        if len(seen) > 1:
            raise InputError(
                f"{name} varied ({', '.join(seen[:4])}) and is no parameter of the space; "
                "add it, or fit the measurements of one value"
            )


def _suggestion(
    space: ParameterSpace, features: Sequence[Feature], directions: NDArray[np.float64], rows: MeasuredRows[Any]
) -> str:
    """The choice that is not measured yet with the largest part along these directions, low ones preferred."""
    levels, points = [], 1
    for p in space:
        middle = p.nearest(_between([p.lower, p.upper]))
        own = sorted({p.lower, middle, p.upper}) if points * 3 <= MAX_SUGGESTIONS else [middle]
        levels.append([p.nearest(value) for value in own])
        points *= len(own)
    choices = [dict(zip([p.name for p in space], values, strict=True)) for values in product(*levels)]
    choices = [choice for choice in choices if choice not in rows.configurations]
    columns = {p.name: np.array([float(c[p.name]) for c in choices]) for p in space}
    along = ((design(tuple(features), columns) @ directions.T) ** 2).sum(1)
    best = choices[int(np.argmax(along.round(9)))]
    return ", ".join(f"{p.name} = {_with_unit(p, best[p.name])}" for p in space)


def _between(levels: Sequence[Fraction]) -> Fraction:
    """Middle of the widest gap, by ratio where all are positive."""
    gaps = list(pairwise(levels)) or [(levels[0], levels[0])]
    if levels[0] > 0:
        low, high = max(gaps, key=lambda gap: gap[1] / gap[0])
        return Fraction(float(f"{sqrt(low * high):.2g}")).limit_denominator(10**6)
    low, high = max(gaps, key=lambda gap: gap[1] - gap[0])
    return (low + high) / 2


def _with_unit(parameter: Parameter, value: Fraction) -> str:
    return f"{text(value)} {parameter.unit}".strip()
