"""What the benches of the platform cuda share: which platform there is, rows that fail, the command line, the report.

A smoke run uses the emulation of the GPU: it verifies what would be timed, and its rows have no times. Every row names
its platform.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import harness
from prct.app.gpu import ready_platform
from prct.base.errors import GpuError

GPU, EMULATION = "cuda", "cuda-emulation"
Row = dict[str, Any]


class CheckFailed(Exception):
    """What is to be timed does not do what it should."""


def check(sound: bool, message: str) -> None:
    """Refuse to time what does not do what it is timed for."""
    if not sound:
        raise CheckFailed(message)


def find_platform(smoke: bool) -> tuple[str, str]:
    """The platform to measure and an empty text, or an empty name and why there is none."""
    if smoke:
        return EMULATION, ""
    try:
        ready_platform(GPU)
    except GpuError as problem:
        return "", f"left out: {problem}"
    return GPU, ""


def timings(platform: str, columns: Row) -> Row:
    """Columns with times, for a GPU only: those of the emulation say nothing about one."""
    return columns if platform == GPU else {}


def attempt(call: Callable[[], Row], **case: Any) -> Row:
    """The row of a case that `call` measures, or one that says why it failed: the others go on."""
    try:
        row = {**case, **call()}
    except Exception as problem:  # memory, a fault of the GPU, a check: the other cases are worth their time
        text = str(problem).splitlines() or [""]
        row = {**case, "failed": f"{type(problem).__name__}: {text[0][:200]}"}
    print(harness.table([row]), file=sys.stderr, flush=True)
    return row


def command_line(name: str, description: str | None) -> argparse.ArgumentParser:
    """--smoke and --json."""
    parser = argparse.ArgumentParser(prog=name, description=(description or "").split("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="tiny sizes on the emulation: is the result right")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows with their provenance")
    return parser


def positive(text: str) -> int:
    """A whole number from 1 on, of the command line."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is too small; give at least 1")
    return value


def run(
    name: str,
    options: argparse.Namespace,
    measure: Callable[[str], Sequence[Row]],
    peers: Sequence[str] = (),
) -> None:
    """Measure on the platform there is and report; say why where there is none; exit with 1 where a row failed."""
    platform, reason = find_platform(options.smoke or getattr(options, "emulated", False))
    rows = measure(platform) if platform else [{"platform": GPU, "left out": reason.removeprefix("left out: ")}]
    harness.report(name, rows, options, peers)
