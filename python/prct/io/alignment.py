"""Multiple alignments: A3M, aligned FASTA, Stockholm, and plain lines of equal length; read as a stream."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

from prct.base.errors import AlignmentError
from prct.core.alignment import GAP, STATES, Alignment
from prct.io.input_file import GZIP_MAGIC, open_binary
from prct.io.residue_codes import STAND_INS

MOST_SEQUENCES = 10_000
"""More are sampled: couplings gain little from them."""
LEAST_COVERAGE = 0.5
"""Sequences with residues in fewer of the query's columns are left out."""
MOST_RECORDS = 20_000_000
MOST_COLUMNS = 100_000
"""Longer lines are no alignment of proteins."""
AMBIGUOUS = "BJXZ"
"""Read as gaps."""
REPLACED = {"U": "C", "O": "K"}
STANDS_FOR = bytes.maketrans("".join(STAND_INS).encode(), "".join(STAND_INS.values()).encode())
LOWER_AND_DOTS = bytes(range(ord("a"), ord("z") + 1)) + b"."


def _state_table() -> np.ndarray:
    table = np.full(256, 255, np.uint8)
    for state, letter in enumerate(STATES):
        table[ord(letter)] = state
    for letter, stand_in in REPLACED.items():
        table[ord(letter)] = STATES.index(stand_in)
    table[[ord(letter) for letter in (*AMBIGUOUS, ".", "*")]] = GAP
    return table


STATE_OF = _state_table()


def read_alignment(
    path: str | Path, query: str | None = None, *, most: int = MOST_SEQUENCES, seed: int = 1
) -> Alignment:
    """Read an alignment over the residues of its query.

    The format is told by content. In A3M lower-case letters and dots are insertions and are dropped; in aligned FASTA
    and Stockholm dots are gaps. Columns in which the query has a gap are dropped. B, J, X and Z count as gaps, U as C,
    O as K. Repeats, and sequences that cover less than half of the columns, are left out; of more than `most` others a
    random sample is kept. Memory is that of the sample and one number for each different sequence.

    Parameters
    ----------
    path : str or Path
        Plain or gzip.
    query : str, optional
        The sequence whose residues the columns are for. Default: that of the first record. Otherwise the first record
        that is equal to it, part of it, or holds it; B, J, O, U, X and Z count as what they are folded as.
    most : int
        Most sequences kept, the query's included.
    seed : int
        Of the sample.

    Returns
    -------
    Alignment

    Raises
    ------
    AlignmentError
        With file, record and remedy: no record, records of unequal length, a character that is no residue, a query that
        is all gaps or not in the alignment.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "family.a3m"
    >>> _ = path.write_text(">query\\nMKV-E\\n>other\\nMRVaaDE\\n>short\\n----E\\n")
    >>> alignment = read_alignment(path)
    >>> alignment.query, alignment.states.shape
    ('MKVE', (2, 4))
    """
    if most < 1:
        raise AlignmentError(f"most is {most}; keep at least one sequence")
    layout = _find_query(path, query)
    sample = _Sample(most, np.random.default_rng(seed))
    sample.add(layout.states(layout.row, 1))
    short = ambiguous = 0
    for number, row in enumerate(_records(path), start=1):
        states = layout.states(row, number)
        ambiguous += layout.ambiguous
        if np.count_nonzero(states != GAP) < LEAST_COVERAGE * len(states):
            short += 1
        else:
            sample.add(states)
    notes = list(layout.notes)
    if short:
        notes.append(f"{path}: {short} sequences cover less than half of the query and are left out")
    if ambiguous:
        notes.append(f"{path}: {ambiguous} letters of {AMBIGUOUS} or '*' count as gaps")
    if sample.seen > most:
        notes.append(f"{path}: a random {most} of {sample.seen} different sequences are used")
    return Alignment(np.stack(sample.rows), layout.residues, layout.length, str(path), tuple(notes))


@dataclass
class _Sample:
    """Different rows, the first always kept, of more than `most` a uniform sample."""

    most: int
    rng: np.random.Generator
    rows: list[np.ndarray] = field(default_factory=list)
    seen: int = 0
    hashes: set[int] = field(default_factory=set)

    def add(self, states: np.ndarray) -> None:
        """Take a row unless it was there before."""
        mark = hash(states.tobytes())
        if mark in self.hashes:
            return
        self.hashes.add(mark)
        self.seen += 1
        if len(self.rows) < self.most:
            self.rows.append(states)
            return
        place = int(self.rng.integers(1, self.seen)) if self.most > 1 else 0
        if 1 <= place < self.most:
            self.rows[place] = states


@dataclass
class _Layout:
    """How rows become states: whether insertions are dropped, which columns the query has, its residues."""

    path: str | Path
    row: bytes
    insertions: bool
    width: int
    columns: np.ndarray
    residues: np.ndarray
    length: int
    notes: tuple[str, ...] = ()
    ambiguous: int = 0

    def states(self, row: bytes, number: int) -> np.ndarray:
        """uint8 [L] of a record; counts its ambiguous letters."""
        row = _without_insertions(row) if self.insertions else row.upper()
        if len(row) != self.width:
            raise AlignmentError(
                f"{self.path}, record {number}: {len(row)} columns, the query has {self.width}; "
                "align all sequences to the same columns (A3M: insertions in lower case)"
            )
        letters = np.frombuffer(row, np.uint8)
        states = STATE_OF[letters]
        if states.max(initial=0) > GAP:
            bad = chr(int(letters[np.argmax(states > GAP)]))
            raise AlignmentError(f"{self.path}, record {number}: {bad!r} is no residue; use one-letter codes and '-'")
        kept = letters[self.columns]
        found = states[self.columns]
        self.ambiguous = int(np.count_nonzero((found == GAP) & (kept != ord("-")) & (kept != ord("."))))
        return found


