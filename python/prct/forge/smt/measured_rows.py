"""Measurements side by side, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Generic, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from prct.base.errors import InputError

Quantity = Literal["wall_s", "cpu_s", "tm", "energy"]
QUANTITIES: tuple[Quantity, ...] = ("wall_s", "cpu_s", "tm", "energy")
SECONDS: tuple[Quantity, ...] = ("wall_s", "cpu_s")
"""Proportional to work, with noise in proportion; the others, TM-score and energy, saturate."""


class Measured(Protocol):
    """What every measurement says, beside the quantities that were measured."""

    @property
    def workload(self) -> str:
        """What was measured; only rows of one belong together."""

    @property
    def target(self) -> str:
        """Its part, each of which has a level of its own."""

    @property
    def parameters(self) -> Mapping[str, Fraction]:
        """What was chosen."""

    @property
    def seed(self) -> int:
        """Of the noise."""

    @property
    def machine(self) -> str:
        """Where seconds were measured."""

    @property
    def program(self) -> str:
        """What measured."""


M_co = TypeVar("M_co", bound=Measured, covariant=True)


@dataclass(frozen=True)
class MeasuredRows(Generic[M_co]):
    """Measurements of one workload; every array has one entry a measurement, in the order of `measurements`.

    Examples
    --------
    >>> from prct.forge.smt.measurement import Measurement
    >>> rows = MeasuredRows.of(
    ...     Measurement("w", "1ubq", {"steps": n}, 1, n / 100, n / 100, 0.9, 0.0, "m", "p") for n in (100, 600)
    ... )
    >>> rows.of_parameter("steps").tolist(), rows.wall_s.tolist(), len(rows.configurations)
    ([100.0, 600.0], [1.0, 6.0], 2)
    """

    measurements: tuple[M_co, ...]

    @classmethod
    def of(cls, measurements: Iterable[M_co]) -> MeasuredRows[M_co]:
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
        there = [name for name in QUANTITIES if all(hasattr(m, name) for m in self.measurements)]
        if quantity not in there:
            raise InputError(f"{quantity!r} is not measured; there are {', '.join(there)}")
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


def _key(measurement: Measured) -> tuple[tuple[str, Fraction], ...]:
    return tuple(sorted(measurement.parameters.items()))
