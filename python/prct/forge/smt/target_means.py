"""The mean over the targets of a workload for every configuration, with the noise that is seen beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prct.base.errors import InputError
from prct.forge.smt.measured_rows import SECONDS, MeasuredRows, Quantity


@dataclass(frozen=True)
class TargetMeans:
    """Targets are paired: what one of them has more than another never reads as a difference of configurations.

    Attributes
    ----------
    cells : (C, T) array
        Mean of each configuration on each target over its seeds; not a number where it was not measured.
    counts : (C, T) array
        Measurements in each cell.
    means : (C,) array
        Mean over all T targets. A missing cell has the value that its configuration and its target lead to expect:
        their sum for accuracy, their product for seconds.
    shares : (C,) array
        Variance of a mean as a multiple of that of one measurement.
    repeat_squares, repeat_degrees : (C,) array, int
        Squares of the deviations of single measurements from their cell, and their degrees of freedom.
    """

    cells: NDArray[np.float64]
    counts: NDArray[np.int64]
    means: NDArray[np.float64]
    shares: NDArray[np.float64]
    repeat_squares: NDArray[np.float64]
    repeat_degrees: int


def target_means(rows: MeasuredRows[Any], quantity: Quantity) -> TargetMeans:
    """Means of the configurations, in the order of ``rows.configurations``.

    Raises
    ------
    InputError
        Where configurations have no target in common, not even by way of others; and for seconds of 0.

    Examples
    --------
    >>> from prct.forge.smt.measurement import Measurement
    >>> seen = [("a", 100, 0.8), ("b", 100, 0.4), ("a", 600, 0.9)]
    >>> rows = MeasuredRows.of(Measurement("w", t, {"steps": n}, 1, 1, 1, tm, 0, "m", "p") for t, n, tm in seen)
    >>> target_means(rows, "tm").means.round(9).tolist()
    [0.6, 0.7]
    """
    values = rows.of_quantity(quantity)
    if quantity in SECONDS and not (values > 0).all():
        raise InputError(f"{quantity} of 0 in {np.sum(values == 0)} measurements; measure with a finer clock")
    names, target = np.unique(rows.targets, return_inverse=True)
    at = rows.configuration_index, target
    shape = (len(rows.configurations), len(names))
    counts, sums, squares = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape[0])
    np.add.at(counts, at, 1)
    np.add.at(sums, at, values)
    cells = np.where(counts, sums / np.maximum(counts, 1), np.nan)
    np.add.at(squares, at[0], (values - cells[at]) ** 2)
    filled = cells if counts.all() else _filled(cells, quantity, rows, names)
    shares = np.where(counts, 1 / np.maximum(counts, 1), 0).sum(1) / (counts > 0).sum(1) ** 2
    return TargetMeans(cells, counts, filled.mean(1), shares, squares, int(len(values) - (counts > 0).sum()))


def _filled(
    cells: NDArray[np.float64], quantity: Quantity, rows: MeasuredRows[Any], names: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Cells that were not measured, by effects of configuration and target."""
    c, t = np.nonzero(~np.isnan(cells))
    known = np.zeros((len(c), sum(cells.shape)))
    known[np.arange(len(c)), c] = 1
    known[np.arange(len(c)), cells.shape[0] + t] = 1
    seen = cells[c, t] if quantity not in SECONDS else np.log(cells[c, t])
    effects, _, rank, _ = np.linalg.lstsq(known, seen, rcond=None)
    if rank < sum(cells.shape) - 1:
        lone = _apart(cells)
        values = {name: str(value) for name, value in rows.configurations[lone].items()}
        common = names[t[c != lone][0]]
        raise InputError(f"the configuration {values} has no target in common with others; measure it on {common} too")
    expected = effects[: cells.shape[0], None] + effects[None, cells.shape[0] :]
    return np.where(np.isnan(cells), expected if quantity not in SECONDS else np.exp(expected), cells)


def _apart(cells: NDArray[np.float64]) -> int:
    """A configuration that no chain of common targets connects with the first."""
    there = ~np.isnan(cells)
    reached: NDArray[np.bool_] = np.arange(len(cells)) == 0
    for _ in range(len(cells)):
        reached = np.asarray(there[:, there[reached].any(0)].any(1))
    return int(np.argmin(reached))
