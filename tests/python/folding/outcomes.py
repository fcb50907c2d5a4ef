"""Made-up outcomes of trajectories."""

from __future__ import annotations

import numpy as np
from prct.folding.anneal import Outcome


def helix(length: int, twist_degrees: float = 100.0) -> np.ndarray:
    """Backbone [L, 3, 3] of a helix; only CA counts for ranking and confidence."""
    angle = np.radians(twist_degrees) * np.arange(length)
    ca = np.stack([2.3 * np.cos(angle), 2.3 * np.sin(angle), 1.5 * np.arange(length)], axis=1)
    return ca[:, None] + np.array([[-1.0, 0.5, 0.0], [0.0, 0.0, 0.0], [1.0, 0.5, 0.0]])


def outcome(
    trajectory: int, physics: float = 0.0, contact: float = 0.0, hand: int = 1, backbone=None, distances=None
) -> Outcome:
    """With one energy of the physics and one of the restraints."""
    terms = {"bond": physics, "contact": contact, "absence": 0.0, "orientation": 0.0}
    coords = helix(20) if backbone is None else backbone
    found = np.zeros(0) if distances is None else np.asarray(distances, float)
    return Outcome(trajectory, hand, coords, terms, 1.0, found, 0.0, None, [])
