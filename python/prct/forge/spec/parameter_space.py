"""What may be chosen: parameters with units, bounds and exact values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from prct.base.errors import OptionError
from prct.forge.spec.expression import Expression, Formula, Number, all_of, exact, variable

UNITS: dict[str, tuple[str, Fraction]] = {
    "": ("number", Fraction(1)),
    "%": ("number", Fraction(1, 100)),
    "ps": ("time", Fraction(1)),
    "fs": ("time", Fraction(1, 1000)),
    "s": ("wall time", Fraction(1)),
    "min": ("wall time", Fraction(60)),
    "ps⁻¹": ("rate", Fraction(1)),
    "1/ps": ("rate", Fraction(1)),
    "Å": ("length", Fraction(1)),
    "A": ("length", Fraction(1)),
    "nm": ("length", Fraction(10)),
    "K": ("temperature", Fraction(1)),
    "kcal/mol": ("energy", Fraction(1)),
    "kJ/mol": ("energy", Fraction(1000, 4184)),
    "kcal/mol/Å": ("force", Fraction(1)),
    "kJ/mol/nm": ("force", Fraction(100, 4184)),
    "MiB": ("memory", Fraction(1)),
    "GiB": ("memory", Fraction(1024)),
}
"""Unit: what it measures, and how many of the first unit of that kind it is."""

_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*")


@dataclass(frozen=True)
class Parameter:
    """One number that may be chosen.

    Attributes
    ----------
    name : str
        Dotted, as settings are named.
    unit : str
        One of :data:`UNITS`.
    lower, upper : Fraction
        Both included, in the unit.
    whole : bool
        Integers only.
    """

    name: str
    unit: str
    lower: Fraction
    upper: Fraction
    whole: bool = False

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise OptionError(
                f"parameter {self.name}: no unit {self.unit!r}; use one of {', '.join(filter(None, UNITS))}"
            )
        if not self.lower <= self.upper:
            raise OptionError(
                f"parameter {self.name}: nothing lies between {text(self.lower)} and {text(self.upper)} {self.unit}; "
                "give the lower bound first"
            )
        if self.whole and -(-self.lower // 1) > self.upper // 1:
            raise OptionError(f"parameter {self.name}: no whole number between {self.lower} and {self.upper}")

    @property
    def symbol(self) -> Expression:
        """The parameter as a variable."""
        return variable(self.name)

    def within(self) -> Formula:
        """Both bounds."""
        return all_of(self.symbol >= self.lower, self.symbol <= self.upper)

    def quantity(self, given: str | Number) -> Fraction:
        """A number, or a text with a unit of the same kind, in the unit of the parameter.

        Raises
        ------
        OptionError
            For what is no number, and for a unit that measures something else.

        Examples
        --------
        >>> Parameter("annealing.step_ps", "ps", Fraction(0), Fraction(1)).quantity("10.3 fs")
        Fraction(103, 10000)
        """
        if not isinstance(given, str):
            return exact(given)
        found = _QUANTITY.fullmatch(given)
        if not found:
            raise OptionError(f"parameter {self.name}: {given!r} is no number with a unit; write e.g. '10 {self.unit}'")
        number, unit = Fraction(found[1]), found[2] or self.unit
        if unit not in UNITS:
            raise OptionError(f"parameter {self.name}: no unit {unit!r}; write it in {self.unit or 'plain numbers'}")
        kind, size = UNITS[unit]
        wanted, own = UNITS[self.unit]
        if kind != wanted:
            raise OptionError(f"parameter {self.name} is a {wanted} ({self.unit or 'no unit'}), {given!r} is a {kind}")
        return number * size / own

    def nearest(self, value: Fraction) -> Fraction:
        """The value that may be chosen nearest to this one."""
        if self.whole:
            value = Fraction(round(value))
            low, high = Fraction(-(-self.lower // 1)), Fraction(self.upper // 1)
            return min(max(value, low), high)
        return min(max(value, self.lower), self.upper)


@dataclass(frozen=True)
class ParameterSpace:
    """The parameters of one search, in their order.

    Examples
    --------
    >>> space = ParameterSpace.of(
    ...     parameter("annealing.steps", "", 100, 5000, whole=True),
    ...     parameter("annealing.step_ps", "ps", "2 fs", "12 fs"),
    ... )
    >>> space["annealing.step_ps"].upper
    Fraction(3, 250)
    """

    parameters: tuple[Parameter, ...]

    @classmethod
    def of(cls, *parameters: Parameter) -> ParameterSpace:
        """A space of these parameters."""
        names = [p.name for p in parameters]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise OptionError(f"parameters named twice: {', '.join(twice)}")
        if not parameters:
            raise OptionError("a parameter space without parameters; name at least one that may be chosen")
        return cls(parameters)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    def __getitem__(self, name: str) -> Parameter:
        for p in self.parameters:
            if p.name == name:
                return p
        raise OptionError(f"no parameter {name!r}; there are {', '.join(p.name for p in self.parameters)}")

    def __contains__(self, name: object) -> bool:
        return any(p.name == name for p in self.parameters)

    def why_not(self, values: Mapping[str, Fraction]) -> str | None:
        """What is wrong with these values as a choice from the space, or None."""
        for p in self.parameters:
            if p.name not in values:
                return f"{p.name} has no value"
            value = values[p.name]
            if not p.lower <= value <= p.upper:
                return f"{p.name} = {text(value)} {p.unit} lies outside {text(p.lower)} to {text(p.upper)}"
            if p.whole and value.denominator != 1:
                return f"{p.name} = {text(value)} is no whole number"
        unknown = sorted(set(values) - {p.name for p in self.parameters})
        return f"{unknown[0]} is no parameter of the space" if unknown else None


def parameter(name: str, unit: str, lower: str | Number, upper: str | Number, whole: bool = False) -> Parameter:
    """A parameter whose bounds are numbers, or texts with units."""
    bare = Parameter(name, unit, Fraction(0), Fraction(0))
    return Parameter(name, unit, bare.quantity(lower), bare.quantity(upper), whole)


def text(value: Fraction) -> str:
    """A value as people read it: four digits, or all where it is short.

    Examples
    --------
    >>> text(Fraction(103, 10000)), text(Fraction(1, 3)), text(Fraction(5000))
    ('0.0103', '0.3333', '5000')
    """
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.4g}"
