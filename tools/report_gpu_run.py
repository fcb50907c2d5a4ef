"""Put the results of bench/gpu/run_all.sh together: steps.json, bench.json, peers.json and table.md.

Usage: python tools/report_gpu_run.py WORK OUT

WORK holds steps.tsv (stage, step, status, seconds) and results/*.json as the benches write them. Needs nothing that has
to be built: where the build fails, the table says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "bench" / "gpu"))
import harness
from peer_rate import beside, peer_seconds

PEERS = ("alphafold_network", "esmfold_trunk")
FOLDS, NETWORK = "fold_rate", "alphafold_network"
COLUMNS = {
    "forces": ("platform", "system", "residues", "rms error", "max error", "energy error"),
    "throughput": (
        "platform", "case", "residues", "trajectories", "batch s", "trajectories/s", "sm us a step", "steps alone",
        "resident", "z energy", "z satisfied",
    ),
    "fold_rate": (
        "platform", "residues", "one s", "prepare s", "first folds s", "GPU s", "judge s", "proteins/s", "cpu s",
        "GPU busy", "mean TM", "lost", "peer", "peer s", "x peer",
    ),
    "kernels": (
        "case", "kernel", "launches", "us", "SM %", "DRAM %", "FP32 %", "GFLOP/s", "occupancy %", "issue %",
        "conflicts %", "registers", "wall us", "ncu",
    ),
    "equivalence": ("platform", "case", "folds", "TM", "cpu TM", "difference", "low", "high"),
    "alphafold_network": ("way", "residues", "network s", "one pass s", "predict s", "compile s", "MiB", "device"),
    "esmfold_trunk": ("way", "residues", "trunk s", "forward s", "device"),
}  # fmt: skip
"""Of the short table; benches that are not named show all of theirs."""
ALWAYS = ("failed", "left out")
ONLY_WITH = {"equivalence": "folds", "forces": "platform"}


def read_steps(path: Path) -> list[dict[str, Any]]:
    """The steps of all stages."""
    lines = path.read_text().splitlines() if path.is_file() else []
    keys = ("stage", "step", "status", "seconds")
    return [dict(zip(keys, line.split("\t"), strict=True)) for line in lines]


def read_results(folder: Path) -> dict[str, dict[str, Any]]:
    """By bench; rows of files of one bench follow each other. What is no result is a row that says so."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            payload = json.loads(path.read_text())
            name, rows = payload["bench"], payload["rows"]
        except (ValueError, KeyError, TypeError) as problem:
            name, payload = path.stem, {"bench": path.stem, "rows": []}
            rows = [{"failed": f"{path.name} is no result: {problem}"}]
        found.setdefault(name, {**payload, "rows": []})["rows"].extend(rows)
    return found


def short(name: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows and columns of the short table."""
    key = ONLY_WITH.get(name)
    kept = [row for row in rows if key is None or key in row or any(word in row for word in ALWAYS)]
    wanted = COLUMNS.get(name)
    if wanted is None:
        return [dict(row) for row in kept]
    return [{column: row[column] for column in (*wanted, *ALWAYS) if column in row} for row in kept]


def machine(results: Mapping[str, Mapping[str, Any]]) -> str:
    """One line on the GPU and commit, from the first result that has them."""
    for payload in results.values():
        known = payload.get("provenance", {})
        if known.get("gpus"):
            gpu = ", ".join(f"{key} {value}" for key, value in known["gpus"][0].items())
            return f"{gpu}; {known['cpu']}, {known['cores']} cores; commit {known['commit']}"
    return "no GPU is named in the results"


def table(steps: Sequence[Mapping[str, Any]], results: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: what failed, a table a bench, the steps."""
    bad = [f"{s['stage']} {s['step']}: {s['status']}" for s in steps if s["status"] in ("FAILED", "timed out")]
    parts = ["# GPU run", machine(results), "Failed: " + ("; ".join(bad) if bad else "nothing")]
    parts += [
        f"## {name}\n```\n{harness.table(short(name, payload['rows']))}\n```" for name, payload in results.items()
    ]
    if steps:
        parts.append(f"## Steps\n```\n{harness.table(steps)}\n```")
    return "\n\n".join(parts) + "\n"


def report(work: Path, out: Path) -> str:
    """Write the files; the text of the table."""
    steps, results = read_steps(work / "steps.tsv"), read_results(work / "results")
    if FOLDS in results and NETWORK in results:
        results[FOLDS]["rows"] = beside(results[FOLDS]["rows"], peer_seconds(results[NETWORK]["rows"]))
    out.mkdir(parents=True, exist_ok=True)
    (out / "steps.json").write_text(json.dumps(steps, indent=1) + "\n")
    for group, chosen in (("bench", False), ("peers", True)):
        part = {name: payload for name, payload in results.items() if (name in PEERS) == chosen}
        if part:
            (out / f"{group}.json").write_text(json.dumps(part, indent=1) + "\n")
    text = table(steps, results)
    (out / "table.md").write_text(text)
    return text


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tools/report_gpu_run.py WORK OUT")
    print(report(Path(sys.argv[1]), Path(sys.argv[2])))
