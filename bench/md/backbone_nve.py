"""Does velocity Verlet conserve the backbone's energy (Eq. 26): drift over 10⁵ steps, energy error against the step.

The full Hamiltonian in double, friction 0, weights and schedule frozen. Drift is in kT per degree of freedom over the
run with its 95 % interval; the energy error is the root mean square deviation over one time span and should go with the
square of the step. The start is a chain that was annealed from extended to 300 K under distance restraints.

Usage: --smoke for small sizes, --json FILE to keep the rows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness
from prct import _core
from prct.core.conservation import energy_drift, order_in_step
from trajectory import extended_chain, make_system, scales

TEMPERATURE_K = 300.0
KT_KCAL_MOL = 0.0019872041 * TEMPERATURE_K
DRIFT_STEPS_PS = (0.001, 0.003)  # 0.004 τ and 0.013 τ; τ = 0.228 ps
STEPS_PS = (0.0005, 0.001, 0.002, 0.004)
SPAN_PS = 2.0
RESIDUES = 40


def simulate(system: Any, state: Any, step_ps: float, steps: int, friction: float, start_step: int = 0) -> Any:
    options = _core.SimulationOptions()
    options.total_steps, options.step_ps, options.friction_per_ps = steps, step_ps, friction
    frames = [_core.Keyframe(0.0, TEMPERATURE_K, scales(0.3))]
    fresh = _core.State(state.positions_a, state.velocities_a_ps, state.alpha, state.theta, start_step, state.seed)
    return _core.Simulation(system, _core.Platform("cpu-f64"), fresh, frames, options)


def equilibrated(system: Any, steps: int) -> Any:
    n, m = len(system), system.restraint_count
    velocities = np.random.default_rng(3).normal(0.0, 9.8, (n, 3, 3))
    state = _core.State(extended_chain(n), velocities, np.ones(m), np.zeros(m), 0, 1)
    simulation = simulate(system, state, 0.004, steps, friction=10.0)
    simulation.advance(steps)
    return simulation.state


def total_energy(system: Any, state: Any, step_ps: float, steps: int, every: int) -> np.ndarray:
    """Total energy (kcal/mol) every `every` steps."""
    simulation = simulate(system, state, step_ps, steps, friction=0.0)
    freedom = 9 * len(system)
    series = []
    while not simulation.finished:
        simulation.advance(every)
        now = simulation.report()
        series.append(now["energy"] + 0.5 * freedom * 0.0019872041 * now["temperature_k"])
    return np.array(series)


def run(smoke: bool) -> list[dict[str, Any]]:
    residues = 15 if smoke else RESIDUES
    system = make_system(residues, 4 * residues, distances=True)
    start = equilibrated(system, 500 if smoke else 10_000)
    freedom = 9 * residues - 3
    steps = 1000 if smoke else 100_000
    rows: list[dict[str, Any]] = []
    for step_ps in DRIFT_STEPS_PS:
        drift = energy_drift(total_energy(system, start, step_ps, steps, 20), freedom, KT_KCAL_MOL)
        rows.append(
            {
                "quantity": "drift",
                "steps": steps,
                "step_ps": step_ps,
                "kt_per_dof": drift.drift,
                "low": drift.interval[0],
                "high": drift.interval[1],
                "fluctuation": drift.fluctuation,
            }
        )
    errors = []
    for step_ps in STEPS_PS:
        count = round((SPAN_PS / 10 if smoke else SPAN_PS) / step_ps)
        series = total_energy(system, start, step_ps, count, 1)
        errors.append(float(series.std() / (freedom * KT_KCAL_MOL)))
        rows.append({"quantity": "energy error", "steps": count, "step_ps": step_ps, "kt_per_dof": errors[-1]})
    order, deviation = order_in_step(STEPS_PS, errors)
    rows.append({"quantity": "order of the energy error in the step", "exponent": order, "standard_error": deviation})
    return rows


if __name__ == "__main__":
    harness.main("backbone_nve", __doc__, run)
