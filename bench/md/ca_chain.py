"""Molecular dynamics of a CA chain at protein density against LAMMPS: steps per CPU second, list rebuilds included.

Both engines start from one equilibrated configuration; energies and forces are compared before anything is timed, and
the positions after some steps of both. LAMMPS runs with its best of several skins, plain and with the omp suffix on one
thread; where it is not installed its columns are left out. What two threads give is in threads.py.

Usage: --smoke for small sizes, --json FILE to keep the rows.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness
from lammps_chain import LammpsChain, lammps_is_here
from prct.core.ca_chain import CaChainModel, CaChainSimulation, compact_trace

STEP_PS = 0.01
LAMMPS_SKINS_A = (1.5, 2.0, 3.0, 4.0)
# Shares of K + R and of D + E among residues in proteins.
POSITIVE_SHARE, NEGATIVE_SHARE = 0.11, 0.12
FORCE_TOLERANCE = 1e-5  # of the rms force
ENERGY_TOLERANCE = 1e-6  # of the largest term


def charges(count: int, all_charged: bool) -> np.ndarray:
    random = np.random.default_rng(1)
    if all_charged:
        return random.choice([1.0, -1.0], count)
    neutral = 1.0 - POSITIVE_SHARE - NEGATIVE_SHARE
    return random.choice([0.0, 1.0, -1.0], count, p=[neutral, POSITIVE_SHARE, NEGATIVE_SHARE])


def equilibrated(model: CaChainModel, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions and velocities after Langevin dynamics from the compact start."""
    simulation = CaChainSimulation(model, compact_trace(model.size), step_ps=0.005, friction_per_ps=5.0)
    simulation.run(steps)
    return simulation.positions_a, simulation.velocities_a_per_ps


def verify(model: CaChainModel, positions: np.ndarray, velocities: np.ndarray) -> tuple[float, float]:
    """Largest force and energy deviation from LAMMPS, relative; raises where they are beyond the tolerance."""
    ours = CaChainSimulation(model, positions, velocities, step_ps=0.001)
    theirs = LammpsChain(model, positions, velocities, step_ps=0.001, skin_a=2.0)
    reference = theirs.forces_kcal_mol_a()
    rms = np.sqrt((reference**2).sum(axis=1).mean())
    force = float(np.abs(ours.forces_kcal_mol_a - reference).max() / rms)
    expected, found = theirs.energies_kcal_mol(), ours.energies_kcal_mol
    energy = max(abs(found[k] - expected[k]) for k in expected) / max(map(abs, expected.values()))
    ours.run(20)
    theirs.run(20)
    moved = float(np.abs(ours.positions_a - theirs.positions_a()).max())
    theirs.close()
    if force > FORCE_TOLERANCE or energy > ENERGY_TOLERANCE or moved > 1e-4:
        raise SystemExit(f"the engines disagree: forces {force:.2g}, energies {energy:.2g}, positions {moved:.2g} A")
    return force, energy


def best_lammps(model: CaChainModel, positions: np.ndarray, velocities: np.ndarray, steps: int) -> dict[str, Any]:
    """Skin and suffix with which LAMMPS is fastest on a short run."""

    def seconds(choice: dict[str, Any]) -> float:
        chain = LammpsChain(model, positions, velocities, step_ps=STEP_PS, **choice)
        spent = []
        for _ in range(3):
            start = time.process_time()
            chain.run(steps)
            spent.append(time.process_time() - start)
        chain.close()
        return min(spent)

    choices = [{"skin_a": skin, "suffix": suffix} for skin in LAMMPS_SKINS_A for suffix in ("", "omp")]
    return min(choices, key=seconds)


def against_lammps(model: CaChainModel, positions: np.ndarray, velocities: np.ndarray, smoke: bool) -> dict[str, Any]:
    """Verified, then timed in turn."""
    force, energy = verify(model, positions, velocities)
    steps = 10 if smoke else max(1_000_000 // model.size, 50)
    choice = best_lammps(model, positions, velocities, max(steps // 2, 5))
    ours = CaChainSimulation(model, positions, velocities, step_ps=STEP_PS)
    theirs = LammpsChain(model, positions, velocities, step_ps=STEP_PS, **choice)
    timings = harness.interleave(
        {"prct": lambda: ours.run(steps), "lammps": lambda: theirs.run(steps)}, rounds=1 if smoke else 9
    )
    theirs.close()
    return {
        "force_deviation": force,
        "energy_deviation": energy,
        "prct_steps_per_cpu_s": steps / timings["prct"].median_s,
        "lammps_steps_per_cpu_s": steps / timings["lammps"].median_s,
        "ratio": harness.ratio(timings["prct"], timings["lammps"]),
        "lammps_skin_a": choice["skin_a"],
        "lammps_suffix": choice["suffix"] or "none",
    }


def row(beads: int, all_charged: bool, smoke: bool) -> dict[str, Any]:
    model = CaChainModel(charges(beads, all_charged), smooth=False)
    positions, velocities = equilibrated(model, 50 if smoke else 2000)
    result: dict[str, Any] = {"beads": beads, "charged_share": float(np.mean(np.asarray(model.charges) != 0.0))}
    if lammps_is_here():
        result |= against_lammps(model, positions, velocities, smoke)
    return result


def run(smoke: bool) -> list[dict[str, Any]]:
    sizes = (150,) if smoke else (2000, 10000)
    return [row(beads, all_charged, smoke) for beads in sizes for all_charged in (False, True)]


if __name__ == "__main__":
    harness.main("ca_chain", __doc__, run, peers=("lammps",))
