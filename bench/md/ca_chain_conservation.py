"""Does velocity Verlet conserve the CA chain's energy (Eq. 26): drift over 10⁵ steps, energy error against the step.

The drift is in kT per degree of freedom over the whole run with its 95 % interval; the energy error is the root mean
square deviation of the total energy over one time span, in the same unit, and should go with the square of the step.

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
from prct.core.ca_chain import CaChainModel, CaChainSimulation, compact_trace
from prct.core.conservation import energy_drift, order_in_step

TEMPERATURE_K = 300.0
KT_KCAL_MOL = 0.0019872041 * TEMPERATURE_K
DRIFT_STEP_PS = 0.005
STEPS_PS = (0.0025, 0.005, 0.01, 0.02)
SPAN_PS = 100.0


def calm(model: CaChainModel, steps: int) -> tuple[np.ndarray, np.ndarray]:
    simulation = CaChainSimulation(
        model, compact_trace(model.size), path="full", step_ps=0.005, friction_per_ps=5.0, temperature_k=TEMPERATURE_K
    )
    simulation.run(steps)
    return simulation.positions_a, simulation.velocities_a_per_ps


def run(smoke: bool) -> list[dict[str, Any]]:
    beads = 60 if smoke else 200
    model = CaChainModel(np.random.default_rng(1).choice([0.0, 1.0, -1.0], beads, p=[0.77, 0.11, 0.12]))
    start = calm(model, 200 if smoke else 20000)
    freedom = 3 * beads - 3  # the momentum stays
    rows: list[dict[str, Any]] = []
    for path in ("full", "mixed"):
        steps = 2000 if smoke else 100_000
        simulation = CaChainSimulation(model, *start, path=path, step_ps=DRIFT_STEP_PS)
        series = simulation.run(steps, sample_every=10)
        drift = energy_drift(series.total, freedom, KT_KCAL_MOL)
        temperature = 2.0 * series.kinetic.mean() / (freedom * KT_KCAL_MOL) * TEMPERATURE_K
        rows.append(
            {
                "quantity": f"drift, {path}",
                "steps": steps,
                "step_ps": DRIFT_STEP_PS,
                "kt_per_dof": drift.drift,
                "low": drift.interval[0],
                "high": drift.interval[1],
                "fluctuation": drift.fluctuation,
                "temperature_k": float(temperature),
            }
        )
    errors = []
    for step_ps in STEPS_PS:
        simulation = CaChainSimulation(model, *start, path="full", step_ps=step_ps)
        span = SPAN_PS / 50 if smoke else SPAN_PS
        series = simulation.run(round(span / step_ps), sample_every=1)
        errors.append(float(series.total.std() / (freedom * KT_KCAL_MOL)))
        rows.append(
            {"quantity": "energy error", "steps": round(span / step_ps), "step_ps": step_ps, "kt_per_dof": errors[-1]}
        )
    order, deviation = order_in_step(STEPS_PS, errors)
    rows.append({"quantity": "order of the energy error in the step", "exponent": order, "standard_error": deviation})
    return rows


if __name__ == "__main__":
    harness.main("ca_chain_conservation", __doc__, run)
