"""Sparse Kuramoto networks on a GPU: the share of the copy bandwidth that steps reach, counted in least bytes.

A million oscillators of mean degree 20: `local` joins the neighbours of points in a box, labelled along the tour that
a Hilbert curve makes of them (a shorter tour takes minutes at this size, and neighbours lie no nearer), `random` any
two. Least bytes of a step (Euler, f32): 8 an entry of the graph (neighbour, weight) and 12 an oscillator (phase in and
out, frequency). The bandwidth is measured in the same rounds: a copy from device to device, bytes read and written.

Usage: python bench/gpu/kuramoto.py [--smoke] [--json FILE]

--smoke runs small graphs on the emulation, which verifies and has no times. Without a GPU the full run says why.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
import harness
from prct import _core
from prct.base.errors import GpuError
from prct.core.kuramoto import KuramotoNetwork
from prct.core.tour import hilbert_order

from bench.phase.kuramoto import COUPLING, Graph, graph_of, reference_rate

ENTRY_BYTES, OSCILLATOR_BYTES = 8, 12
STEP_PS = 0.01
COPY_BYTES = 1 << 30
STEPS, ROUNDS = 50, 21
METHODS = {"euler": 1, "rk4": 4}  # evaluations a step


def graphs(n: int, degree: int) -> dict[str, Graph]:
    """The graphs of this bench, from one seed."""
    rng = np.random.default_rng(1)
    points = rng.random((n, 3))
    radius = (degree / (n * 4 / 3 * np.pi)) ** (1 / 3)
    pairs = cKDTree(points).query_pairs(radius, output_type="ndarray").T
    weight = rng.random(pairs.shape[1]).astype(np.float32)
    place = np.empty(n, np.int64)
    place[hilbert_order(points)] = np.arange(n)
    found = {"local": graph_of(*place[pairs], n, weight)}
    ends = rng.integers(0, n, (2, n * degree // 2))
    ends = ends[:, ends[0] != ends[1]]
    found["random"] = graph_of(*ends, n, rng.random(ends.shape[1]).astype(np.float32))
    return found


def verified_network(name: str, graph: Graph, platform: Any) -> KuramotoNetwork:
    """A network whose rates are those of the plain loop in double, and whose step is that of the rates."""
    n = len(graph.row_start) - 1
    rng = np.random.default_rng(2)
    phase, frequency = rng.uniform(-np.pi, np.pi, n).astype(np.float32), rng.normal(size=n).astype(np.float32)
    network = KuramotoNetwork(
        graph.row_start,
        graph.neighbor,
        graph.weight,
        frequency_rad_per_ps=frequency,
        coupling_rad_per_ps=COUPLING,
        platform=platform,
    )
    bound = 64 * float(np.finfo(np.float32).eps)
    rate = network.rate(phase)
    network.core.set_phases(phase)
    network.core.advance(1, STEP_PS, _core.PhaseSteps.euler)
    stepped = phase + STEP_PS * rate.astype(np.float64)
    for what, error in {
        "rate": np.abs(rate - reference_rate(graph, frequency, phase)).max(),
        "step": np.abs(network.core.phases() - stepped).max(),
    }.items():
        if not error < bound:
            raise SystemExit(f"{name}: the {what} is wrong by {error:.2g}, allowed {bound:.2g}")
    return network


def timed_row(name: str, graph: Graph, times_ms: dict[str, list[float]], copy_gb_s: float) -> dict[str, Any]:
    n, entries = len(graph.row_start) - 1, len(graph.neighbor)
    least = ENTRY_BYTES * entries + OSCILLATOR_BYTES * n
    step_ms = statistics.median(times_ms["euler"])
    return {
        "graph": name,
        "oscillators": n,
        "entries": entries,
        "step ms": step_ms,
        "rk4 step ms": statistics.median(times_ms["rk4"]),
        "M updates/s": n / step_ms / 1e3,
        "least GB/s": least / step_ms / 1e6,
        "copy GB/s": copy_gb_s,
        "of copy": least / step_ms / 1e6 / copy_gb_s,
    }


def time_on_gpu(cases: dict[str, Graph], networks: dict[str, KuramotoNetwork]) -> list[dict[str, Any]]:
    """Rounds in which every network and the copy have their turn."""
    times_ms: dict[str, dict[str, list[float]]] = {name: {method: [] for method in METHODS} for name in networks}
    copies_ms = []
    for round_number in range(ROUNDS + 1):
        copy_ms = _core.gpu_copy_times_ms("cuda", COPY_BYTES, 3)[-1]
        for name, network in networks.items():
            for method in METHODS:
                took_ms = network.core.advance(STEPS, STEP_PS, getattr(_core.PhaseSteps, method))
                if round_number:  # the first one warms up
                    times_ms[name][method].append(took_ms / STEPS)
        if round_number:
            copies_ms.append(copy_ms)
    copy_gb_s = 2 * COPY_BYTES / statistics.median(copies_ms) / 1e6
    return [timed_row(name, cases[name], times_ms[name], copy_gb_s) for name in networks]


def run(smoke: bool) -> list[dict[str, Any]]:
    if not smoke:
        try:
            _core.gpu_copy_times_ms("cuda", 1 << 20, 1)
        except GpuError as why:
            print(f"not run: {why}")
            raise SystemExit(0) from None
    cases = graphs(*((400, 20) if smoke else (1_000_000, 20)))
    platform = "cuda-emulation" if smoke else "cuda"
    networks = {name: verified_network(name, graph, platform) for name, graph in cases.items()}
    if smoke:
        return [
            {"graph": name, "oscillators": network.size, "entries": len(cases[name].neighbor), "verified": "yes"}
            for name, network in networks.items()
        ]
    return time_on_gpu(cases, networks)


if __name__ == "__main__":
    harness.main("gpu_kuramoto", __doc__, run)
