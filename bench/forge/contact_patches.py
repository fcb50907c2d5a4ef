"""Made candidates: hairpins of two registers, a little beyond their bounds, and far contacts, half of them as near to
the hairpins as they can be: a step along the chain moves a residue by 3.8 Å.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from prct import _core
from prct._core import ResonanceOptions, settle_phases
from prct.core.virtual_sites import CB_SITE

RESIDUES, UPPER_A, STEP_A = 120, 8.0, 3.8
CENTRES, LEAST_SEPARATION = (20, 60, 100), 6
NEAREST = 2
"""Far contacts beside a hairpin are at most so many steps farther from it than they must be."""


@dataclass(frozen=True)
class Patches:
    """Pairs [M, 2] with distances, Å; the first `true` are contacts of hairpins."""

    pairs: np.ndarray
    distances_a: np.ndarray
    true: int


def made_patches(seed: int, near_a: float = 2.0, far_times: float = 5.0) -> Patches:
    """Three hairpins, whose distances are their bound and up to `near_a` more, and a third as many far contacts, whose
    distances are `far_times` their bound and up to 20 Å more.
    """
    rng = np.random.default_rng(seed)
    hairpins = [(c - k, c + k + d) for c in CENTRES for k in range(2, 10) for d in (0, 1)]
    true = np.array([(i, j) for i, j in hairpins if j < RESIDUES])
    i, j = np.triu_indices(RESIDUES, LEAST_SEPARATION)
    steps = (np.abs(i[:, None] - true[:, 0]) + np.abs(j[:, None] - true[:, 1])).min(axis=1)
    least = np.ceil(((far_times - 1) * UPPER_A - near_a) / STEP_A)
    count = len(true) // 3
    beside = rng.choice(np.flatnonzero((steps >= least) & (steps <= least + NEAREST)), count // 2, replace=False)
    others = np.setdiff1d(np.flatnonzero(steps >= least), beside)
    chosen = np.concatenate([beside, rng.choice(others, count - count // 2, replace=False)])
    false = np.stack([i[chosen], j[chosen]], axis=1)
    near = UPPER_A + rng.uniform(0.0, near_a, len(true))
    far = UPPER_A * far_times + rng.uniform(0.0, 20.0, len(false))
    return Patches(np.concatenate([true, false]).astype(np.int32), np.concatenate([near, far]), len(true))


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
