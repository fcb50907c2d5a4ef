"""Does velocity Verlet conserve the backbone's energy (Eq. 26): drift over 10⁵ steps, energy error against the step.

The full Hamiltonian in double, friction 0, weights and schedule frozen. Each trajectory starts from a chain of its own
that was folded from extended under distance restraints and held at 300 K until little strain is left to heat it. Drift
is in kT per degree of freedom over the run: the mean of the trajectories and its 95 % interval (Student). One
trajectory's own regression would give too narrow an interval, because the energy walks at random. The energy error is
the root mean square deviation over one time span and should go with the square of the step.

Usage: --smoke for small sizes, --json FILE to keep the rows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness
from prct import _core
from prct.core.conservation import energy_drift, order_in_step
from trajectory import extended_chain, make_system, scales

TEMPERATURE_K = 300.0
KT_KCAL_MOL = 0.0019872041 * TEMPERATURE_K
DRIFT_STEPS_PS = (0.001, 0.003, 0.00342)  # to 0.015 τ; τ = 0.228 ps
HOLD_STEPS = 60_000
TRAJECTORIES = 16
STEPS_PS = (0.0005, 0.001, 0.002, 0.004)
SPAN_PS = 2.0
RESIDUES = 40


def simulate(system: Any, state: Any, step_ps: float, steps: int, friction: float, start_step: int = 0) -> Any:
    options = _core.SimulationOptions()
    options.total_steps, options.step_ps, options.friction_per_ps = steps, step_ps, friction
    frames = [_core.Keyframe(0.0, TEMPERATURE_K, scales(0.3))]
    fresh = _core.State(state.positions_a, state.velocities_a_ps, state.alpha, state.theta, start_step, state.seed)
    return _core.Simulation(system, _core.Platform("cpu-f64"), fresh, frames, options)


def equilibrated(system: Any, steps: int, seed: int) -> Any:
    n, m = len(system), system.restraint_count
    velocities = np.random.default_rng(seed + 2).normal(0.0, 9.8, (n, 3, 3))
    state = _core.State(extended_chain(n), velocities, np.ones(m), np.zeros(m), 0, seed)
    simulation = simulate(system, state, 0.004, steps, friction=10.0)
    simulation.advance(steps)
    return simulation.state


def total_energy(system: Any, state: Any, step_ps: float, steps: int, every: int) -> tuple[np.ndarray, float]:
    """Total energy (kcal/mol) every `every` steps, and the mean temperature (K)."""
    simulation = simulate(system, state, step_ps, steps, friction=0.0)
    freedom = 9 * len(system)
    series, temperatures = [], []
    while not simulation.finished:
        simulation.advance(every)
        now = simulation.report()
        temperatures.append(now["temperature_k"])
        series.append(now["energy"] + 0.5 * freedom * 0.0019872041 * now["temperature_k"])
    return np.array(series), float(np.mean(temperatures))


def drift_row(system: Any, starts: list[Any], step_ps: float, steps: int) -> dict[str, Any]:
    """Mean drift of the trajectories with the 95 % interval of that mean."""
    freedom = 9 * len(system) - 3
    runs = [total_energy(system, start, step_ps, steps, 20) for start in starts]
    drifts = np.array([energy_drift(series, freedom, KT_KCAL_MOL).drift for series, _ in runs])
    half_width = stats.t.ppf(0.975, len(drifts) - 1) * drifts.std(ddof=1) / np.sqrt(len(drifts))
    return {
        "quantity": "drift",
        "steps": steps,
        "step_ps": step_ps,
        "trajectories": len(drifts),
        "kt_per_dof": float(drifts.mean()),
        "low": float(drifts.mean() - half_width),
        "high": float(drifts.mean() + half_width),
        "root_mean_square": float(np.sqrt(np.mean(drifts**2))),
        "largest": float(np.abs(drifts).max()),
        "temperature_k": float(np.mean([temperature for _, temperature in runs])),
    }


def run(smoke: bool) -> list[dict[str, Any]]:
    residues, trajectories = (15, 2) if smoke else (RESIDUES, TRAJECTORIES)
    system = make_system(residues, 4 * residues, distances=True)
    hold = 500 if smoke else HOLD_STEPS
    starts = [equilibrated(system, hold, seed) for seed in range(1, trajectories + 1)]
    freedom = 9 * residues - 3
    steps = 1000 if smoke else 100_000
    rows = [drift_row(system, starts, step_ps, steps) for step_ps in DRIFT_STEPS_PS]
    errors = []
    for step_ps in STEPS_PS:
        count = round((SPAN_PS / 10 if smoke else SPAN_PS) / step_ps)
        series, _ = total_energy(system, starts[0], step_ps, count, 1)
        errors.append(float(series.std() / (freedom * KT_KCAL_MOL)))
        rows.append({"quantity": "energy error", "steps": count, "step_ps": step_ps, "kt_per_dof": errors[-1]})
    order, deviation = order_in_step(STEPS_PS, errors)
    rows.append({"quantity": "order of the energy error in the step", "exponent": order, "standard_error": deviation})
    return rows


if __name__ == "__main__":
    harness.main("backbone_nve", __doc__, run)
