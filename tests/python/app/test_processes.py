from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from prct.app.processes import in_processes


def squares(numbers) -> list[int]:
    return [n * n for n in numbers]


def die_on_two(numbers) -> int:
    if 2 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def wait_for_the_end(files) -> str:
    """Say that it waits, by a file, and how the wait ended."""
    try:
        open(files[0], "w").close()
        time.sleep(60)
    except KeyboardInterrupt:
        return "put in order"
    return "slept"


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_every_item_is_worked_on_once(processes):
    shares, interrupted = in_processes(squares, [1, 2, 3], processes)
    assert len(shares) == min(processes, 3) and not interrupted
    assert sorted(n for share in shares for n in share.answer) == [1, 4, 9]
    assert all(share.answer == squares(share.items) for share in shares)


def test_a_process_that_dies_leaves_the_others_alone():
    shares, interrupted = in_processes(die_on_two, [1, 2, 3], 3)
    assert not interrupted
    assert [share.answer is None for share in shares] == [False, True, False]
    assert os.getpid() not in {share.answer for share in shares}


def test_an_interrupt_reaches_all_and_their_answers_count(tmp_path):
    files = [tmp_path / name for name in ("a", "b")]

    def interrupt_once_all_wait():
        while not all(file.exists() for file in files):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt_once_all_wait)
    thread.start()
    shares, interrupted = in_processes(wait_for_the_end, files, 2)
    thread.join()
    assert interrupted
    assert [share.answer for share in shares] == ["put in order", "put in order"]


ORPHANS = """
import os, sys, threading, time
from prct.app.processes import in_processes

def note_the_end(files):
    open(files[0] + ".begun", "w").close()
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        open(files[0] + ".ended", "w").close()
    return 0

if __name__ == "__main__":
    in_processes(note_the_end, sys.argv[1:], 2)
"""


def test_children_end_with_their_parent(tmp_path):
    program = tmp_path / "orphans.py"
    program.write_text(ORPHANS)
    files = [tmp_path / name for name in ("a", "b")]
    parent = subprocess.Popen([sys.executable, str(program), *map(str, files)], stderr=subprocess.PIPE)
    while not all(file.with_suffix(".begun").exists() for file in files):
        assert parent.poll() is None
        time.sleep(0.01)
    parent.kill()
    told = parent.communicate(timeout=60)[1]
    while not all(file.with_suffix(".ended").exists() for file in files):
        time.sleep(0.01)
    assert told == b""
