"""Colouring against igraph's DSATUR: 12 Å contact graphs and DIMACS graphs, colours and CPU time in one run.

Usage: python bench/graph/coloring.py [--smoke] [--json FILE]
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
from prct.core.coloring import color_vertices, is_proper_coloring
from prct.core.contact_graph import ContactGraph, contact_graph, graph_from_edges
from prct.core.edge_coloring import color_edges, is_proper_edge_coloring

ASSEMBLIES = ("1AON", "1SS8", "4UV3")
DIMACS = ("DSJC125.5", "DSJC250.9", "DSJR500.1", "flat300_28_0", "le450_15c", "le450_25c", "queen12_12", "inithx.i.1")


def read_dimacs(path: Path) -> ContactGraph:
    """A graph in DIMACS .col format; repeated edges count once."""
    n_vertices, edges = 0, []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            words = line.split()
            if words[:1] == ["p"]:
                n_vertices = int(words[2])
            elif words[:1] == ["e"]:
                edges.append((int(words[1]) - 1, int(words[2]) - 1))
    return graph_from_edges(n_vertices, [e for e in edges if e[0] != e[1]])


def best_known(folder: Path) -> dict[str, int]:
    """Fewest colours reported for each DIMACS graph."""
    rows = (line.split() for line in (folder / "best_scores_gcp.txt").read_text().splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) > 1}


def cases(smoke: bool):
    """Yield (name, graph, best known number of colours or None)."""
    for seed in (1,) if smoke else (1, 2):
        beads = 500 if smoke else 10_000
        yield f"chain of {beads}, seed {seed}", contact_graph(compact_chain(beads, seed), 12.0), None
    data = harness.data_dir()
    if smoke or data is None:
        return
    for name in ASSEMBLIES:
        with np.load(data / "large" / f"{name}.npz") as archive:
            yield name, contact_graph(archive["coords"][:, 1], 12.0), None
    best = best_known(data / "col")
    for name in DIMACS:
        yield name, read_dimacs(data / "col" / f"{name}.col.gz"), best.get(name)


def measure(name: str, graph: ContactGraph, best: int | None, rounds: int) -> dict:
    """One row; every colouring is verified first. Without igraph the peer's columns are missing."""
    contestants = {"prct": lambda: color_vertices(graph)}
    try:
        import igraph
    except ImportError:
        igraph = None
    if igraph is not None:
        peer = igraph.Graph(n=graph.n_vertices, edges=graph.edges.tolist())
        contestants["igraph"] = lambda: peer.vertex_coloring_greedy(method="dsatur")
    timings = harness.interleave(contestants, rounds)
    ours = timings["prct"].result
    start = time.process_time()
    balanced = color_vertices(graph, balanced=True)
    balanced_s = time.process_time() - start
    start = time.process_time()
    edges = color_edges(graph)
    edges_s = time.process_time() - start
    assert is_proper_coloring(graph, ours.colors) and is_proper_coloring(graph, balanced.colors)
    assert is_proper_edge_coloring(edges.edges, edges.colors)
    row = {"graph": name, "vertices": graph.n_vertices, "edges": graph.n_edges, "colors": ours.n_colors}
    row |= {"bounds": f"{ours.clique_bound}..{ours.degree_bound}", "ms": 1e3 * timings["prct"].median_s}
    if igraph is not None:
        assert is_proper_coloring(graph, timings["igraph"].result)
        row |= {"igraph": max(timings["igraph"].result) + 1, "igraph_ms": 1e3 * timings["igraph"].median_s}
        row["time_ratio"] = harness.ratio(timings["prct"], timings["igraph"])
    if best is not None:
        row["best_known"] = best
    sizes = balanced.class_sizes
    row |= {"balanced": balanced.n_colors, "classes": f"{sizes.min()}-{sizes.max()}", "balanced_ms": 1e3 * balanced_s}
    row |= {"edge_colors": edges.n_colors, "largest_degree": edges.lower_bound, "edge_ms": 1e3 * edges_s}
    return row


def run(smoke: bool) -> list[dict]:
    return [measure(name, graph, best, rounds=1 if smoke else 9) for name, graph, best in cases(smoke)]


if __name__ == "__main__":
    harness.main("coloring", __doc__, run, peers=("igraph",))
