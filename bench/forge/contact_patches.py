"""Made candidates: hairpins of two registers, a little beyond their bounds, and far contacts, some beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from prct import _core
from prct._core import ResonanceOptions, settle_phases
from prct.core.virtual_sites import CB_SITE

RESIDUES, UPPER_A = 120, 8.0


@dataclass(frozen=True)
class Patches:
    """Pairs [M, 2] with distances, Å; the first `true` are contacts of hairpins."""

    pairs: np.ndarray
    distances_a: np.ndarray
    true: int


def made_patches(seed: int, near_a: float = 2.0, far_times: float = 5.0) -> Patches:
    rng = np.random.default_rng(seed)
    hairpins = [(c - k, c + k + d) for c in (20, 60, 100) for k in range(2, 10) for d in (0, 1)]
    true = [(i, j) for i, j in hairpins if j < RESIDUES]
    drawn = rng.integers(0, RESIDUES, (400, 2))
    false = [(c - 5, c + 5 + d) for c in (20, 60, 100) for d in (2, -2)]  # beside the middle of a patch
    false += [(int(min(p)), int(max(p))) for p in drawn.tolist() if abs(p[0] - p[1]) > 5]
    false = [p for p in dict.fromkeys(false) if p not in set(true)][: len(true) // 3]
    near = UPPER_A + rng.uniform(0.0, near_a, len(true))
    far = UPPER_A * far_times + rng.uniform(0.0, 20.0, len(false))
    return Patches(np.array(true + false, np.int32), np.concatenate([near, far]), len(true))


def settled_alpha(patches: Patches, **constants: float) -> np.ndarray:
    """α of every candidate before there is a structure, with these constants of the resonance."""
    system, m = _core.System(["A" * RESIDUES]), len(patches.pairs)
    one, none = np.ones(m), np.full(m, -1, np.int32)
    sites, empty = np.full((m, 2), CB_SITE, np.uint8), np.zeros((0, 2))
    bounds = np.tile([0.0, UPPER_A], (m, 1))
    system.set_restraints(patches.pairs, sites, bounds, one, one, none, none, np.zeros(2), empty, empty)
    options = ResonanceOptions()
    for name, value in constants.items():
        setattr(options, name, value)
    return np.asarray(settle_phases(system, options, patches.distances_a, 300)["alpha"])
