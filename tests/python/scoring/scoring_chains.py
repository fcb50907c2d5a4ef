"""Chains for the tests of scores."""

from __future__ import annotations

import numpy as np


def wandering_chain(length: int, seed: int) -> np.ndarray:
    """CA trace [length, 3] of 3.8 Å steps in a ball."""
    rng = np.random.default_rng(seed)
    points = np.zeros((length, 3))
    for k in range(1, length):
        step = rng.normal(size=3) - 0.05 * points[k - 1]
        points[k] = points[k - 1] + 3.8 * step / np.linalg.norm(step)
    return points


def rotation(seed: int) -> np.ndarray:
    """A random proper rotation [3, 3]."""
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))
