"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from prct.base.errors import OutputError

_counter = itertools.count()

_REMEDIES = {
    errno.ENOSPC: "free space on the disk or write elsewhere",
    errno.EDQUOT: "free space in the quota or write elsewhere",
    errno.EFBIG: "raise the limit on file size or write elsewhere",
    errno.EACCES: "choose a folder you may write to",
    errno.EPERM: "choose a folder you may write to",
    errno.EROFS: "choose a folder you may write to",
    errno.ENOENT: "make the folder first",
    errno.ENOTDIR: "choose a path whose parents are folders",
    errno.EEXIST: "choose a name that is no file",
    errno.EISDIR: "choose a name that is no folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}


@contextlib.contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; on success its file takes the place of `path`.

    Whatever goes wrong, `path` keeps what it held and the temporary file is removed.

    Raises
    ------
    OutputError
        Naming `path`, the reason and the remedy.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with atomic_path(target) as temporary:
    ...     _ = temporary.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    path = Path(path)
    if "\0" in str(path):
        raise OutputError(f"{str(path)!r}: no path can hold a zero byte; choose another name")
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.{next(_counter)}.tmp")
    try:
        try:
            yield temporary
            _flush(temporary)
            os.replace(temporary, path)
            _flush(path.parent)
        except OSError as problem:
            if isinstance(problem, OutputError):
                raise
            raise output_error(path, problem) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all.

    Raises
    ------
    OutputError
        Naming `path`, the reason and the remedy.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def output_error(path: str | Path, problem: OSError) -> OutputError:
    """The error of the tree for a failed write."""
    remedy = _REMEDIES.get(problem.errno or 0, "check the disk and the path")
    return OutputError(f"{path}: cannot be written ({problem.strerror or problem}); {remedy}")


def _flush(path: Path) -> None:
    """Make the file or folder durable, so that a rename never leaves an empty file after a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
