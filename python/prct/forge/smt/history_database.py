"""The SQLite file behind a history: its form, what is wrong with one, and what can still be read of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prct.forge.smt.measurement import Measurement, sealed, sealed_lines, unsealed
from prct.io.atomic_write import atomic_path

SCHEMA_VERSION = 1
APPLICATION_ID = 0x50524854
"""Marks the file as a history; "PRHT" in ASCII."""
PAGE_BYTES = 16_384
"""More than twice the longest line, so that none is split over pages."""
HEADER = b"SQLite format 3\0"
BUSY_S = 60.0
"""How long to wait for a program that holds the database without our lock, such as an SQLite shell."""
SIDECARS = ("-journal", "-wal", "-shm")
MAX_QUARANTINED = 10_000
"""Damaged files beside one history, after which it is refused."""

_SHOWN = {
    "workload": "TEXT", "target": "TEXT", "parameters": "TEXT", "seed": "INTEGER", "wall_s": "REAL", "cpu_s": "REAL",
    "tm": "REAL", "when_s": "REAL", "machine": "TEXT", "program": "TEXT",
}  # fmt: skip
TABLE = (
    "CREATE TABLE measurement (id INTEGER PRIMARY KEY, line TEXT NOT NULL, "
    + ", ".join(f"{name} {kind} AS (json_extract(line, '$.{name}'))" for name, kind in _SHOWN.items())
    + ")"
)
"""The sealed line is what is kept; the other columns show what stands in it, for queries by hand."""
INDEX = "CREATE INDEX measurement_of_workload ON measurement (workload)"


class DamagedHistory(Exception):
    """The file is no history that this program can use as it is."""


@dataclass(frozen=True)
class Salvage:
    """What became of a damaged file."""

    aside: Path
    saved: int
    lost_rows: tuple[int, ...]

    def sentence(self, path: Path, why: str) -> str:
        """For the user: what was wrong, where it is, what was saved and what was lost."""
        lost = f"{len(self.lost_rows)} before the last of them are lost (rows {_ranges(self.lost_rows)})"
        return (
            f"{path} {why}; it was set aside as {self.aside.name}, and a new history holds the "
            f"{self.saved} measurements that could be read of it: "
            f"{lost if self.lost_rows else 'none before the last of them is missing'}; any that came after it are lost"
            if self.saved
            else f"{path} {why}; it was set aside as {self.aside.name}, and no measurement could be read of it"
        )


@contextlib.contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file, which must exist, in which transactions are begun by hand."""
    link = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_S, isolation_level=None)
    try:
        link.execute("PRAGMA synchronous = FULL")
        yield link
    finally:
        link.close()


def create(path: Path, measurements: Iterable[Measurement] = ()) -> None:
    """A new history takes the place of what is there, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.touch()
        with connected(temporary) as link:
            link.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            link.execute("BEGIN IMMEDIATE")
            link.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            link.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            link.execute(TABLE)
            link.execute(INDEX)
            for row, measurement in enumerate(measurements, 1):
                insert(link, row, measurement)
            link.execute("COMMIT")


def insert(link: sqlite3.Connection, row: int, measurement: Measurement) -> None:
    """One more row."""
    link.execute("INSERT INTO measurement (id, line) VALUES (?, ?)", (row, sealed(measurement, row)))


def check_header(path: Path) -> None:
    """Raise :class:`DamagedHistory` for a file that SQLite must not open: it deletes journals beside an empty one."""
    with path.open("rb") as file:
        start = file.read(PAGE_BYTES)
    if not start.startswith(HEADER):
        raise DamagedHistory("is no SQLite database" if start else "is empty")
    if len(start) < PAGE_BYTES:
        raise DamagedHistory("is a database of another program or cut off in its first page")


def check_form(link: sqlite3.Connection) -> None:
    """Raise :class:`DamagedHistory` unless it is a history of this version."""
    (application,) = link.execute("PRAGMA application_id").fetchone()
    (version,) = link.execute("PRAGMA user_version").fetchone()
    schema = [sql for (sql,) in link.execute("SELECT sql FROM sqlite_master ORDER BY type DESC")]
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise DamagedHistory(f"was written by a newer program (form {version}, this one knows {SCHEMA_VERSION})")
    if application != APPLICATION_ID or version != SCHEMA_VERSION or schema != [TABLE, INDEX]:
        raise DamagedHistory("is a database of another program or has lost its schema")


def check_all(link: sqlite3.Connection) -> None:
    """Raise :class:`DamagedHistory` for the first thing wrong with the form, the pages or a row."""
    check_form(link)
    (verdict,) = link.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise DamagedHistory(f"is damaged ({' '.join(verdict.split())})")
    expected = 1
    for row, line in link.execute("SELECT id, line FROM measurement ORDER BY id"):
        read_row(row, line)
        if row != expected:
            raise DamagedHistory(f"is damaged (row {expected} is missing)")
        expected += 1


def read_row(row: int, line: str) -> Measurement:
    """The measurement of a row; :class:`DamagedHistory` where it is not what was written."""
    found = unsealed(line) if isinstance(line, str) else None
    if not found or found[0] != row:
        raise DamagedHistory(f"is damaged (row {row} is not what was written)")
    return found[1]


def quarantine(path: Path) -> Salvage:
    """Set a damaged file aside under a number, and put a history of what can be read of it in its place.

    The bytes are searched for sealed lines, whatever is left of the pages around them; the journals of SQLite too.
    """
    aside = _free_name(path)
    found: dict[int, Measurement] = {}
    sidecars = [name for suffix in SIDECARS if (name := Path(f"{path}{suffix}")).is_file()]
    for part in (path, *sidecars):
        found |= dict(filter(None, map(unsealed, sealed_lines(part.read_bytes()))))
    # Its own second name first: at no moment is the file without one, nor is there no history.
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
    for part in sidecars:
        part.rename(f"{aside}{str(part)[len(str(path)) :]}")
    create(path, (found[row] for row in sorted(found)))
    lost = sorted(set(range(1, max(found, default=0) + 1)) - set(found))
    return Salvage(aside, len(found), tuple(lost))


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged-{k}") for k in range(1, MAX_QUARANTINED + 1))
    free = next((name for name in names if not os.path.lexists(name)), None)
    if free is None:
        raise DamagedHistory(
            f"is damaged, and so are {MAX_QUARANTINED} set aside before it; look at them and move them"
        )
    return free


def _ranges(rows: tuple[int, ...]) -> str:
    """1-3, 7."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
