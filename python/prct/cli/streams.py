"""Standard output and standard error, which may be full, closed, or unable to show a character."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO

from prct.base.errors import OutputError


def show_every_character() -> None:
    """A character that a stream's encoding lacks is written by its code; file names may hold such."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(stream: TextIO | None, text: str) -> None:
    """Write what may get lost: no run ends because nobody can read its progress."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BlockingIOError:
        return
    except (OSError, ValueError):
        _silence(stream)


def complain(text: str) -> None:
    """One line on standard error."""
    tell(sys.stderr, f"{text}\n")


def show(text: str) -> None:
    """Print a result and bring it to its reader.

    Raises
    ------
    BrokenPipeError
        When the reader has gone.
    OutputError
        When it cannot be written.
    """
    if sys.stdout is None:
        return
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _silence(sys.stdout)
        raise
    except (OSError, ValueError) as problem:
        _silence(sys.stdout)
        reason = getattr(problem, "strerror", None) or str(problem)
        raise OutputError(f"standard output: cannot be written ({reason}); send it elsewhere") from None


def _silence(stream: TextIO) -> None:
    """Send what is left in the buffer to nowhere, so that the interpreter does not fail on it at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
