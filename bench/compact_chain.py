"""A chain of beads at protein density: a stand-in for a large protein where no data is at hand."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

VOLUME_PER_RESIDUE_A3 = 135.0
BOND_A = 3.8
EXCLUDED_A = 4.8


def compact_chain(n_beads: int, seed: int = 1, sweeps: int = 60) -> np.ndarray:
    """float64 [n_beads, 3], Å: a chain of 3.8 Å steps in a ball of protein density, overlaps relaxed.

    A walk that steps each time into the least crowded of a dozen directions, so that it fills the ball evenly; then
    each sweep pushes pairs closer than 4.8 Å apart, pulls bonds back to length and beads back into the ball.
    """
    radius_a = (3 * n_beads * VOLUME_PER_RESIDUE_A3 / (4 * np.pi)) ** (1 / 3)
    positions = crowd_avoiding_walk(n_beads, radius_a, np.random.default_rng(seed))
    for _ in range(sweeps):
        push_apart(positions)
        restore_bonds(positions)
        distance = np.linalg.norm(positions, axis=1, keepdims=True)
        positions *= np.minimum(1.0, radius_a / np.maximum(distance, 1e-9))
    return positions


def crowd_avoiding_walk(n_beads: int, radius_a: float, rng: np.random.Generator) -> np.ndarray:
    """float64 [n_beads, 3]: crowding is counted in cubes of 8 Å; outside the ball nothing is allowed."""
    cube_a, tries = 8.0, 12
    side = int(np.ceil(2 * (radius_a + BOND_A) / cube_a)) + 1
    crowd = np.zeros((side, side, side), dtype=np.int64)
    positions = np.zeros((n_beads, 3))
    for k in range(1, n_beads):
        steps = rng.normal(size=(tries, 3))
        ahead = positions[k - 1] + steps * (BOND_A / np.linalg.norm(steps, axis=1, keepdims=True))
        cubes = ((ahead + radius_a + BOND_A) / cube_a).astype(int)
        load = crowd[tuple(cubes.T)] + 1e6 * ((ahead**2).sum(axis=1) > radius_a**2)
        best = int(np.argmin(load))
        positions[k] = ahead[best]
        crowd[tuple(cubes[best])] += 1
    return positions


def push_apart(positions: np.ndarray) -> None:
    """Move both members of every overlapping pair, bonded ones apart, half the overlap each."""
    pairs = cKDTree(positions).query_pairs(EXCLUDED_A, output_type="ndarray")
    pairs = pairs[pairs[:, 1] - pairs[:, 0] > 1]
    delta = positions[pairs[:, 1]] - positions[pairs[:, 0]]
    distance = np.maximum(np.linalg.norm(delta, axis=1, keepdims=True), 1e-6)
    shift = delta * (0.5 * (EXCLUDED_A - distance) / distance)
    np.add.at(positions, pairs[:, 1], shift)
    np.add.at(positions, pairs[:, 0], -shift)


def restore_bonds(positions: np.ndarray) -> None:
    """Bring every second bond to length, then the others, so that no bead is moved twice at once."""
    for first in (0, 1):
        a, b = positions[first:-1:2], positions[first + 1 :: 2]
        delta = b - a
        length = np.maximum(np.linalg.norm(delta, axis=1, keepdims=True), 1e-6)
        shift = delta * (0.5 * (length - BOND_A) / length)
        a += shift
        b -= shift
