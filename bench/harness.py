"""What every bench shares: interleaved timing against a peer, medians, provenance, a table and a JSON file.

A bench verifies, then times, then reports. Its script reads::

    import sys
    from pathlib import Path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import harness

    def run(smoke): ...            # returns the rows: a list of flat dictionaries
    if __name__ == "__main__":
        harness.main("coloring", __doc__, run, peers=("igraph",))
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Timing:
    """CPU and wall seconds of one contestant, one entry a round, and what its last call returned."""

    cpu_s: tuple[float, ...]
    result: Any
    wall_s: tuple[float, ...] = ()

    @property
    def median_s(self) -> float:
        return statistics.median(self.cpu_s)


def interleave(contestants: Mapping[str, Callable[[], Any]], rounds: int, warm_up: bool = True) -> dict[str, Timing]:
    """Call the contestants in turn, `rounds` times each, every other round in reverse order.

    Interleaving lets a disturbance of the machine fall on all contestants alike; the order alternates so that none is
    always the one that finds the caches cold. CPU seconds are those of this process, all of its threads together.

    Parameters
    ----------
    contestants : mapping of str to callable without arguments
    rounds : int, at least 1
    warm_up : bool
        Call each contestant once, untimed, before the first round.

    Returns
    -------
    dict of str to Timing, in the order of `contestants`
    """
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}; give at least 1")
    names = list(contestants)
    results = {name: contestants[name]() for name in names} if warm_up else {}
    spent: dict[str, list[float]] = {name: [] for name in names}
    wall: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names if turn % 2 == 0 else reversed(names):
            begin, start = time.perf_counter(), time.process_time()
            results[name] = contestants[name]()
            spent[name].append(time.process_time() - start)
            wall[name].append(time.perf_counter() - begin)
    return {name: Timing(tuple(spent[name]), results[name], tuple(wall[name])) for name in names}


def ratio(ours: Timing, peer: Timing) -> float:
    """Median over the rounds of peer time / our time (one round shares its disturbances): above 1 we are faster."""
    return statistics.median(p / max(o, 1e-9) for o, p in zip(ours.cpu_s, peer.cpu_s, strict=True))


def data_dir() -> Path | None:
    """The shared data folder (environment PRCT_DATA, else ../shared/data), or None where it is absent."""
    path = Path(os.environ.get("PRCT_DATA", ROOT.parent / "shared" / "data"))
    return path if path.is_dir() else None


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


GPU_FIELDS = (
    "name", "driver_version", "memory.total", "clocks.sm", "clocks.max.sm", "clocks.mem", "power.limit",
    "temperature.gpu", "mig.mode.current",
)  # fmt: skip
"""What nvidia-smi is asked; clocks and temperature are those found when the result is written."""


def gpus() -> list[dict[str, str]]:
    """What nvidia-smi says of the GPUs, as text with units; empty where there is none."""
    command = ["nvidia-smi", f"--query-gpu={','.join(GPU_FIELDS)}", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [[cell.strip() for cell in line.split(",")] for line in done.stdout.splitlines()]
    return [dict(zip(GPU_FIELDS, row, strict=True)) for row in rows if len(row) == len(GPU_FIELDS)]


def _told_commit() -> str:
    told = os.environ.get("PRCT_COMMIT", "")
    return "" if told == "unknown" else told


def provenance(peers: Sequence[str] = ()) -> dict[str, Any]:
    """Where and with what a result was measured: CPU, GPUs, load, system, versions and commit.

    A copy of the working tree, whose own history may be older or none, takes its commit from PRCT_COMMIT.
    """
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "gpus": gpus(),
        "load_1min": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {package: _version(package) for package in ("prct", "numpy", *peers)},
        "commit": _told_commit() or _git("rev-parse", "HEAD") or "unknown",
        "uncommitted_changes": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as aligned text; columns are the keys in order of first appearance, a missing value is a dash."""
    columns = list(dict.fromkeys(key for row in rows for key in row))

    def text(value: Any) -> str:
        return f"{value:.4g}" if isinstance(value, float) else str(value)

    cells = [columns, *([text(row.get(column, "-")) for column in columns] for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(columns))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def write_json(
    path: Path, name: str, rows: Sequence[Mapping[str, Any]], smoke: bool, peers: Sequence[str] = ()
) -> None:
    """Write one bench result: its name, provenance, whether it was a smoke run, and the rows."""
    payload = {"bench": name, "smoke": smoke, "provenance": provenance(peers), "rows": list(rows)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(payload, indent=1) + "\n")


def report(
    name: str, rows: Sequence[Mapping[str, Any]], options: argparse.Namespace, peers: Sequence[str] = ()
) -> None:
    """Print the table and write the JSON file that was asked for; exit with 1 where a row has a column `failed`."""
    print(table(rows))
    if options.json:
        write_json(options.json, name, rows, options.smoke, peers)
        print(f"written: {options.json}", file=sys.stderr)
    if any("failed" in row for row in rows):
        raise SystemExit(f"{name}: not every row is right; the column failed says why")


def main(
    name: str,
    description: str | None,
    run: Callable[[bool], Sequence[Mapping[str, Any]]],
    peers: Sequence[str] = (),
    arguments: Sequence[str] | None = None,
) -> None:
    """Command line of a bench: ``[--smoke] [--json FILE]``; `run(smoke)` verifies, times and returns the rows."""
    parser = argparse.ArgumentParser(prog=name, description=(description or "").split("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="small sizes and one round: does the bench run at all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows with their provenance")
    options = parser.parse_args(arguments)
    report(name, run(options.smoke), options, peers)
