"""A fold without restraints: replica exchange, clusters of its cold end, one start a trajectory (Eq. 29)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from prct._core import Platform, State, System, draw_velocities
from prct.core.ca_fold import StateKeeper
from prct.core.target import Target
from prct.folding.anneal import start_state
from prct.folding.candidates import Candidates
from prct.folding.coil import random_coil
from prct.folding.first_fold import FirstFold
from prct.folding.replicas import ReplicaRun, ladder, run_replicas
from prct.folding.settings import FoldSettings

CLUSTER_A = 3.0
"""CA-RMSD within which two snapshots are one fold."""


@dataclass(frozen=True)
class AbInitio:
    """What a lattice gives the trajectories.

    Attributes
    ----------
    starts_a : float64 [trajectories, L, 3, 3]
    run : ReplicaRun
    """

    starts_a: np.ndarray
    run: ReplicaRun


def wants_replicas(target: Target, candidates: Candidates, settings: FoldSettings) -> bool:
    """Whether a fold begins with a lattice."""
    chosen = settings.replicas
    if chosen.use == "sequence alone":
        return not candidates.restraint_count and len(target.sequence) <= chosen.most_residues
    return chosen.use == "always"


def trajectory_settings(settings: FoldSettings, found: AbInitio | None) -> FoldSettings:
    """Settings of one trajectory; after a lattice it is brief, from its cold end, under the full Hamiltonian."""
    if found is None:
        return settings
    steps, start_k = settings.replicas.anneal_steps, settings.replicas.lowest_k
    return replace(settings, annealing=replace(settings.annealing, steps=steps, start_k=start_k, soft_start=False))


def find_starts(
    target: Target,
    candidates: Candidates,
    system: System,
    platform_name: str,
    settings: FoldSettings,
    keeper: StateKeeper,
    threads: int,
    tell: Callable[[str], None],
) -> AbInitio | None:
    """Run the lattice from random coils, and choose one start for each trajectory; `tell` hears how far it is.

    None where the settings have no lattice for such a fold.
    """
    if not wants_replicas(target, candidates, settings):
        return None
    platform = Platform(platform_name, 1, settings.annealing.list_skin_a)
    temperatures_k = ladder(len(target.sequence), settings.replicas)

    def start(walker: int) -> State:
        seed = walker_seed(settings.seed, walker)
        coil = random_coil(target, seed, candidates.cis, candidates.phase_surfaces)
        return start_state(system, platform, FirstFold(coil, 1, 0.0), settings, seed, np.zeros(0))

    run = run_replicas(system, platform, temperatures_k, start, settings, keeper, threads, tell)
    tell("clusters of the cold end")
    chosen = representatives(run.snapshots_a[:, :, 1], run.energy_kcal, settings.trajectories)
    return AbInitio(run.snapshots_a[chosen], run)


def walker_seed(seed: int, walker: int) -> int:
    """A seed of its own for every walker, none of a trajectory's."""
    return int(np.random.SeedSequence([seed, walker, 29]).generate_state(1, np.uint64)[0] >> 1)


def state_at(found: AbInitio, trajectory: int, system: System, settings: FoldSettings, seed: int) -> State:
    """Where a trajectory goes on from the lattice."""
    alpha = np.ones(system.restraint_count)
    velocities = draw_velocities(len(system), settings.replicas.lowest_k, seed)
    return State(found.starts_a[trajectory], velocities, alpha, np.zeros(len(alpha)), 0, seed)


def representatives(traces_a: np.ndarray, energy_kcal: np.ndarray, count: int) -> np.ndarray:
    """Snapshots to go on from: of each cluster the one of lowest energy, then the second of each, and so on.

    Clusters are greedy: the snapshot of lowest energy that is free takes all free ones within `CLUSTER_A`.

    Parameters
    ----------
    traces_a : float64 [S, L, 3]
    energy_kcal : float64 [S]
    count : int

    Returns
    -------
    int64 [count]
        Repeated from the front where there are fewer snapshots.

    Examples
    --------
    >>> line = np.arange(30.0)[:, None] * [1.0, 0.0, 0.0]
    >>> bent = np.where(np.arange(30)[:, None] < 15, line, line[::-1])
    >>> representatives(np.stack([line, line, bent]), np.array([1.0, 2.0, 3.0]), 4).tolist()
    [0, 2, 1, 0]
    """
    free = np.argsort(energy_kcal, kind="stable")
    clusters: list[np.ndarray] = []
    while len(free) and len(clusters) < count:
        near = ca_rmsd(traces_a[free[0]], traces_a[free]) <= CLUSTER_A
        near[0] = True
        clusters.append(free[near])
        free = free[~near]
    depth = max(len(members) for members in clusters)
    order = [members[k] for k in range(depth) for members in clusters if k < len(members)]
    return np.resize(np.array(order), count)


def ca_rmsd(trace_a: np.ndarray, others_a: np.ndarray) -> np.ndarray:
    """RMSD of each of the traces [S, L, 3] superposed on one [L, 3], float64 [S] in Å (Kabsch)."""
    centred = trace_a - trace_a.mean(axis=0)
    moved = others_a - others_a.mean(axis=1, keepdims=True)
    covariance = np.einsum("slx,ly->sxy", moved, centred)
    singular = np.linalg.svd(covariance, compute_uv=False)
    singular[:, 2] *= np.sign(np.linalg.det(covariance))
    square = (moved**2).sum(axis=(1, 2)) + (centred**2).sum() - 2.0 * singular.sum(axis=1)
    return np.sqrt(np.maximum(square, 0.0) / len(trace_a))
