"""FASTA files and plain sequences: the chains of one target."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

from prct.base.errors import SequenceError
from prct.core.target import Target
from prct.io.input_file import read_text
from prct.io.residue_codes import AMINO_ACIDS, STAND_INS

MAX_RESIDUES = 200_000
"""Most residues of a target, all chains together; twice the largest system the engine is meant for."""

MAX_NAMED_POSITIONS = 10
"""Positions listed in one warning before it only counts."""

NUCLEOTIDE_WARNING_LENGTH = 30
"""From this length on a chain of only A, C, G, T, U, N is pointed out as probable nucleic acid."""

_CHAIN_ID = re.compile(r"[A-Za-z]{1,2}")
_IGNORED = re.compile(r"[\s0-9]+")


def read_fasta(path: str | Path) -> tuple[Target, tuple[str, ...]]:
    """Read the chains of one target, one record a chain.

    The first word of each record's title becomes the chain's identifier when all of them are unique and one or
    two letters long; otherwise the chains are called A, B, C, ... Lower case is accepted; spaces, digits and a
    final ``*`` are dropped; lines that start with ``;`` are comments.

    Parameters
    ----------
    path : str or Path
        A FASTA file, plain or gzip.

    Returns
    -------
    target : Target
        Named after its only record, or after the file where there are several.
    warnings : tuple of str
        One line for each kind of stand-in residue of a record, naming the positions.

    Raises
    ------
    SequenceError
        With file, line and remedy: no record, an empty record, a character that is no residue, binary data,
        more than :data:`MAX_RESIDUES` residues.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "pair.fasta"
    >>> _ = path.write_text(">A first\\nMKV\\n>B\\nggX\\n")
    >>> target, warnings = read_fasta(path)
    >>> target.chain_ids, target.sequences
    (('A', 'B'), ('MKV', 'GGA'))
    >>> warnings[0].split(": ", 1)[1]
    "record 'B': X at position 3 is folded as A"
    """
    titles: list[str] = []
    chains: list[str] = []
    warnings: list[str] = []
    for title, title_line, lines in _records(read_text(path, SequenceError), path):
        where = f"record {title[:40]!r}" if title else f"record {len(titles) + 1}"
        chain, notes = _clean(lines, f"{path}", where)
        if not chain:
            raise SequenceError(f"{path}, line {title_line}: {where} is empty; add its residues or delete the record")
        titles.append(title)
        chains.append(chain)
        warnings += [f"{path}: {note}" for note in notes]
        _check_size(sum(map(len, chains)), str(path))
    if not chains:
        raise SequenceError(f"{path}: no record; a FASTA file has a line '>name' and the residues below it")
    name = titles[0] if len(titles) == 1 and titles[0] else Path(path).name.split(".")[0]
    return Target(_file_name(name), _chain_ids(titles), tuple(chains)), tuple(warnings)


def parse_sequence(sequence: str | Sequence[str], name: str = "target") -> tuple[Target, tuple[str, ...]]:
    """Make a target from a string or from a list of chains.

    Parameters
    ----------
    sequence : str or sequence of str
        One-letter codes; in a string the chains are separated by ``:``.
    name : str
        Name of the target.

    Returns
    -------
    target : Target
        Chains A, B, C, ...
    warnings : tuple of str
        As in :func:`read_fasta`.

    Raises
    ------
    SequenceError
        For an empty chain, a character that is no residue, or too many residues.

    Examples
    --------
    >>> parse_sequence("MKV:gg")[0].sequences
    ('MKV', 'GG')
    """
    texts = sequence.split(":") if isinstance(sequence, str) else list(sequence)
    chains: list[str] = []
    warnings: list[str] = []
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise SequenceError(
                f"sequence, chain {number}: a {type(text).__name__} is no text; give one string a chain"
            )
        chain, notes = _clean([(0, text)], "sequence", f"chain {number}")
        if not chain:
            raise SequenceError(
                f"sequence, chain {number}: no residues; give one letter a residue, chains apart by ':'"
            )
        chains.append(chain)
        warnings += notes
        _check_size(sum(map(len, chains)), "sequence")
    if not chains:
        raise SequenceError("sequence: no chain; give at least one string of residues")
    return Target(_file_name(name), _chain_ids([""] * len(chains)), tuple(chains)), tuple(warnings)


def default_chain_ids() -> Iterator[str]:
    """A..Z, a..z, then AA, AB, ...: letters only, so that ``A12`` in a list can be read in one way."""
    yield from string.ascii_uppercase + string.ascii_lowercase
    for length in itertools.count(2):
        yield from map("".join, itertools.product(string.ascii_uppercase, repeat=length))


def _records(text: str, path: str | Path) -> Iterator[tuple[str, int, list[tuple[int, str]]]]:
    """First word of the title, its line, and the numbered sequence lines of each record."""
    title: str | None = None
    title_line, lines = 0, list[tuple[int, str]]()
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(">"):
            if title is not None:
                yield title, title_line, lines
            title, title_line, lines = (line[1:].split() or [""])[0], number, []
        elif line.strip() and not line.startswith(";"):
            if title is None:
                raise SequenceError(
                    f"{path}, line {number}: residues before the first record; put a line '>name' above"
                )
            lines.append((number, line))
    if title is not None:
        yield title, title_line, lines


def _clean(lines: list[tuple[int, str]], source: str, where: str) -> tuple[str, list[str]]:
    """Residues of one chain and a warning for each kind of stand-in."""
    residues: list[str] = []
    replaced: dict[str, list[int]] = {}
    last = len(lines) - 1
    for index, (number, line) in enumerate(lines):
        letters = _IGNORED.sub("", line).upper()
        if index == last:
            letters = letters.removesuffix("*")
        for letter in letters:
            if letter in STAND_INS:
                replaced.setdefault(letter, []).append(len(residues) + 1)
                letter = STAND_INS[letter]
            elif letter not in AMINO_ACIDS:
                place = f"{source}, line {number}: {where}" if number else f"{source}, {where}"
                raise SequenceError(
                    f"{place}: {letter!r} at position {len(residues) + 1} is no residue; {_remedy(letter)}"
                )
            residues.append(letter)
    chain = "".join(residues)
    notes = [_stand_in_warning(where, letter, at) for letter, at in replaced.items()]
    if len(chain) >= NUCLEOTIDE_WARNING_LENGTH and set(chain) <= set("ACGT"):
        notes.append(f"{where}: only the letters A, C, G, T; if this is DNA, translate it first")
    return chain, notes


def _remedy(letter: str) -> str:
    if letter in "-.":
        return "remove the gaps of the alignment"
    if letter == "*":
        return "'*' may only end a chain; remove it or start a new record"
    return "use the 20 one-letter codes, and X for an unknown residue"


def _stand_in_warning(where: str, letter: str, positions: list[int]) -> str:
    named = ", ".join(map(str, positions[:MAX_NAMED_POSITIONS]))
    more = f" and {len(positions) - MAX_NAMED_POSITIONS} more" if len(positions) > MAX_NAMED_POSITIONS else ""
    plural, verb = ("s", "are") if len(positions) > 1 else ("", "is")
    return f"{where}: {letter} at position{plural} {named}{more} {verb} folded as {STAND_INS[letter]}"


def _check_size(n_residues: int, source: str) -> None:
    if n_residues > MAX_RESIDUES:
        raise SequenceError(f"{source}: more than {MAX_RESIDUES} residues; fold the chains or domains one by one")


def _chain_ids(titles: Sequence[str]) -> tuple[str, ...]:
    if len(set(titles)) == len(titles) and all(_CHAIN_ID.fullmatch(title) for title in titles):
        return tuple(titles)
    return tuple(itertools.islice(default_chain_ids(), len(titles)))


def _file_name(name: str) -> str:
    """`name` with everything but letters, digits, ``_ . -`` replaced, so that it can name a file."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name)[:64].strip("._") or "target"
