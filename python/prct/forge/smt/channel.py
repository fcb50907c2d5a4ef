"""A solver's process, asked line by line: what hangs, dies or talks nonsense is killed, and started again."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from prct.forge.smt import worker

ANSWER_BYTES_MAX = 16 << 20
"""A longer line is no answer: models and cores of a hundred parameters are a few kilobytes."""
GRACE_S = 0.5
"""Beyond the time limit that the solver was told, before it is killed; starting it takes a tenth of a second."""
MEMORY_MIB = 2048
_CHUNK = 1 << 16
_MEMORY_CODES = (worker.OUT_OF_MEMORY, 101)


class ChannelFailure(Exception):
    """No answer came; the text says why. It never leaves this folder."""


def worker_command(solver: str, memory_mib: int = MEMORY_MIB) -> tuple[str, ...]:
    """Starts the process of a solver, ``z3`` or ``cvc5``; its folder is not on the path of the modules (-P)."""
    return (sys.executable, "-P", str(Path(worker.__file__)), solver, str(memory_mib))


class Channel:
    """Questions to one process after another, at most one at a time.

    Parameters
    ----------
    command : sequence of str
        What starts the process; it reads a JSON object a line and writes one.
    clock : callable, optional
        Seconds of a clock that never goes back.
    """

    def __init__(self, command: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._command = tuple(command)
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Of the process that waits for a question, None where there is none."""
        return self._process.pid if self._process else None

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a question.

        Raises
        ------
        ChannelFailure
            After `seconds` and a grace, and for a process that died or wrote what is no JSON object in a line.
        """
        if self._process is None:
            self._process = self._start()
        try:
            line = self._exchange(self._process, json.dumps(question).encode() + b"\n", seconds + GRACE_S)
            found = json.loads(line)
            if not isinstance(found, dict) or "verdict" not in found:
                raise ValueError("no verdict")
        except ValueError as error:
            self.close()
            raise ChannelFailure(f"the solver wrote what is no answer ({error})") from error
        except BaseException:
            self.close()
            raise
        return found

    def close(self) -> int | None:
        """Kill the process and what it started, if there is one; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return None
        # A session of its own that nobody has waited for yet: the number cannot be another process's.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        return process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise ChannelFailure(f"the solver's process did not start ({error})") from error
        assert process.stdin and process.stdout
        os.set_blocking(process.stdin.fileno(), False)
        return process

    def _exchange(self, process: subprocess.Popen[bytes], data: bytes, seconds: float) -> bytes:
        """Write all of `data` and read one line, whichever the process is ready for."""
        assert process.stdin and process.stdout
        deadline = self._clock() + seconds
        received = bytearray()
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            ready.register(process.stdin, selectors.EVENT_WRITE)
            while b"\n" not in received:
                left = deadline - self._clock()
                if left <= 0:
                    raise ChannelFailure(f"no answer within {seconds - GRACE_S:.3g} s; the solver was killed")
                for key, _ in ready.select(left):
                    if key.fileobj is process.stdout:
                        chunk = os.read(process.stdout.fileno(), _CHUNK)
                        if not chunk:
                            raise ChannelFailure(_death(self.close()))
                        received += chunk
                    else:
                        data = data[_written(process.stdin.fileno(), data) :]
                        if not data:
                            ready.unregister(process.stdin)
                if len(received) > ANSWER_BYTES_MAX:
                    raise ValueError(f"more than {ANSWER_BYTES_MAX} bytes in a line")
        return bytes(received.split(b"\n", 1)[0])


def _written(descriptor: int, data: bytes) -> int:
    """Bytes that went out; all where nobody reads any more, whose end is seen by reading."""
    try:
        return os.write(descriptor, data[:_CHUNK])
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        return len(data)


def _death(status: int | None) -> str:
    if status in _MEMORY_CODES:
        return "the solver ran out of its memory"
    if status is not None and status < 0:
        return f"the solver died by signal {-status} ({signal.Signals(-status).name})"
    return f"the solver ended with exit code {status}"
