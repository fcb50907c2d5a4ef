"""Measurements side by side, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from prct.base.errors import InputError
from prct.forge.smt.measurement import Measurement

Quantity = Literal["wall_s", "cpu_s", "tm"]
QUANTITIES: tuple[Quantity, ...] = ("wall_s", "cpu_s", "tm")


@dataclass(frozen=True)
class MeasuredRows:
    """Measurements of one workload; every array has one entry a measurement, in the order of `measurements`.

    Examples
    --------
    >>> rows = MeasuredRows.of(
    ...     Measurement("w", "1ubq", {"steps": n}, 1, n / 100, n / 100, 0.9, 0.0, "m", "p") for n in (100, 600)
    ... )
    >>> rows.of_parameter("steps").tolist(), rows.wall_s.tolist(), len(rows.configurations)
    ([100.0, 600.0], [1.0, 6.0], 2)
    """

    measurements: tuple[Measurement, ...]

    @classmethod
    def of(cls, measurements: Iterable[Measurement]) -> MeasuredRows:
        """These measurements."""
        return cls(tuple(measurements))

    def __len__(self) -> int:
        return len(self.measurements)

    @cached_property
    def targets(self) -> NDArray[np.str_]:
        """Names of the targets."""
        return np.array([m.target for m in self.measurements], dtype=np.str_)

    @cached_property
    def seeds(self) -> NDArray[np.int64]:
        """Seeds of the folds."""
        return np.array([m.seed for m in self.measurements], dtype=np.int64)

    @cached_property
    def wall_s(self) -> NDArray[np.float64]:
        """Seconds by the clock."""
        return self.of_quantity("wall_s")

    @cached_property
    def cpu_s(self) -> NDArray[np.float64]:
        """Seconds of all processors."""
        return self.of_quantity("cpu_s")

    @cached_property
    def tm(self) -> NDArray[np.float64]:
        """TM-scores of the first models."""
        return self.of_quantity("tm")

    def of_quantity(self, quantity: Quantity) -> NDArray[np.float64]:
        """Values of one of :data:`QUANTITIES`."""
        if quantity not in QUANTITIES:
            raise InputError(f"{quantity!r} is not measured; there are {', '.join(QUANTITIES)}")
        return np.array([getattr(m, quantity) for m in self.measurements], dtype=np.float64)

    def of_parameter(self, name: str) -> NDArray[np.float64]:
        """Values of a parameter; the exact ones are those of `measurements`.

        Raises
        ------
        InputError
            Where a measurement does not say what it was.
        """
        missing = sum(name not in m.parameters for m in self.measurements)
        if missing:
            raise InputError(
                f"{missing} of {len(self)} measurements do not say what {name} was; measure them again with it"
            )
        return np.array([float(m.parameters[name]) for m in self.measurements], dtype=np.float64)

    @cached_property
    def configurations(self) -> tuple[dict[str, Fraction], ...]:
        """The different choices of parameters, in the order in which they came."""
        return tuple(dict(key) for key in self._numbered)

    @cached_property
    def configuration_index(self) -> NDArray[np.int64]:
        """Which of the configurations each measurement has."""
        return np.array([self._numbered[_key(m)] for m in self.measurements], dtype=np.int64)

    @cached_property
    def _numbered(self) -> dict[tuple[tuple[str, Fraction], ...], int]:
        numbered: dict[tuple[tuple[str, Fraction], ...], int] = {}
        for m in self.measurements:
            numbered.setdefault(_key(m), len(numbered))
        return numbered


def _key(measurement: Measurement) -> tuple[tuple[str, Fraction], ...]:
    return tuple(sorted(measurement.parameters.items()))
