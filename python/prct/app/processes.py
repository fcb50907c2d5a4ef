"""Work shared out to processes, each with an interpreter and a lock of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Share(NamedTuple, Generic[Item, Answer]):
    """What a process was given, and what its work returned; None where the process died."""

    items: Sequence[Item]
    answer: Answer | None


class _Child(NamedTuple):
    process: BaseProcess
    receiver: Connection

    def answer(self) -> Any:
        try:
            return self.receiver.recv()
        except (EOFError, OSError):  # before its answer, or within it
            return None


def in_processes(
    work: Callable[[Sequence[Item]], Answer], items: Sequence[Item], processes: int
) -> tuple[list[Share[Item, Answer]], bool]:
    """Call `work` in so many fresh processes, each with a share of the items; the shares, and whether Ctrl-C came.

    Ctrl-C reaches the caller alone, who passes it on: `work` sees KeyboardInterrupt, may put things in order, and what
    it returns still counts. It sees the same when the caller's process ends.

    Parameters
    ----------
    work : callable
        At the top of a module, so that a fresh process finds it.
    items : sequence
        Picklable; share k has those from k on, every `processes`-th.
    processes : int

    Notes
    -----
    For the main thread, which hears Ctrl-C.

    Examples
    --------
    >>> shares, interrupted = in_processes(sum, [1, 2, 3], processes=2)
    >>> [(share.items, share.answer) for share in shares]
    [([1, 3], 4), ([2], 2)]
    """
    shares = [items[k::processes] for k in range(min(processes, len(items)))]
    with _deaf_to_interrupts():
        children = [_start(work, share) for share in shares]
    answers: list[Answer | None] = []
    interrupted = False
    while len(answers) < len(children):
        try:
            answers.append(children[len(answers)].answer())
        except KeyboardInterrupt:
            interrupted = True
            for child in children:
                child.process.terminate()
    for child in children:
        child.process.join()
    return [Share(*one) for one in zip(shares, answers, strict=True)], interrupted


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started meanwhile does not hear Ctrl-C either."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _start(work: Callable[[Any], Any], share: Any) -> _Child:
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_enter, args=(work, share, sender))
    process.start()
    sender.close()  # so that the end of the process is the end of the pipe
    return _Child(process, receiver)


def _enter(work: Callable[[Any], Any], share: Any, sender: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    answer = work(share)
    with suppress(BrokenPipeError):  # nobody waits for it any more
        sender.send(answer)


def _end_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
