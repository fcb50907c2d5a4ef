"""What is underneath a fold: a System, a State, a Platform and a Simulation, put together by hand.

A stretched chain of alanines is cooled from 300 K to 15 K without any restraint.
"""

import numpy as np
import prct
from prct._core import TERM_NAMES, Keyframe, SimulationOptions, TermScales, compute
from prct.core.build_coordinates import backbone_from_torsions

LENGTH, STEPS, BLOCK = 12, 2000, 500


def main() -> None:
    """Simulate in blocks; each could be saved, and the run resumed from it with the same result."""
    system = prct.System(["A" * LENGTH])
    stretched = backbone_from_torsions(system.chain_starts, np.radians([[-120.0, 130.0, 180.0]] * LENGTH))
    state = prct.State(stretched, np.zeros_like(stretched), np.zeros(0), np.zeros(0), seed=1)
    scales = TermScales([1.0] * len(TERM_NAMES))
    options = SimulationOptions()
    options.total_steps = STEPS
    keyframes = [Keyframe(0.0, 300.0, scales), Keyframe(1.0, 15.0, scales)]
    simulation = prct.Simulation(system, prct.Platform("cpu"), state, keyframes, options)
    while not simulation.finished:
        simulation.advance(BLOCK)
        report = simulation.report()
        print(f"step {report['step']}: {report['energy']:.2f} kcal/mol, Φ {report['order_parameter']:.2f}")
    terms, gradient = compute(
        system, prct.Platform("reference"), simulation.state.positions_a, scales, simulation.state.alpha
    )
    print({name: round(value, 2) for name, value in terms.items() if abs(value) >= 0.005})
    print(f"greatest force {np.abs(gradient).max():.1f} kcal/mol/Å")


if __name__ == "__main__":
    main()
