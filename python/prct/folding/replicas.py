"""Replica exchange of a system: which lattice, its run in pieces, and what its cold end saw (Eq. 29)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.special import erfcinv

from prct._core import TERM_NAMES, Platform, ReplicaSimulation, State, System, TermScales, neighbour_pairs
from prct.core.ca_fold import SavedState, StateKeeper
from prct.folding.anneal import term_scales
from prct.folding.settings import FoldSettings, Replicas

SCALED_TERMS = ("contact", "pair", "burial", "hydrogen_bond")
"""Terms that λ scales, as far as the engine has them: those that hold a fold together."""
PIECES = 200
"""Of a run; after each come a snapshot of the cold end and, where it is due, a checkpoint."""
COLD_SHARE = 0.25
"""Snapshots are of this share of the temperatures, at least one, under the full Hamiltonian."""
MOST_TEMPERATURES = 64
COORDINATES = 9
"""Of a residue: N, CA, C."""


def ladder(residues: int, replicas: Replicas) -> np.ndarray:
    """Temperatures in K, ascending; neighbours exchange with about the acceptance that was asked for.

    For n harmonic coordinates neighbours of ratio r exchange with erfc(½ √(n/2) ln r); n is taken as 9 a residue.

    Examples
    --------
    >>> ladder(40, Replicas(lowest_k=100.0, highest_k=200.0)).round(1).tolist()
    [100.0, 110.4, 121.9, 134.6, 148.6, 164.1, 181.1, 200.0]
    """
    step = 2.0 * float(erfcinv(replicas.acceptance)) / np.sqrt(COORDINATES * residues / 2.0)
    count = 1 + int(np.ceil(np.log(replicas.highest_k / replicas.lowest_k) / step))
    return np.geomspace(replicas.lowest_k, replicas.highest_k, min(count, MOST_TEMPERATURES))


def lambda_scales(settings: FoldSettings) -> list[TermScales]:
    """Factors of the terms at each λ; all saturate alike, so that energies stay linear in them."""
    saturation = settings.annealing.saturation
    scaled = [name for name in SCALED_TERMS if name in TERM_NAMES]
    return [term_scales(settings, saturation, **dict.fromkeys(scaled, factor)) for factor in settings.replicas.lambdas]


@dataclass(frozen=True)
class ReplicaRun:
    """What a lattice ended with.

    Attributes
    ----------
    temperatures_k : float64 [T]
    snapshots_a : float64 [S, L, 3, 3]
        Backbones of the cold end under the full Hamiltonian, in order of time.
    energy_kcal : float64 [S]
        Their potential energies.
    path : int32 [sweeps, walkers]
        Place of each walker after each sweep; the temperature runs fastest.
    acceptance : list of dict
        For each pair of neighbours: ``places``, ``tried``, ``accepted``.
    temperature_trips, lambda_trips : int
        How often walkers went from the lowest temperature to the highest and back, from the full λ to the least and
        back.
    walked_again : int
        Intervals that were walked again with a shorter step.
    """

    temperatures_k: np.ndarray
    snapshots_a: np.ndarray
    energy_kcal: np.ndarray
    path: np.ndarray
    acceptance: list[dict[str, Any]]
    temperature_trips: int
    lambda_trips: int
    walked_again: int

    def summary(self, lambdas: Sequence[float]) -> dict[str, Any]:
        """What the record of a fold says of it."""
        tried = sum(pair["tried"] for pair in self.acceptance)
        accepted = sum(pair["accepted"] for pair in self.acceptance)
        return {
            "temperatures_k": [round(float(t), 3) for t in self.temperatures_k],
            "lambdas": list(lambdas),
            "sweeps": len(self.path),
            "acceptance": round(accepted / tried, 6) if tried else None,
            "acceptance_by_pair": [
                {
                    "places": list(p["places"]),
                    "acceptance": round(p["accepted"] / p["tried"], 6) if p["tried"] else None,
                }
                for p in self.acceptance
            ],
            "round_trips": self.temperature_trips,
            "lambda_round_trips": self.lambda_trips,
            "walked_again": self.walked_again,
        }


def run_replicas(
    system: System,
    platform: Platform,
    temperatures_k: np.ndarray,
    start: Callable[[int], State],
    settings: FoldSettings,
    keeper: StateKeeper,
    threads: int,
    tell: Callable[[str], None],
) -> ReplicaRun:
    """Run the lattice to its last sweep, from the keeper where it has been before.

    Parameters
    ----------
    system, platform
    temperatures_k : float64 [T]
    start : callable
        State of a walker at the beginning.
    settings : FoldSettings
    keeper : StateKeeper
        Gets the whole lattice after every piece; a run that goes on from there ends in the same bytes.
    threads : int
        That share the walkers; the result does not depend on them.
    tell : callable
        Hears how far it is.

    Raises
    ------
    NumericsError
        When a walker blows up however short its step.
    """
    chosen, lambdas = settings.replicas, settings.replicas.lambdas
    walkers = len(temperatures_k) * len(lambdas)
    saved = keeper.load()
    exchanges = None
    snapshots: list[np.ndarray] = []
    energies: list[np.ndarray] = []
    if saved is None:
        states = [start(walker) for walker in range(walkers)]
    else:
        states = _states(saved)
        exchanges = {name.removeprefix("exchange_"): a for name, a in saved.items() if name.startswith("exchange_")}
        snapshots, energies = list(saved["snapshots"]), list(saved["energies"])
    lattice = ReplicaSimulation(
        system,
        platform,
        temperatures_k.tolist(),
        lambda_scales(settings),
        states,
        interval=chosen.interval,
        step_ps=settings.annealing.step_ps,
        friction_per_ps=settings.annealing.friction_per_ps,
        seed=settings.seed,
        threads=threads,
        exchanges=exchanges,
    )
    first = walkers - len(temperatures_k)  # the last λ is the full Hamiltonian
    cold = first + np.arange(max(1, int(COLD_SHARE * len(temperatures_k))))
    piece = -(-chosen.sweeps // PIECES)
    while lattice.sweep < chosen.sweeps:
        lattice.advance(min(piece, chosen.sweeps - lattice.sweep))
        who, energy, states = np.argsort(lattice.place_of)[cold], lattice.energy_kcal, lattice.walkers
        snapshots += [states[walker].positions_a for walker in who]
        energies += [energy[walker] for walker in who]
        tell(f"{walkers} replicas: sweep {lattice.sweep} of {chosen.sweeps}")
        keeper.keep(partial(_saved, lattice, snapshots, energies), lattice.sweep >= chosen.sweeps)
    return _run(lattice, temperatures_k, len(lambdas), snapshots, energies)


def _run(
    lattice: ReplicaSimulation,
    temperatures_k: np.ndarray,
    lambdas: int,
    snapshots: list[np.ndarray],
    energies: list[np.ndarray],
) -> ReplicaRun:
    found = lattice.exchanges
    pairs = neighbour_pairs(temperatures_k.tolist(), lambdas)
    acceptance = [
        {"places": places, "tried": int(tried), "accepted": int(accepted)}
        for places, tried, accepted in zip(pairs, found["tried"], found["accepted"], strict=True)
    ]
    return ReplicaRun(
        temperatures_k,
        np.stack(snapshots),
        np.array(energies),
        lattice.path,
        acceptance,
        int(found["temperature_trips"].sum()),
        int(found["lambda_trips"].sum()),
        int(found["walked_again"][0]),
    )


def _saved(lattice: ReplicaSimulation, snapshots: list[np.ndarray], energies: list[np.ndarray]) -> SavedState:
    states = lattice.walkers
    return {
        **{f"exchange_{name}": array for name, array in lattice.exchanges.items()},
        **{
            name: np.stack([getattr(state, name) for state in states])
            for name in ("positions_a", "velocities_a_ps", "alpha", "theta")
        },
        "steps": np.array([state.step for state in states], np.int64),
        "seeds": np.array([state.seed for state in states], np.uint64),
        "snapshots": np.stack(snapshots),
        "energies": np.array(energies),
    }


def _states(saved: SavedState) -> list[State]:
    columns = [saved[name] for name in ("positions_a", "velocities_a_ps", "alpha", "theta")]
    return [
        State(row[0], row[1], row[2], row[3], int(step), int(seed))
        for *row, step, seed in zip(*columns, saved["steps"], saved["seeds"], strict=True)
    ]
