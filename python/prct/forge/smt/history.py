"""Every measurement of a fold that was ever made here, in one SQLite file that several processes write."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from prct.base.errors import OutputError
from prct.forge.smt.history_database import (
    DamagedHistory,
    check_all,
    check_form,
    check_header,
    connected,
    create,
    insert,
    quarantine,
    read_row,
)
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.measurement import Measurement
from prct.io.atomic_write import output_error

_Result = TypeVar("_Result")

_NO_DAMAGE = ("locked", "busy", "readonly", "unable to open", "disk is full", "disk I/O")
"""Parts of messages of SQLite that are about the machine, not about the file."""


class PerformanceHistory:
    """Measurements kept for ever: one row and one transaction each.

    A file that is damaged, foreign or of a newer program is set aside under a number and never deleted; what can be
    read of it goes into a new one. Every row carries a digest, so that a changed byte is seen where SQLite sees none.
    Processes take turns by a lock on ``PATH.lock``, which must be on a file system that knows locks.

    Parameters
    ----------
    path : Path
        The file; made where there is none, its folder must be there.
    tell : callable
        Takes a sentence for the user: what was wrong with the file, how many rows were saved, what was lost.

    Raises
    ------
    OutputError
        Where the file can neither be read nor be made.

    Examples
    --------
    >>> import tempfile
    >>> history = PerformanceHistory(Path(tempfile.mkdtemp()) / "history.db", print)
    >>> history.record(Measurement("w", "1ubq", {"steps": 600}, 1, 2.5, 2.4, 0.98, 1.0, "two cores", "0.1.0"))
    1
    >>> history.rows("w").tm.tolist()
    [0.98]
    """

    def __init__(self, path: str | Path, tell: Callable[[str], None]) -> None:
        self.path = Path(path)
        self._tell = tell
        self._rows_known = 0
        self._use(check_all)

    def record(self, measurement: Measurement) -> int:
        """Keep a measurement; when this returns its number, the row is on the disk."""

        def add(link: sqlite3.Connection) -> int:
            link.execute("BEGIN IMMEDIATE")
            row: int = link.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM measurement").fetchone()[0]
            insert(link, row, measurement)
            link.execute("COMMIT")
            self._rows_known = row
            return row

        return self._use(add)

    def rows(self, workload: str, machine: str | None = None, program: str | None = None) -> MeasuredRows[Measurement]:
        """Measurements of a workload in the order in which they came, of one machine or program where it is named.

        Seconds of different machines and programs are not to be mixed.
        """

        def read(link: sqlite3.Connection) -> list[Measurement]:
            found = link.execute("SELECT id, line FROM measurement WHERE workload = ? ORDER BY id", (workload,))
            return [read_row(row, line) for row, line in found]

        return MeasuredRows.of(
            m for m in self._use(read) if machine in (None, m.machine) and program in (None, m.program)
        )

    def workloads(self) -> dict[str, int]:
        """How many measurements there are of each workload."""
        return self._use(
            lambda link: dict(
                link.execute("SELECT workload, COUNT(*) FROM measurement GROUP BY workload ORDER BY workload")
            )
        )

    def __len__(self) -> int:
        return self._use(lambda link: int(link.execute("SELECT COUNT(*) FROM measurement").fetchone()[0]))

    def _use(self, action: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do it under the lock; a file that proves damaged is set aside, and it is done with what was saved."""
        with self._locked():
            try:
                if not self.path.exists():
                    create(self.path)
                    if self._rows_known:
                        self._tell(
                            f"{self.path} was removed while it was in use, with at least {self._rows_known} "
                            "measurements; a new one has begun"
                        )
                try:
                    return self._do(action)
                except (DamagedHistory, sqlite3.DatabaseError) as problem:
                    why = str(problem) if isinstance(problem, DamagedHistory) else f"is damaged ({problem})"
                    if not isinstance(problem, DamagedHistory) and any(part in why for part in _NO_DAMAGE):
                        raise
                    self._tell(quarantine(self.path).sentence(self.path, why))
                    return self._do(action)
            except DamagedHistory as problem:
                raise OutputError(f"{self.path} {problem}") from None
            except sqlite3.Error as problem:
                remedy = "see who holds it and whether it may be written"
                raise OutputError(f"{self.path} cannot be used ({problem}); {remedy}") from None
            except OSError as problem:
                raise problem if isinstance(problem, OutputError) else output_error(self.path, problem) from None

    def _do(self, action: Callable[[sqlite3.Connection], _Result]) -> _Result:
        check_header(self.path)
        with connected(self.path) as link:
            check_form(link)
            self._rows_known = link.execute("SELECT COALESCE(MAX(id), 0) FROM measurement").fetchone()[0]
            return action(link)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            lock = os.open(f"{self.path}.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as problem:
            raise output_error(self.path, problem) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
