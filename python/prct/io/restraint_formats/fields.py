"""Fields of a restraint list: numbers and residues, each refused with its place and remedy."""

from __future__ import annotations

import math
import re

from prct.base.errors import RestraintError
from prct.core.target import Target

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?|[+-]?inf(inity)?|nan", re.IGNORECASE)
_POSITION = re.compile(r"[0-9]{1,9}")
_SHOWN_CHARACTERS = 40


def shown(field: str) -> str:
    """`field` quoted, cut to a length that keeps a message on one line."""
    return repr(field if len(field) <= _SHOWN_CHARACTERS else field[:_SHOWN_CHARACTERS] + "...")


def number(field: str, name: str, where: str) -> float:
    """A finite or infinite decimal number.

    Raises
    ------
    RestraintError
        When `field` is no number, or NaN.
    """
    text = field.strip()
    if len(text) > 64 or not _NUMBER.fullmatch(text):
        raise RestraintError(f"{where}: {name} {shown(field)} is no number; write a decimal number")
    value = float(text)
    if math.isnan(value):
        raise RestraintError(f"{where}: {name} is NaN; delete the row where the value is unknown")
    return value


def check_bounds(lower_a: float, upper_a: float, where: str) -> None:
    """Refuse bounds that no distance can meet.

    Raises
    ------
    RestraintError
        For a negative or infinite lower bound, an upper bound of zero or less, or lower > upper.
    """
    if lower_a < 0 or math.isinf(lower_a):
        raise RestraintError(f"{where}: lower bound {lower_a:g} is no distance; give Å, 0 where there is none")
    if upper_a <= 0:
        raise RestraintError(f"{where}: upper bound {upper_a:g} must be above 0 Å; give Å, inf where there is none")
    if lower_a > upper_a:
        raise RestraintError(f"{where}: lower bound {lower_a:g} > upper bound {upper_a:g}; exchange or correct them")


def numbered_residue(target: Target, chain: int, position: int, where: str) -> int:
    """0-based index in the concatenated chains of the 1-based `position` in chain number `chain`."""
    length = len(target.sequences[chain])
    if not 1 <= position <= length:
        name = target.chain_ids[chain]
        raise RestraintError(
            f"{where}: residue {position} is outside chain {name} (1-{length}); count from 1 in the sequence given"
        )
    return int(target.chain_starts[chain]) + position - 1


def position_of(field: str, where: str) -> int:
    """A 1-based position written as plain digits."""
    if not _POSITION.fullmatch(field.strip()):
        raise RestraintError(f"{where}: residue {shown(field)} is no position; write a whole number, counted from 1")
    return int(field)


def chain_of(target: Target, field: str, where: str) -> int:
    """Index of the chain called `field`; empty means the only chain."""
    name = field.strip()
    if not name and len(target.chain_ids) == 1:
        return 0
    if name not in target.chain_ids:
        known = ", ".join(target.chain_ids[:12]) + (", ..." if len(target.chain_ids) > 12 else "")
        raise RestraintError(f"{where}: no chain {shown(name)} in the sequence; its chains are {known}")
    return target.chain_ids.index(name)
