"""Right-hand sides of sparse Kuramoto networks: oscillator updates a second against numba.

Graphs of 10,000 oscillators and mean degree 20: a random one, and neighbours of points in a box in three labellings
(shuffled, along a Hilbert curve, along a tour), which differ only in where neighbours lie in memory. The mean field
needs no graph.

Usage: python bench/phase/kuramoto.py [--smoke] [--json FILE]

Peers, one thread, compiled before they are timed, fastmath: `numba` is the usual loop with one sine an edge;
`numba once` evaluates sine and cosine once an oscillator, as PRCT does. One update is one oscillator's rate.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import harness

try:
    import numba_kuramoto as peer
except ImportError:
    peer = None

from prct.core.kuramoto import KuramotoNetwork, MeanFieldNetwork
from prct.core.tour import find_tour, hilbert_order

COUPLING = 1.5


@dataclass(frozen=True)
class Graph:
    """Compressed rows of a symmetric graph with weights that belong to the edges, whatever the labels."""

    row_start: np.ndarray
    neighbor: np.ndarray
    weight: np.ndarray


def graph_of(i: np.ndarray, j: np.ndarray, n: int, weight: np.ndarray) -> Graph:
    a, b, w = np.r_[i, j], np.r_[j, i], np.r_[weight, weight]
    order = np.lexsort((b, a))
    row_start = np.r_[0, np.cumsum(np.bincount(a, minlength=n))]
    return Graph(row_start.astype(np.int64), b[order].astype(np.int32), w[order])


def graphs(n: int, degree: int) -> dict[str, Graph]:
    """The graphs of this bench, from one seed."""
    rng = np.random.default_rng(1)
    ends = rng.integers(0, n, (2, n * degree // 2))
    ends = ends[:, ends[0] != ends[1]]
    found = {"random": graph_of(*ends, n, rng.random(ends.shape[1]))}

    points = rng.random((n, 3))
    radius = (degree / (n * 4 / 3 * np.pi)) ** (1 / 3)
    pairs = cKDTree(points).query_pairs(radius, output_type="ndarray").T
    weight = rng.random(pairs.shape[1])
    orders = {
        "spatial, shuffled": np.arange(n),
        "spatial, Hilbert": hilbert_order(points),
        "spatial, tour": find_tour(points, seed=1).order,
    }
    for name, order in orders.items():
        place = np.empty(n, np.int64)
        place[order] = np.arange(n)
        found[name] = graph_of(*place[pairs], n, weight)
    return found


def reference_rate(graph: Graph, frequency: np.ndarray, phase: np.ndarray) -> np.ndarray:
    """Eq. 16 in double, one sine an edge."""
    n = len(phase)
    i = np.repeat(np.arange(n), np.diff(graph.row_start))
    weight, wide = graph.weight.astype(np.float64), phase.astype(np.float64)
    pull = np.bincount(i, weight * np.sin(wide[graph.neighbor] - wide[i]), n)
    sums = np.bincount(i, weight, n)
    return frequency + COUPLING * np.divide(pull, sums, out=np.zeros(n), where=sums > 0)


def repeat(times: int, call: Any) -> Any:
    for _ in range(times):
        result = call()
    return result


def compare(name: str, dtype: type, calls: dict[str, Any], reference: np.ndarray, smoke: bool) -> dict[str, Any]:
    """Verify the contestants against `reference` (double, one sine an edge), time them in turn, and make a row."""
    evaluations, rounds = (2, 1) if smoke else (10, 21)
    bound = 64 * float(np.finfo(dtype).eps)
    for contestant, call in calls.items():
        error = float(np.abs(call() - reference).max())
        if not error < bound:
            raise SystemExit(f"{name}: {contestant} is wrong by {error:.2g} rad/ps, allowed {bound:.2g}")
    timings = harness.interleave({key: partial(repeat, evaluations, call) for key, call in calls.items()}, rounds)
    row: dict[str, Any] = {"graph": name, "precision": np.dtype(dtype).name}
    for key, timing in timings.items():
        row[f"{key} M/s"] = evaluations * len(reference) / timing.median_s / 1e6
    for key in list(timings)[1:]:
        row[f"x {key}"] = harness.ratio(timings["prct"], timings[key])
    return row


def sparse_row(name: str, graph: Graph, dtype: type, smoke: bool) -> dict[str, Any]:
    n = len(graph.row_start) - 1
    rng = np.random.default_rng(2)
    phase, frequency = rng.uniform(-np.pi, np.pi, n).astype(dtype), rng.normal(size=n).astype(dtype)
    weight = graph.weight.astype(dtype)
    network = KuramotoNetwork(
        graph.row_start,
        graph.neighbor,
        weight,
        frequency_rad_per_ps=frequency,
        coupling_rad_per_ps=COUPLING,
        dtype=dtype,
    )
    calls = {"prct": partial(network.rate, phase, np.empty(n, dtype))}
    if peer:
        gain = peer.gain(graph.row_start, weight, COUPLING)
        given = (graph.row_start.astype(np.int32), graph.neighbor, weight, frequency, gain, phase)
        calls["numba"] = partial(peer.edge_sines, *given, np.empty(n, dtype))
        calls["numba once"] = partial(peer.sines_once, *given, np.empty((n, 2), dtype), np.empty(n, dtype))
    reference = reference_rate(graph, frequency, phase)
    return compare(name, dtype, calls, reference, smoke)


def mean_field_row(n: int, dtype: type, smoke: bool) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    phase, frequency = rng.uniform(-np.pi, np.pi, n).astype(dtype), rng.normal(size=n).astype(dtype)
    network = MeanFieldNetwork(frequency, COUPLING, dtype=dtype)
    mean = np.exp(1j * phase.astype(np.float64)).mean()
    reference = frequency + COUPLING * (mean * np.exp(-1j * phase.astype(np.float64))).imag
    calls = {"prct": partial(network.rate, phase, np.empty(n, dtype))}
    if peer:
        given = (frequency, dtype(COUPLING), phase, np.empty((n, 2), dtype), np.empty(n, dtype))
        calls["numba once"] = partial(peer.mean_field, *given)
    return compare("all to all", dtype, calls, reference, smoke)


def run(smoke: bool) -> list[dict[str, Any]]:
    n, degree = (400, 20) if smoke else (10_000, 20)
    cases = graphs(n, degree)
    rows = [
        sparse_row(name, graph, dtype, smoke) for dtype in (np.float64, np.float32) for name, graph in cases.items()
    ]
    return rows + [mean_field_row(n, dtype, smoke) for dtype in (np.float64, np.float32)]


if __name__ == "__main__":
    harness.main("kuramoto", __doc__, run, peers=("numba",))
