"""Fields of a restraint list: numbers and residues, each refused with its place and remedy."""

from __future__ import annotations

import math
import re

from prct.base.errors import RestraintError
from prct.core.restraints import MAX_DISTANCE_A, MIN_DISTANCE_A
from prct.core.target import Target

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?|[+-]?inf(inity)?|nan", re.IGNORECASE)
_POSITION = re.compile(r"[0-9]+")
_MOST_DIGITS = 9
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
        For a lower bound outside 0-10,000 Å, an upper bound outside 1-10,000 Å that is not inf, or lower > upper.
    """
    if not 0 <= lower_a <= MAX_DISTANCE_A:
        raise RestraintError(
            f"{where}: lower bound {lower_a:g} is outside 0-{MAX_DISTANCE_A:g} Å; give Å, 0 where there is none"
        )
    if not (MIN_DISTANCE_A <= upper_a <= MAX_DISTANCE_A or upper_a == math.inf):
        raise RestraintError(
            f"{where}: upper bound {upper_a:g} is outside {MIN_DISTANCE_A:g}-{MAX_DISTANCE_A:g} Å; give Å, inf where "
            "there is none"
        )
    if lower_a > upper_a:
        raise RestraintError(f"{where}: lower bound {lower_a:g} > upper bound {upper_a:g}; exchange or correct them")


def numbered_residue(target: Target, chain: int, field: str, where: str) -> int:
    """0-based index in the concatenated chains of the 1-based position `field` in chain number `chain`."""
    length = len(target.sequences[chain])
    place = position_within(field, length, f"chain {target.chain_ids[chain]} (1-{length})", where)
    return int(target.chain_starts[chain]) + place


def position_within(field: str, length: int, range_name: str, where: str) -> int:
    """0-based place of a 1-based position written as plain digits, at most `length`.

    Raises
    ------
    RestraintError
        When it is no whole number, or out of range.
    """
    digits = field.strip()
    if not _POSITION.fullmatch(digits):
        raise RestraintError(f"{where}: residue {shown(field)} is no position; write a whole number, counted from 1")
    position = int(digits) if len(digits) <= _MOST_DIGITS else length + 1
    if not 1 <= position <= length:
        residue = digits if len(digits) <= _SHOWN_CHARACTERS else f"{digits[:_SHOWN_CHARACTERS]}..."
        raise RestraintError(f"{where}: residue {residue} is outside {range_name}; count from 1 in the sequence given")
    return position - 1


def chain_of(target: Target, field: str, where: str) -> int:
    """Index of the chain called `field`; empty means the only chain."""
    name = field.strip()
    if not name and len(target.chain_ids) == 1:
        return 0
    if name not in target.chain_ids:
        known = ", ".join(target.chain_ids[:12]) + (", ..." if len(target.chain_ids) > 12 else "")
        raise RestraintError(f"{where}: no chain {shown(name)} in the sequence; its chains are {known}")
    return target.chain_ids.index(name)
