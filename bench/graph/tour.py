"""Tours on TSPLIB in one CPU-second next to fast-tsp, and what a tour of residues costs against the Hilbert order.

Usage: python bench/graph/tour.py [--smoke] [--json FILE]
"""

from __future__ import annotations

import gzip
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import harness
from compact_chain import compact_chain
from prct.core.contact_graph import contact_graph
from prct.core.layout_cost import layout_cost
from prct.core.tour import find_tour, hilbert_order, tour_length

INSTANCES = ("pr1002", "fnl4461")
BUDGET_S = 1.0
SEEDS = (1, 2, 3)
PIECES = 16


def read_tsplib(path: Path) -> np.ndarray:
    """float64 [n, 2]: the node coordinates of a TSPLIB file of type EUC_2D."""
    with gzip.open(path, "rt") as lines:
        text = lines.read()
    assert "EUC_2D" in text, f"{path.name} is not of type EUC_2D"
    body = text.split("NODE_COORD_SECTION")[1].split("EOF")[0]
    return np.array([[float(word) for word in line.split()[1:3]] for line in body.split("\n") if line.strip()])


def optimum(folder: Path, name: str) -> int:
    """Length of the best tour known."""
    rows = (line.split(":") for line in (folder / "solutions").read_text().splitlines() if ":" in line)
    return next(int(value.split()[0]) for key, value in rows if key.strip() == name)


def cpu_seconds(call) -> tuple[float, object]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def kicks_for(points: np.ndarray, budget_s: float) -> float:
    """Kicks a point that fill the budget: the slope between no kicks and a sixth of what a first guess allows."""
    base, _ = cpu_seconds(lambda: find_tour(points, rounded=True, kicks_per_point=0))
    probe = 10.0
    first, _ = cpu_seconds(lambda: find_tour(points, rounded=True, kicks_per_point=probe))
    probe *= max(1.0, budget_s / 6 / max(first - base, 1e-6))
    second, _ = cpu_seconds(lambda: find_tour(points, rounded=True, kicks_per_point=probe))
    return max(1.0, probe * (budget_s - base) / max(second - base, 1e-6))


def peer_tour(points: np.ndarray, budget_s: float):
    """(CPU seconds, order) of fast-tsp on one thread, or None where it is not installed; making the table of distances
    is not counted. It stops by the wall clock: on a busy machine it is given longer, until it had the budget in CPU
    seconds, so that the comparison is fair."""
    try:
        import fast_tsp
    except ImportError:
        return None
    difference = points[:, None, :] - points[None, :, :]
    distances = np.floor(np.sqrt((difference**2).sum(axis=2)) + 0.5).astype(np.int32)
    duration_s = budget_s
    for _ in range(4):
        spent, order = cpu_seconds(lambda wall=duration_s: fast_tsp.find_tour(distances, wall, max_threads=1))
        if spent > 0.95 * budget_s:
            break
        duration_s = min(duration_s * budget_s / max(spent, 1e-3), 20 * budget_s)
    return spent, order


def measure(name: str, points: np.ndarray, best: int | None, budget_s: float, seeds: tuple[int, ...]) -> list[dict]:
    """Rows of ours, one a seed, and of the peer; every order is checked and measured by the same function."""
    kicks = kicks_for(points, budget_s)
    runs = []
    for seed in seeds:
        spent, tour = cpu_seconds(lambda s=seed: find_tour(points, rounded=True, kicks_per_point=kicks, seed=s))
        runs.append((f"prct, seed {seed}", spent, tour.order))
    peer = peer_tour(points, budget_s)
    if peer is not None:
        runs.append(("fast-tsp", *peer))
    rows = []
    for who, spent, order in runs:
        length = tour_length(points, order, rounded=True)
        row = {"case": name, "points": len(points), "by": who, "cpu_s": spent, "length": length}
        if best is not None:
            row["above_optimum_percent"] = 100 * (length / best - 1)
        rows.append(row)
    return rows


def measure_layout(name: str, points: np.ndarray, kicks: float) -> list[dict]:
    """Rows of orders of residues: as given, along the Hilbert curve, along open tours from greedy and from Hilbert."""
    graph = contact_graph(points, 12.0)
    curve_s, curve = cpu_seconds(lambda: hilbert_order(points))
    tour_s, tour = cpu_seconds(lambda: find_tour(points, closed=False, kicks_per_point=kicks).order)
    from_s, from_curve = cpu_seconds(lambda: find_tour(points, closed=False, kicks_per_point=0, start=curve).order)
    orders = {"as given": (0.0, np.arange(len(points))), "Hilbert": (curve_s, curve)}
    orders |= {"tour": (tour_s, tour), "tour from Hilbert, no kicks": (from_s, from_curve)}
    rows = []
    for by, (spent, order) in orders.items():
        cost = layout_cost(graph, order, PIECES)
        row = {"case": name, "points": len(points), "by": by, "cpu_s": spent}
        row |= {"length": tour_length(points, order, closed=False), "mean_index_distance": cost.mean_index_distance}
        rows.append(row | {"total_halo": cost.total_halo, "largest_halo": cost.largest_halo})
    return rows


def run(smoke: bool) -> list[dict]:
    if smoke:
        points = np.random.default_rng(1).uniform(0, 1000, (200, 2))
        return measure("random", points, None, 0.05, (1,)) + measure_layout("chain", compact_chain(300), 2.0)
    rows = []
    data = harness.data_dir()
    for name in INSTANCES if data is not None else ():
        points = read_tsplib(data / "tsp" / f"{name}.tsp.gz")
        rows += measure(name, points, optimum(data / "tsp", name), BUDGET_S, SEEDS)
    rows += measure_layout("chain of 10000", compact_chain(10_000), 20.0)
    if data is not None:
        with np.load(data / "large" / "1AON.npz") as archive:
            rows += measure_layout("1AON", archive["coords"][:, 1].astype(float), 20.0)
    return rows


if __name__ == "__main__":
    harness.main("tour", __doc__, run, peers=("fast-tsp",))
