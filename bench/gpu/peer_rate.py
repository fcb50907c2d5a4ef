"""Folds beside the predictions of a network that was timed on the same GPU: seconds a protein of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def peer_seconds(rows: Iterable[Mapping[str, Any]]) -> dict[int, tuple[str, float]]:
    """By residues the fastest way of running a network, and its seconds a protein; rows that failed do not count."""
    fastest: dict[int, tuple[str, float]] = {}
    for row in rows:
        if "network s" not in row:
            continue
        known = fastest.get(row["residues"])
        if known is None or row["network s"] < known[1]:
            fastest[row["residues"]] = (f"{row['network']} {row['way']}", row["network s"])
    return fastest


def beside(rows: Sequence[Mapping[str, Any]], peers: Mapping[int, tuple[str, float]]) -> list[Row]:
    """The rows of fold_rate.py with the peer of their length, where both were timed."""
    found = []
    for row in rows:
        peer = peers.get(row.get("residues", 0))
        more: Row = {}
        if peer and "proteins/s" in row:
            more = {"peer": peer[0], "peer s": peer[1], "x peer": peer[1] * row["proteins/s"]}
        found.append({**row, **more})
    return found
