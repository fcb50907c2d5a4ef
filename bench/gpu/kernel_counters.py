"""What Nsight Compute counts in a kernel: which metrics are asked for, and how its table is read."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

METRICS = {
    "gpu__time_duration.sum": "us",
    "sm__throughput.avg.pct_of_peak_sustained_elapsed": "SM %",
    "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed": "DRAM %",
    "l1tex__throughput.avg.pct_of_peak_sustained_active": "L1 %",
    "sm__warps_active.avg.pct_of_peak_sustained_active": "occupancy %",
    "smsp__issue_active.avg.pct_of_peak_sustained_active": "issue %",
    "smsp__thread_inst_executed_per_inst_executed.ratio": "threads/inst",
    "l1tex__data_bank_conflicts_pipe_lsu_mem_shared.sum": "bank conflicts",
    "l1tex__data_pipe_lsu_wavefronts_mem_shared.sum": "shared wavefronts",
    "smsp__inst_executed.sum": "instructions",
    "smsp__inst_executed_pipe_fma.sum": "fma",
    "smsp__inst_executed_pipe_alu.sum": "alu",
    "smsp__inst_executed_pipe_xu.sum": "xu",
    "smsp__inst_executed_pipe_lsu.sum": "lsu",
    "smsp__inst_executed_pipe_fp64.sum": "fp64",
    "smsp__sass_thread_inst_executed_op_fadd_pred_on.sum": "fadd",
    "smsp__sass_thread_inst_executed_op_fmul_pred_on.sum": "fmul",
    "smsp__sass_thread_inst_executed_op_ffma_pred_on.sum": "ffma",
    "sm__cycles_elapsed.sum": "cycles",
    "launch__registers_per_thread": "registers",
    "launch__shared_mem_per_block_dynamic": "shared bytes",
    "launch__occupancy_limit_registers": "blocks by registers",
    "launch__occupancy_limit_shared_mem": "blocks by shared",
    "launch__grid_size": "grid",
    "launch__block_size": "block",
}
"""By metric, the name of its column."""
SURE_METRICS = (
    "gpu__time_duration.sum",
    "sm__throughput.avg.pct_of_peak_sustained_elapsed",
    "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed",
    "sm__warps_active.avg.pct_of_peak_sustained_active",
    "launch__registers_per_thread",
    "launch__shared_mem_per_block_dynamic",
)
"""Asked for alone where a version of ncu or a GPU refuses one of the others, and with it all of them."""
FP32_LANES = 128
"""Of a multiprocessor, from compute capability 8.6 on; 8.0 has half of them."""
INSTRUCTION_PIPES = ("fma", "alu", "xu", "lsu", "fp64")
MICROSECONDS = {
    "ns": 1e-3,
    "nsecond": 1e-3,
    "us": 1.0,
    "usecond": 1.0,
    "ms": 1e3,
    "msecond": 1e3,
    "s": 1e6,
    "second": 1e6,
}


@dataclass
class Counted:
    """The launches of one kernel: its name, and each launch's values by column."""

    kernel: str
    launches: list[dict[str, float]] = field(default_factory=list)


def find_ncu() -> str | None:
    """Nsight Compute's command line, or None."""
    return shutil.which("ncu")


def command_for(
    ncu: str, kernels: str, skip: int, launches: int, child: Sequence[str], metrics: Iterable[str] = METRICS
) -> list[str]:
    """Counts `launches` launches of the kernels whose names match, after the first `skip`; clocks stay as they are."""
    return [
        *(ncu, "--csv", "--page", "raw", "--print-units", "base", "--clock-control", "none"),
        *("--kernel-name", f"regex:{kernels}", "--launch-skip", str(skip), "--launch-count", str(launches)),
        *("--metrics", ",".join(metrics)),
        *child,
    ]


def count(command: Sequence[str], timeout_s: float) -> tuple[list[Counted], str]:
    """What was counted, and why nothing was where nothing was."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s)
    except (OSError, subprocess.SubprocessError) as problem:
        return [], f"{type(problem).__name__} of ncu: {problem}"[:300]
    found = read_table(done.stdout)
    if found:
        return found, ""
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("==ERROR==")]
    return [], f"ncu counted nothing (exit {done.returncode}): {(said or [done.stderr[-200:]])[0][:300]}"


def read_table(text: str) -> list[Counted]:
    """The kernels of ncu's raw page as CSV: a header, units, then a line a launch; other lines are messages."""
    lines = [line for line in text.splitlines() if line.startswith('"')]
    if len(lines) < 3:
        return []
    header, units, *rows = csv.reader(lines)
    kernels: dict[str, Counted] = {}
    for row in rows:
        cells = dict(zip(header, zip(row, units, strict=True), strict=True))
        name = cells["Kernel Name"][0].split("(")[0]
        values = {}
        for metric, column in METRICS.items():
            value = number(*cells.get(metric, ("", "")))
            if value is not None:
                values[column] = value
        kernels.setdefault(name, Counted(name)).launches.append(values)
    return list(kernels.values())


def number(text: str, unit: str) -> float | None:
    """A cell; durations in µs; None where ncu had no such metric."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value * MICROSECONDS.get(unit, 1.0)


def summary(counted: Counted) -> dict[str, float]:
    """Means over the launches, their number and total time, and shares in place of raw counts of instructions."""
    columns = list(dict.fromkeys(key for launch in counted.launches for key in launch))
    values = {key: [launch[key] for launch in counted.launches if key in launch] for key in columns}
    row = {key: sum(found) / len(found) for key, found in values.items()}
    row["launches"] = len(counted.launches)
    flops = row.pop("fadd", 0.0) + row.pop("fmul", 0.0) + 2 * row.pop("ffma", 0.0)
    if row.get("us") and flops:
        row["GFLOP/s"] = flops / row["us"] / 1e3
    cycles = row.pop("cycles", 0.0)
    if cycles:
        row["FP32 %"] = 100 * flops / (2 * FP32_LANES * cycles)
    total = row.get("instructions", 0.0)
    for pipe in INSTRUCTION_PIPES:
        if pipe in row:
            row[f"{pipe} %"] = 100 * row.pop(pipe) / total if total else 0.0
    if row.get("shared wavefronts"):
        row["conflicts %"] = 100 * row.pop("bank conflicts", 0.0) / row.pop("shared wavefronts")
    return row
