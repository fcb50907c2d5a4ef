"""Disulfides and cis peptides: residues on the command line or in a file.

::

    3-40,16-26           pairs of cysteines, apart by commas or line ends
    A7-B7                with chains in front; a plain number counts over all chains
    93,A114              residues with a cis peptide *before* them, as in "cis-Pro93"

``#`` begins a remark.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from prct.base.errors import RestraintError
from prct.core.target import Target
from prct.io.input_file import read_text
from prct.io.restraint_formats import fields

_RESIDUE = re.compile(r"([A-Za-z0-9]*?)([0-9]+)")
_PAIR = re.compile(r"\s*([A-Za-z0-9]+)\s*[-: \t]\s*([A-Za-z0-9]+)\s*")


def read_disulfides(given: str | Path, target: Target, name: str = "--disulfide") -> np.ndarray:
    """Pairs of cysteines, int32 [D, 2], i < j, 0-based over all chains.

    Parameters
    ----------
    given : str or Path
        Text as above, or the name of a file with it.
    target : Target
    name : str
        What the text is called in messages.

    Raises
    ------
    RestraintError
        For residues that are no cysteines or do not exist, and a cysteine in two bonds.

    Examples
    --------
    >>> read_disulfides("1-4", Target("t", ("A",), ("CKVC",))).tolist()
    [[0, 3]]
    """
    pairs: list[tuple[int, int]] = []
    bonded: dict[int, str] = {}
    for where, item in _items(given, name):
        match = _PAIR.fullmatch(item)
        if not match:
            raise RestraintError(f"{where}: {fields.shown(item)} is no pair of residues; write them as 3-40 or A7-B7")
        ends = [_residue(word, target, where) for word in match.groups()]
        for residue, word in zip(ends, match.groups(), strict=True):
            if target.sequence[residue] != "C":
                raise RestraintError(
                    f"{where}: residue {word} is {target.sequence[residue]}, not a cysteine; correct the number"
                )
            if residue in bonded:
                raise RestraintError(
                    f"{where}: cysteine {word} stands in {bonded[residue]} already; it has one sulfur, delete one pair"
                )
            bonded[residue] = item.strip()
        pairs.append((min(ends), max(ends)))
    return np.array(sorted(pairs), np.int32).reshape(-1, 2)


def read_cis(given: str | Path, target: Target, name: str = "--cis") -> np.ndarray:
    """Residues with a cis peptide before them, int32 [C], 0-based over all chains, ascending.

    Raises
    ------
    RestraintError
        For residues that do not exist or begin a chain, and such that stand twice.

    Examples
    --------
    >>> read_cis("3", Target("t", ("A",), ("CKPC",))).tolist()
    [2]
    """
    found: list[int] = []
    for where, item in _items(given, name):
        residue = _residue(item.strip(), target, where)
        if residue in target.chain_starts:
            raise RestraintError(
                f"{where}: residue {item.strip()} begins its chain, so that no peptide is before it; name the residue "
                "after the cis bond"
            )
        if residue in found:
            raise RestraintError(f"{where}: residue {item.strip()} stands twice; delete one")
        found.append(residue)
    return np.array(sorted(found), np.int32)


def _items(given: str | Path, name: str) -> Iterable[tuple[str, str]]:
    """Where and what, for each item of a text or of the file that it names."""
    text, source, is_file = str(given), name, isinstance(given, Path)
    with contextlib.suppress(OSError, ValueError):  # too long for a path, or with a zero byte
        is_file = is_file or Path(text).is_file()
    if is_file:
        text, source = read_text(text, RestraintError), text
    items = [
        (f"{source}, line {number}" if is_file else source, item)
        for number, line in enumerate(text.split("\n"), start=1)
        for item in line.split("#")[0].split(",")
        if item.strip()
    ]
    if not items:
        raise RestraintError(f"{source}: names no residue; leave the option out")
    return items


def _residue(field: str, target: Target, where: str) -> int:
    """0-based residue of ``12`` (over all chains) or ``A12`` (in chain A)."""
    match = _RESIDUE.fullmatch(field)
    if not match:
        raise RestraintError(f"{where}: {fields.shown(field)} is no residue or file; write residues as 12 or A12")
    if match[1]:
        return fields.numbered_residue(target, fields.chain_of(target, match[1], where), match[2], where)
    length = len(target.sequence)
    return fields.position_within(match[2], length, f"the sequence (1-{length})", where)
