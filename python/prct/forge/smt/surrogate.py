"""Seconds and accuracy as rational functions of the parameters, with standard errors, that a solver can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from prct.base.errors import InputError, OptionError
from prct.forge.smt.features import Box, Feature, design, features_of
from prct.forge.smt.measured_rows import SECONDS, MeasuredRows, Quantity
from prct.forge.smt.regression import posterior
from prct.forge.smt.shortages import check_enough, measured_box
from prct.forge.smt.target_means import target_means
from prct.forge.spec.expression import Expression, Formula, Number, all_of, constant, exact, total, variable
from prct.forge.spec.parameter_space import ParameterSpace

DIGITS = 12
"""Significant digits of coefficients: they are rounded once, and floating point and formulas share them."""
GUARD = Fraction(1, 10**13)
"""Share of the sum of magnitudes by which a formula is stricter than the exact value, for the rounding of floats."""
MAX_Z = 8.0
"""Beyond it no measurement of ours says anything about a tail."""


@dataclass(frozen=True)
class Prediction:
    """Mean over the targets of a workload, and the standard error of that mean."""

    mean: float
    standard_error: float


@dataclass(frozen=True)
class Surrogate:
    """A quantity of a workload as fitted; made by :func:`fit`.

    Attributes
    ----------
    quantity : str
    features : tuple of Feature
    box : mapping
        Least and largest measured value of each parameter.
    coefficients : tuple of Fraction
        Of the scaled features.
    error_rows : tuple of tuple of Fraction
        The variance of the mean is the sum of the squares of these rows times the features.
    leverage_rows : tuple of tuple of Fraction
        The same for the leverage among the measured configurations.
    largest_leverage : Fraction
        Of a measured configuration, exactly.
    degrees : float
        Of freedom, of the t distribution of errors.
    noise, lack : float
        Standard deviations of the noise of a configuration's mean and of lack of fit; of seconds, as fractions.
    """

    quantity: Quantity
    features: tuple[Feature, ...]
    box: Box
    coefficients: tuple[Fraction, ...]
    error_rows: tuple[tuple[Fraction, ...], ...]
    leverage_rows: tuple[tuple[Fraction, ...], ...]
    largest_leverage: Fraction
    degrees: float
    noise: float
    lack: float

    def predict(self, values: Mapping[str, Fraction]) -> Prediction:
        """Mean and standard error of a choice, in floating point."""
        columns = {name: np.array([float(values[name])]) for name in self.box}
        means, errors = self.predict_all(columns)
        return Prediction(float(means[0]), float(errors[0]))

    def predict_all(
        self, columns: Mapping[str, NDArray[np.float64]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Means and standard errors for columns of parameter values."""
        phi = design(self.features, columns)
        means = phi @ np.array([float(c) for c in self.coefficients])
        return means, np.sqrt(((phi @ np.array(self.error_rows, dtype=float).T) ** 2).sum(1))

    def interval(self, values: Mapping[str, Fraction], level: float) -> tuple[float, float]:
        """Where the mean lies at this level of confidence, both sides together."""
        found = self.predict(values)
        reach = float(t.ppf((1 + level) / 2, self.degrees)) * found.standard_error
        return found.mean - reach, found.mean + reach

    @cached_property
    def mean(self) -> Expression:
        """The predicted mean."""
        return _combination(self.features, self.coefficients)

    @cached_property
    def variance(self) -> Expression:
        """Square of the standard error of the predicted mean."""
        return _square_sum(self.features, self.error_rows)

    def lower_confidence_at_least(self, threshold: Number, z: Number) -> Formula:
        """The mean less z standard errors reaches the threshold; without a root, for a solver.

        `z` is a quantile of the normal distribution, widened to that of the t distribution of the same level. What it
        says holds where :meth:`domain` does.
        """
        return self._beyond(self.mean - exact(threshold), z)

    def upper_confidence_at_most(self, threshold: Number, z: Number) -> Formula:
        """The mean and z standard errors stay within the threshold; otherwise as :meth:`lower_confidence_at_least`."""
        return self._beyond(exact(threshold) - self.mean, z)

    def domain(self) -> Formula:
        """What was measured: inside the box, and with no more leverage than a measured configuration has."""
        inside = []
        for name, (low, high) in self.box.items():
            inside += [variable(name) >= low, variable(name) <= high]
        return all_of(*inside, _square_sum(self.features, self.leverage_rows) <= self.largest_leverage)

    def _beyond(self, margin: Expression, z: Number) -> Formula:
        magnitudes = self._magnitudes
        slack = GUARD * sum(abs(c) * m for c, m in zip(self.coefficients, magnitudes, strict=True))
        reach = [sum(abs(c) * m for c, m in zip(row, magnitudes, strict=True)) for row in self.error_rows]
        variance = self.variance + GUARD * sum(r * r for r in reach)
        margin = margin - slack
        return all_of(margin >= 0, margin * margin >= self._factor(z) * variance)

    def _factor(self, z: Number) -> Fraction:
        """The square of z, widened and rounded up."""
        if not 0 <= z <= MAX_Z:
            raise OptionError(f"z is {z}; use a quantile of the normal distribution from 0 to {MAX_Z:g}, e.g. 1.645")
        wide = float(t.isf(norm.sf(float(z)), self.degrees)) if z else 0.0
        squared = max(exact(z) ** 2, Fraction(wide) ** 2)
        return Fraction(-(-squared * 10**DIGITS // 1), 10**DIGITS)

    @cached_property
    def _magnitudes(self) -> list[Fraction]:
        """Largest size of each scaled feature within the box."""
        sizes = []
        for f in self.features:
            ends = [f.value({name: self.box[name][k] for name in f.parameters}) for k in (0, 1)]
            sizes.append(max(abs(ends[0]), abs(ends[1]), abs(f.centre / f.width)))
        return sizes


def fit(rows: MeasuredRows[Any], space: ParameterSpace, quantity: Quantity) -> Surrogate:
    """Learn a quantity of a workload from measurements of it.

    What is predicted is the mean over the targets of the rows. Features: :mod:`prct.forge.smt.features`; the model of
    noise and lack of fit: :mod:`prct.forge.smt.regression`. Noise of seconds is taken as proportional to them.

    Raises
    ------
    InputError
        For too few measurements, and for those that leave an effect open: which parameter, and what to measure.

    Examples
    --------
    >>> from prct.forge.smt.measurement import Measurement
    >>> from prct.forge.spec.parameter_space import parameter
    >>> space = ParameterSpace.of(parameter("steps", "", 100, 5000, whole=True))
    >>> rows = MeasuredRows.of(
    ...     Measurement("w", target, {"steps": n}, 1, size * (2 + n / 100), 1, 0.9, 0, "m", "p")
    ...     for n in (100, 300, 600, 1200, 5000) for target, size in (("a", 1), ("b", 3))
    ... )
    >>> seconds = fit(rows, space, "wall_s")
    >>> round(seconds.predict({"steps": Fraction(1000)}).mean, 6)
    24.0
    >>> seconds.upper_confidence_at_most(25, 1.645).holds({"steps": Fraction(1000)})
    True
    >>> seconds.domain().holds({"steps": Fraction(6000)})
    False
    """
    machines = sorted({m.machine for m in rows.measurements})
    if quantity in SECONDS and len(machines) > 1:
        raise InputError(f"seconds of {len(machines)} machines ({', '.join(machines)}); fit those of one")
    box = measured_box(rows, space)
    features = features_of(quantity, space, box)
    columns = {p.name: np.array([float(c[p.name]) for c in rows.configurations]) for p in space}
    phi = design(features, columns)
    check_enough(rows, space, features, phi)
    found = posterior(phi, target_means(rows, quantity), proportional=quantity in SECONDS)
    error_rows = _rounded(_root(found.covariance))
    leverage_rows = _rounded(np.linalg.inv(np.linalg.qr(phi, mode="r")).T)
    near = ((phi @ np.array(leverage_rows, dtype=float).T) ** 2).sum(1)
    high = [c for c, size in zip(rows.configurations, near, strict=True) if size > near.max() * (1 - 1e-6)]
    largest = max(_leverage(features, leverage_rows, c) for c in high)
    return Surrogate(
        quantity, features, box, _rounded(found.coefficients[None])[0], error_rows, leverage_rows, largest,
        found.degrees, found.noise, found.lack,
    )  # fmt: skip


def most_informative(
    space: ParameterSpace,
    surrogate: Surrogate,
    candidates: Iterable[Mapping[str, Fraction]],
    constraints: Sequence[Formula] = (),
) -> dict[str, Fraction]:
    """The candidate whose mean is known least; of equals the first.

    Candidates outside the space or against a constraint are left out; those outside the domain are not, for it grows by
    measuring them: pass ``[surrogate.domain()]`` to stay inside.

    Raises
    ------
    InputError
        Where no candidate is left.
    """
    left = [
        dict(candidate)
        for candidate in candidates
        if space.why_not(candidate) is None and all(formula.holds(candidate) for formula in constraints)
    ]
    if not left:
        raise InputError("no candidate is a choice of the space that keeps the constraints; give others")
    columns = {p.name: np.array([float(c[p.name]) for c in left]) for p in space}
    return left[int(np.argmax(surrogate.predict_all(columns)[1]))]


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows whose squares add up to the quadratic form: triangular, as few terms as can be."""
    sizes = np.sqrt(np.diag(covariance))
    scaled = covariance / np.outer(sizes, sizes)
    return (np.linalg.cholesky(scaled + 1e-13 * np.eye(len(scaled))).T) * sizes


def _rounded(matrix: NDArray[np.float64]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(f"{x:.{DIGITS}g}") for x in row) for row in matrix.tolist())


def _leverage(
    features: Sequence[Feature], rows: Sequence[Sequence[Fraction]], values: Mapping[str, Fraction]
) -> Fraction:
    phi = [f.value(values) for f in features]
    return sum((sum((c * x for c, x in zip(row, phi, strict=True)), Fraction(0)) ** 2 for row in rows), Fraction(0))


def _combination(features: Sequence[Feature], weights: Sequence[Fraction]) -> Expression:
    """Weighted sum of scaled features, their centres and widths taken into the coefficients."""
    plain = weights[0] - sum(
        (w * f.centre / f.width for w, f in zip(weights[1:], features[1:], strict=True)), Fraction(0)
    )
    terms = [f.raw * (w / f.width) for w, f in zip(weights[1:], features[1:], strict=True) if w]
    return total([constant(plain), *terms])


def _square_sum(features: Sequence[Feature], rows: Sequence[Sequence[Fraction]]) -> Expression:
    sums = [_combination(features, row) for row in rows if any(row)]
    return total(part * part for part in sums)
