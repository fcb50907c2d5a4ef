"""Write tests/cuda/kernel_resources.json: registers, stack and spills of every kernel, as ptxas says.

The limits that the tests hold kernels to are these figures plus a little; run it after a change that is worth more.

Usage: PYTHONPATH=python python tools/measure_kernel_resources.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from prct._core import kernel_stems
from prct.core.kernel_compiler import compile_kernel

ARCHITECTURES = ("sm_80", "sm_89", "sm_90")
TABLE = Path(__file__).resolve().parents[1] / "tests" / "cuda" / "kernel_resources.json"
ENTRY = re.compile(r"Compiling entry function '(\w+)'")
FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
REGISTERS = re.compile(r"Used (\d+) registers")


def resources(log: str) -> dict[str, dict[str, int]]:
    """By kernel: ``registers``, ``stack_bytes`` of its own frame, and the ``spill_bytes`` stored and loaded, by the
    kernel and the functions that it calls.
    """
    found: dict[str, dict[str, int]] = {}
    name = ""
    for line in log.splitlines():
        if entry := ENTRY.search(line):
            name = entry[1]
            found[name] = {"registers": 0, "stack_bytes": -1, "spill_bytes": 0}
        elif frame := FRAME.search(line):
            stack, stores, loads = map(int, frame.groups())
            if found[name]["stack_bytes"] < 0:
                found[name]["stack_bytes"] = stack
            found[name]["spill_bytes"] += stores + loads
        elif used := REGISTERS.search(line):
            found[name]["registers"] = int(used[1])
    return found


def measure() -> dict[str, dict[str, dict[str, int]]]:
    """By architecture and kernel."""
    table: dict[str, dict[str, dict[str, int]]] = {}
    for architecture in ARCHITECTURES:
        table[architecture] = {}
        for stem in kernel_stems():
            _, log = compile_kernel(stem, architecture, "--ptxas-options=-v")
            table[architecture].update(resources(log))
    return table


def main() -> None:
    TABLE.write_text(json.dumps(measure(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