def _without_insertions(row: bytes) -> bytes:
    return row.translate(None, LOWER_AND_DOTS)


def _find_query(path: str | Path, query: str | None) -> _Layout:
    """The layout that the query's record gives."""
    wanted = None if query is None else _residues(query.encode())
    first: bytes | None = None
    for number, row in enumerate(_records(path), start=1):
        if first is None:
            first = row
            insertions = _has_insertions(row)
        own = _residues(row)
        if wanted is None or own == wanted or (own and (own in wanted or wanted in own)):
            return _layout(path, row, number, insertions, wanted)
    if first is None:
        raise AlignmentError(f"{path}: no sequence; an alignment has a line '>name' and an aligned sequence below it")
    raise AlignmentError(f"{path}: the query is not in the alignment; make it the first record, aligned to the others")


def _has_insertions(row: bytes) -> bool:
    """Whether lower case and dots are insertions: not where all is lower case, or dots stand among capitals alone."""
    letters = row.translate(None, b"-.*")
    capitals = any(65 <= c <= 90 for c in letters)
    small = any(97 <= c <= 122 for c in letters)
    return capitals and (small or b"." not in row)


def _layout(path: str | Path, row: bytes, number: int, insertions: bool, wanted: bytes | None) -> _Layout:
    aligned = _without_insertions(row) if insertions else row.upper()
    letters = np.frombuffer(aligned, np.uint8)
    columns = np.flatnonzero(_are_letters(letters))
    if not len(columns):
        raise AlignmentError(f"{path}, record {number}: the query is all gaps; give its residues")
    if len(letters) > MOST_COLUMNS:
        raise AlignmentError(f"{path}: {len(letters)} columns; at most {MOST_COLUMNS} are read")
    # Which residue of the record each of its columns is: insertions are residues without a column.
    plain = np.frombuffer(row, np.uint8)
    is_residue = _are_letters(plain)
    in_column = is_residue & (plain < ord("a") if insertions else True)
    place = (np.cumsum(is_residue) - 1)[in_column]
    own = _residues(row)
    length, shift = len(own), 0
    notes: tuple[str, ...] = ()
    if wanted is not None and own != wanted:
        shift = wanted.find(own) if own in wanted else -own.find(wanted)
        length = len(wanted)
        notes = (f"{path}: record {number} and the query overlap in part; residues beyond have no couplings",)
    residues = place + shift
    inside = (residues >= 0) & (residues < length)
    return _Layout(
        path, row, insertions, len(aligned), columns[inside], residues[inside].astype(np.int32), length, notes
    )


def _residues(row: bytes) -> bytes:
    """The residues of a row, rare and unknown ones as a FASTA reader takes them."""
    return row.upper().translate(STANDS_FOR, b"-.*")


def _are_letters(characters: np.ndarray) -> np.ndarray:
    lower = characters | 0x20
    return (lower >= ord("a")) & (lower <= ord("z")) & (characters < 128)


def _records(path: str | Path) -> Iterator[bytes]:
    """Aligned rows in order, one a record, as they stand."""
    with open_binary(path, AlignmentError) as handle:
        start = handle.read(2)
        handle.seek(0)
        stream: IO[bytes] = gzip.GzipFile(fileobj=handle) if start == GZIP_MAGIC else handle  # type: ignore[assignment]
        try:
            yield from _rows(stream, path)
        except (EOFError, OSError) as problem:
            raise AlignmentError(f"{path}: broken or truncated gzip ({problem}); copy the file again") from None


def _rows(stream: IO[bytes], path: str | Path) -> Iterator[bytes]:
    first = stream.readline(MOST_COLUMNS + 1).removeprefix(b"\xef\xbb\xbf")
    if first.startswith(b"# STOCKHOLM"):
        yield from _stockholm(path)
        return
    row = bytearray()
    plain = not first.startswith((b">", b"#", b";")) and bool(first.strip())
    count = 0
    for line in _lines(first, stream, path):
        title = line.startswith(b">")
        if (title or plain) and row:
            yield bytes(row)
            row.clear()
            count += 1
            if count > MOST_RECORDS:
                raise AlignmentError(f"{path}: more than {MOST_RECORDS} records; thin the alignment")
        if not title and not line.startswith((b"#", b";")):
            row += b"".join(line.split())
    if row:
        yield bytes(row)


def _lines(first: bytes, stream: IO[bytes], path: str | Path) -> Iterator[bytes]:
    line = first
    while line:
        if len(line) > MOST_COLUMNS:
            raise AlignmentError(f"{path}: a line of more than {MOST_COLUMNS} characters; is it an alignment?")
        if b"\0" in line:
            raise AlignmentError(f"{path}: binary data where text was expected; check that this is the right file")
        yield line.rstrip(b"\r\n")
        line = stream.readline(MOST_COLUMNS + 1)


def _stockholm(path: str | Path) -> Iterator[bytes]:
    """Rows by pyhmmer, which holds the whole alignment; dots are gaps and lower case is residues."""
    from pyhmmer.easel import MSAFile

    try:
        with open_binary(path, AlignmentError) as handle:
            packed = handle.read(2) == GZIP_MAGIC
            handle.seek(0)
            stream: Any = gzip.GzipFile(fileobj=handle) if packed else handle
            with MSAFile(stream, format="stockholm") as file:
                alignment = file.read()
    except (ValueError, OSError, EOFError, RuntimeError) as problem:
        raise AlignmentError(f"{path}: broken Stockholm file ({problem}); copy or export it again") from None
    for row in alignment.alignment if alignment is not None else ():
        yield row.upper().replace("-", ".").replace(".", "-").encode()
