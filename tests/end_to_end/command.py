"""Run ``prct`` as a user does, on a target small enough for a test: the first 34 residues of the ubiquitin example."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import prct

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ubiquitin"
LENGTH = 34
LONGEST_WAIT_S = 300.0


@dataclass(frozen=True)
class TinyTarget:
    """Input files of a small fold."""

    sequence: Path
    restraints: Path

    def arguments(self, out: Path, *more: str, trajectories: int = 2, threads: int = 1) -> list[str]:
        """Of ``prct``, for two short trajectories."""
        return [
            "fold", str(self.sequence), "--restraints", str(self.restraints), "--out", str(out),
            "--trajectories", str(trajectories), "--threads", str(threads), *more,
        ]  # fmt: skip


def write_tiny_target(folder: Path) -> TinyTarget:
    """The start of the example, and its contacts within it."""
    sequence = "".join((EXAMPLE / "sequence.fasta").read_text("ascii").splitlines()[1:])[:LENGTH]
    rows = [line.split() for line in (EXAMPLE / "contacts.rr").read_text("ascii").splitlines()]
    kept = [row for row in rows if row and row[0].isdigit() and max(int(row[0]), int(row[1])) <= LENGTH]
    target = TinyTarget(folder / "sequence.fasta", folder / "restraints.rr")
    target.sequence.write_text(f">tiny\n{sequence}\n", "ascii")
    target.restraints.write_text("".join(" ".join(row) + "\n" for row in kept), "ascii")
    return target


def environment() -> dict[str, str]:
    """Of this process, with the package that it imports."""
    paths = [str(Path(prct.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def start(arguments: list[str], **options) -> subprocess.Popen:
    """Start ``prct``, output captured."""
    return subprocess.Popen(
        [sys.executable, "-m", "prct", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), **options,
    )  # fmt: skip


def run(arguments: list[str], **options) -> subprocess.CompletedProcess:
    """Run ``prct`` to its end."""
    process = start(arguments, **options)
    out, err = process.communicate(timeout=LONGEST_WAIT_S)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def wait_until(condition: Callable[[], bool], process: subprocess.Popen) -> bool:
    """Wait for it while the process lives; false when the process was faster."""
    deadline = time.monotonic() + LONGEST_WAIT_S
    while process.poll() is None:
        if condition():
            return True
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)
    return False
