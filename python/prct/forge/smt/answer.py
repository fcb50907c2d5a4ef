"""What a search for parameters answers: values, a contradiction, or that it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Satisfied:
    """Values that satisfy every constraint, checked by exact arithmetic."""

    values: dict[str, Fraction]


@dataclass(frozen=True)
class Contradiction:
    """Assertions that cannot hold together.

    Attributes
    ----------
    core : tuple of str
        Names of constraints, and ``bounds of NAME`` for the bounds of parameters, in the order of the script.
    minimal : bool
        Whether what is left after leaving out any one of them was shown to be possible; False where time ran out.
    """

    core: tuple[str, ...]
    minimal: bool = True


@dataclass(frozen=True)
class Unknown:
    """Neither was found: why, in words."""

    why: str


Answer = Satisfied | Contradiction | Unknown
