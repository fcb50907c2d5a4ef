"""Bytes and text of an input file: what every reader does first."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from prct.base.errors import InputError

MAX_TEXT_BYTES = 1 << 30
"""Largest text read into memory, after unpacking: 60 times the largest mmCIF entry's backbone; stops gzip bombs."""

GZIP_MAGIC = b"\x1f\x8b"

_BROKEN_MEMBER = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError)
_BROKEN_VALUE = (NotImplementedError, RuntimeError, ValueError, KeyError, OverflowError, MemoryError)
_BROKEN_HEADER = (SyntaxError, TypeError, tokenize.TokenError)
BROKEN_ARCHIVE = (*_BROKEN_MEMBER, *_BROKEN_VALUE, *_BROKEN_HEADER)
"""What zipfile and numpy raise for damaged archives and headers of arrays; found by fuzzing."""


def read_bytes(path: str | Path, error: type[InputError], limit: int = MAX_TEXT_BYTES) -> bytes:
    """Contents of a regular file, unpacked when it is gzip (told by content, not by name).

    Parameters
    ----------
    path : str or Path
    error : type
        The type of the error tree raised on failure.
    limit : int
        Most bytes accepted, before and after unpacking.

    Raises
    ------
    InputError
        (as `error`) when the file is missing, unreadable, no regular file, too large, or broken gzip.
    """
    with open_binary(path, error) as handle:
        size = os.fstat(handle.fileno()).st_size
        if size > limit:
            raise error(f"{path}: {size} bytes are more than the {limit} accepted; split or thin the file")
        try:
            data = handle.read(limit + 1)
        except OSError as problem:
            raise _unreadable(path, problem, error) from None
    return unpack(data, path, error, limit) if data.startswith(GZIP_MAGIC) else data


def open_binary(path: str | Path, error: type[InputError]) -> BinaryIO:
    """Open a regular file; everything else is refused as by :func:`read_bytes`."""
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # opening a pipe may wait for ever
            raise error(f"{path}: not a regular file; save the data to a file and name that")
        return path.open("rb")
    except InputError:
        raise
    except FileNotFoundError:
        raise error(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise error(f"{path}: is a folder; name a file in it") from None
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem, error) from None


def _unreadable(path: str | Path, problem: Exception, error: type[InputError]) -> InputError:
    reason = getattr(problem, "strerror", None) or str(problem)
    return error(f"{str(path)!r}: cannot be read ({reason}); check the path and its permissions")


def unpack(data: bytes, path: str | Path, error: type[InputError], limit: int = MAX_TEXT_BYTES) -> bytes:
    """Gzip-unpack `data`, at most `limit` bytes of it."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as handle:
            unpacked = handle.read(limit + 1)
    except (EOFError, OSError, zlib.error) as problem:
        raise error(f"{path}: broken or truncated gzip ({problem}); copy or download the file again") from None
    if len(unpacked) > limit:
        raise error(f"{path}: unpacks to more than the {limit} bytes accepted; split or thin the file")
    return unpacked


def read_text(path: str | Path, error: type[InputError]) -> str:
    """Text of a file, gzip unpacked, a byte-order mark dropped, line ends made ``\\n``.

    Raises
    ------
    InputError
        (as `error`) for everything :func:`read_bytes` refuses, and for binary data.
    """
    return decode(read_bytes(path, error), path, error)


def decode(data: bytes, path: str | Path, error: type[InputError]) -> str:
    """Text of `data`; bytes that are no UTF-8 (names in old remarks) become replacement characters."""
    if b"\0" in data:
        raise error(f"{path}: binary data where text was expected; check that this is the right file")
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
