"""Run ``prct`` as a user does, on a target small enough for a test: the first 34 residues of the ubiquitin example."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import prct
from prct.core.alignment import STATES

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ubiquitin"
LENGTH = 34
FAMILY_LENGTH = 24
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


def write_family(folder: Path, length: int = FAMILY_LENGTH, sequences: int = 800) -> str:
    """A3M and FASTA of a made-up hairpin, in whose family columns k and length - 1 - k copy each other; the query."""
    rng = np.random.default_rng(5)
    states = rng.integers(0, 20, (sequences, length))
    for k in range(2, 9):
        copies = rng.random(sequences) < 0.8
        states[copies, length - 1 - k] = states[copies, k]
    rows = ["".join(STATES[s] for s in row) for row in states]
    (folder / "hairpin.a3m").write_text("".join(f">{n}\n{row}\n" for n, row in enumerate(rows)))
    (folder / "hairpin.fasta").write_text(f">hairpin\n{rows[0]}\n")
    return rows[0]


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
