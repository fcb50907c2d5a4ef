"""Trajectories as a fold's, of made chains: helices packed side by side, restrained as bench/md/trajectory.py does."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "md"))
import threads
import trajectory
from prct import _core
from prct.core.build_coordinates import backbone_from_trace
from prct.core.ca_fold import CaFoldOptions, Evidence, fold_ca
from prct.folding.anneal import (
    RELAX_ENERGY_TOLERANCE,
    RELAX_FORCE_TOLERANCE,
    final_scales,
    keyframes,
    relax_scales,
    simulation_options,
)
from prct.folding.pieces import block_steps, quench_stages
from prct.folding.settings import FoldSettings

DISTANCES, CONTACTS = "distances", "contacts"
RESTRAINTS_A_RESIDUE = {DISTANCES: 20.0, CONTACTS: 1.5}
CONTACT_A, USUAL_CONTACT_A = 8.0, 6.0
SEPARATION = 3
JITTER_A = 0.2
FIRST_FOLDS = 4
"""Traces that trajectories of a batch start from in turn, each shaken and set moving by its own seed."""
SMOKE_SETTINGS = {
    "annealing.steps": 60,
    "annealing.quench_fire": 10,
    "annealing.coarse_evaluations": 30,
    "annealing.quench_evaluations": 10,
}


@dataclass(frozen=True)
class Chain:
    """A restrained chain, the native CA [N, 3] that restraints were made from, and rough traces to start from."""

    system: Any
    native_a: np.ndarray
    bounds_a: np.ndarray
    slack_a: float
    traces_a: tuple[np.ndarray, ...]

    def satisfied(self, backbone_a: np.ndarray) -> float:
        """Share of the restraints within their bounds, one scale allowed."""
        d = _core.restraint_distances(self.system, backbone_a)
        return float(np.mean((d > self.bounds_a[:, 0] - self.slack_a) & (d < self.bounds_a[:, 1] + self.slack_a)))


def made_chain(residues: int, case: str, first_folds: int = FIRST_FOLDS) -> Chain:
    """A chain with 20 distances or 1.5 contacts a residue, and its first folds from these alone."""
    backbone = threads.packed_helices(residues)
    cb = np.array(_core.sites(_core.System(["A" * residues]), backbone))[:, trajectory.SITE_CB]
    count = round(RESTRAINTS_A_RESIDUE[case] * residues)
    count = min(count, (residues - SEPARATION) * (residues - SEPARATION + 1) // 6)  # a third of all pairs
    system = trajectory.make_system(residues, count, case == DISTANCES, cb)
    pairs = chosen_pairs(cb, count, residues)
    d = np.linalg.norm(cb[pairs[:, 0]] - cb[pairs[:, 1]], axis=1)
    far = case == DISTANCES
    bounds = np.stack([0.9 * d, 1.1 * d], axis=1) if far else np.tile([0.0, CONTACT_A], (count, 1))
    length = d if far else np.full(count, USUAL_CONTACT_A)
    options = CaFoldOptions()
    options.evidence = Evidence.distances if far else Evidence.contacts
    traces = []
    for seed in range(1, first_folds + 1):
        options.seed = seed
        traces.append(fold_ca([0, residues], pairs, bounds[:, 0], bounds[:, 1], length, options=options).trace_a)
    return Chain(system, backbone[:, 1], bounds, 0.2 if far else 1.0, tuple(traces))


def chosen_pairs(cb: np.ndarray, count: int, residues: int) -> np.ndarray:
    """The pairs that `trajectory.make_system` draws, int [count, 2]: its generator, after the sequence."""
    random = np.random.default_rng(1)
    random.choice(list("ACDEFGHIKLMNPQRSTVWY"), residues)
    i, j = np.triu_indices(residues, SEPARATION)
    d = np.linalg.norm(cb[i] - cb[j], axis=1)
    chosen = random.permutation(np.argsort(d)[: 3 * count])[:count]
    return np.stack([i[chosen], j[chosen]], axis=1)


def make_plans(chain: Chain, platform: Any, count: int, settings: FoldSettings, first_seed: int = 1) -> list[Any]:
    """So many plans as :func:`prct.folding.whole_runs.whole_run` makes them, one seed each."""
    residues, restraints = len(chain.system), chain.system.restraint_count
    starts = np.array([0, residues], np.int32)
    rough = [backbone_from_trace(starts, trace) for trace in chain.traces_a]
    options = simulation_options(settings, 0, np.zeros(0, np.int32))
    stages = [
        (s.fire, s.evaluations, s.energy_tolerance, s.force_tolerance)
        for s in quench_stages(platform, platform, settings.annealing)
    ]
    plans = []
    for seed in range(first_seed, first_seed + count):
        backbone = rough[seed % len(rough)]
        jitter = np.random.default_rng([seed, 1]).normal(0.0, JITTER_A, backbone.shape)
        velocities = _core.draw_velocities(residues, settings.annealing.start_k, seed)
        alpha, theta = np.ones(restraints), np.zeros(restraints)
        plans.append(
            _core.TrajectoryPlan(
                chain.system,
                _core.State(backbone + jitter, velocities, alpha, theta, 0, seed),
                keyframes(settings),
                options,
                (settings.annealing.relax_evaluations, RELAX_ENERGY_TOLERANCE, RELAX_FORCE_TOLERANCE),
                relax_scales(settings),
                stages,
                final_scales(settings),
                block_steps(residues),
            )
        )
    return plans
