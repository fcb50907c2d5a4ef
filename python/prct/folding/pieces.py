"""Long work cut into pieces of a second or two, so that a killed run loses little; what is small stays whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from prct._core import Keyframe, Platform, Simulation, SimulationOptions, State, System, TermScales, quench
from prct.base.errors import NumericsError
from prct.folding.settings import Annealing

BLOCK_STEPS = 250
"""Neighbour lists start afresh every so many steps, so that a resumed run gives the same bytes."""
SHORTER_BLOCKS = (125, 50, 25, 10)
BLOCK_RESIDUE_STEPS = 500_000
"""Beyond 2,000 residues blocks are shorter: one takes a second or two."""
PIECE_RESIDUE_EVALUATIONS = 800_000
"""Beyond 1,777 residues a quench is cut, and L-BFGS begins anew in each piece."""
SHORTER_STEPS = 4
"""How often a block that blew up is walked again, each time with other noise and half the time step. Softened angles
pass through straight ones now and then, where dihedral forces have no bound: seen after 0.4 and 2 million residue
steps, hence often in large systems."""


def block_steps(residues: int) -> int:
    """Steps of one block; a divisor of the longest block.

    Examples
    --------
    >>> [block_steps(n) for n in (100, 2000, 3000, 10_000, 100_000)]
    [250, 250, 125, 50, 10]
    """
    fitting = [steps for steps in (BLOCK_STEPS, *SHORTER_BLOCKS) if steps * residues <= BLOCK_RESIDUE_STEPS]
    return max(fitting, default=min(SHORTER_BLOCKS))


def walk(
    system: System, platform: Platform, state: State, keyframes: list[Keyframe], options: SimulationOptions
) -> Iterator[tuple[State, dict[str, object]]]:
    """The state and a report after each block, to the end of the schedule.

    A block that blows up is walked again from its start with the next seed and half the time step; ``walked_again`` of
    the report counts that.

    Raises
    ------
    NumericsError
        When it blows up every time.
    """
    steps, step_ps = block_steps(len(system)), options.step_ps

    def simulate(state: State, tries: int) -> Simulation:
        options.step_ps = step_ps / 2**tries
        state = State(
            state.positions_a, state.velocities_a_ps, state.alpha, state.theta, state.step, state.seed + tries
        )
        return Simulation(system, platform, state, keyframes, options)

    simulation = simulate(state, 0)
    while not simulation.finished:
        start = simulation.state
        for tries in range(SHORTER_STEPS + 1):
            if tries:
                simulation = simulate(start, tries)
            try:
                simulation.advance(steps)
                break
            except NumericsError:
                if tries == SHORTER_STEPS:
                    raise
        yield simulation.state, {**simulation.report(), "walked_again": tries}
        if tries and not simulation.finished:
            simulation = simulate(simulation.state, 0)


def quench_in_pieces(
    system: System,
    platform: Platform,
    state: State,
    scales: TermScales,
    schedule: Annealing,
    after_piece: Callable[[State], None],
) -> np.ndarray:
    """Quench the positions of `state` with all restraints (Eq. 27): float64 [L, 3, 3].

    Beyond the last step of the schedule, `state.step` counts the evaluations that are done; `after_piece` gets such
    states.
    """
    total = schedule.quench_fire + schedule.quench_evaluations
    piece = max(1, PIECE_RESIDUE_EVALUATIONS // len(system))
    backbone, alpha = state.positions_a, np.ones(system.restraint_count)
    done = max(0, state.step - schedule.steps)
    while done < total:
        now = min(piece, total - done)
        fire = min(now, max(0, schedule.quench_fire - done))
        tolerances = (schedule.energy_tolerance, schedule.force_tolerance)
        backbone, _, _, _, converged = quench(system, platform, backbone, scales, alpha, fire, now - fire, *tolerances)
        done = total if converged else done + now
        if done < total:
            after_piece(
                State(backbone, state.velocities_a_ps, state.alpha, state.theta, schedule.steps + done, state.seed)
            )
    return backbone
