"""Long work cut into pieces of a second or two, so that a killed run loses little; what is small stays whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from prct._core import Keyframe, Platform, Simulation, SimulationOptions, State, System, TermScales, quench
from prct.base.errors import NumericsError
from prct.core.parameter_source import ParameterLog, Row, row_of
from prct.folding.settings import Annealing

BLOCK_STEPS = 250
"""Neighbour lists start afresh every so many steps, so that a resumed run gives the same bytes."""
SHORTER_BLOCKS = (125, 50, 25, 10)
BLOCK_RESIDUE_STEPS = 500_000
"""Beyond 2,000 residues blocks are shorter: one takes a second or two."""
PIECE_RESIDUE_EVALUATIONS = 800_000
"""A longer stage of a quench is cut, and L-BFGS begins anew in each piece."""
SHORTER_STEPS = 4
"""How often a block that blew up is walked again, each time with other noise and half the time step."""


def block_steps(residues: int) -> int:
    """Steps of one block; a divisor of the longest block.

    Examples
    --------
    >>> [block_steps(n) for n in (100, 2000, 3000, 10_000, 100_000)]
    [250, 250, 125, 50, 10]
    """
    fitting = [steps for steps in (BLOCK_STEPS, *SHORTER_BLOCKS) if steps * residues <= BLOCK_RESIDUE_STEPS]
    return max(fitting, default=min(SHORTER_BLOCKS))


class Walk:
    """Blocks of steps from a state to the end of the schedule: each gives the state after it and a report.

    A block that blows up is walked again from its start with the next seed and half the time step; ``walked_again`` of
    the report counts that. Where a log changes parameters, ``changes`` of the report has those of the block.

    Raises
    ------
    NumericsError
        When it blows up every time.
    """

    def __init__(
        self,
        system: System,
        platform: Platform,
        state: State,
        keyframes: list[Keyframe],
        options: SimulationOptions,
        log: ParameterLog | None = None,
    ) -> None:
        self._system, self._platform, self._keyframes = system, platform, keyframes
        self._options, self._log = options, log
        self._simulation = self._simulate(state, 0)

    @property
    def end_step(self) -> int:
        """Where the schedule ends at the present pace."""
        return self._simulation.end_step

    def __iter__(self) -> Iterator[tuple[State, dict[str, object]]]:
        while not self._simulation.finished:
            begin, tries = self._simulation.state.step, self._block()
            report = {**self._simulation.report(), "walked_again": tries}
            changes = self._changes_since(begin)
            if changes:
                report["changes"] = changes
            yield self._simulation.state, report
            if tries and not self._simulation.finished:
                self._simulation = self._simulate(self._simulation.state, 0)

    def _block(self) -> int:
        """Walk a block; how often it had to be walked again."""
        start, steps = self._simulation.state, block_steps(len(self._system))
        for tries in range(SHORTER_STEPS + 1):
            if tries:
                self._simulation = self._simulate(start, tries)
            try:
                self._simulation.advance(steps)
                break
            except NumericsError:
                if tries == SHORTER_STEPS:
                    raise
        return tries

    def _simulate(self, state: State, tries: int) -> Simulation:
        self._options.step_halvings = tries
        state = State(
            state.positions_a, state.velocities_a_ps, state.alpha, state.theta, state.step, state.seed + tries
        )
        return Simulation(self._system, self._platform, state, self._keyframes, self._options, self._log)

    def _changes_since(self, step: int) -> list[Row]:
        """Changes between a step and the present one, which has not run yet."""
        if self._log is None:
            return []
        return [row_of(c) for c in self._log.changes if step <= c.step < self._simulation.state.step]


@dataclass(frozen=True)
class QuenchStage:
    """One stage of the quench: FIRE, then L-BFGS until the energy changes by less than a tolerance and no force is
    larger than another, or the evaluations are used up.
    """

    platform: Platform
    fire: int
    evaluations: int
    energy_tolerance: float
    force_tolerance: float

    @property
    def total(self) -> int:
        """Evaluations at most."""
        return self.fire + self.evaluations


def quench_stages(search: Platform, exact: Platform, schedule: Annealing) -> tuple[QuenchStage, QuenchStage]:
    """Coarse in the precision of the search, then fine in that of the result (Eq. 27)."""
    coarse = (schedule.coarse_energy_tolerance, schedule.coarse_force_tolerance)
    fine = (schedule.energy_tolerance, schedule.force_tolerance)
    return (
        QuenchStage(search, schedule.quench_fire, schedule.coarse_evaluations, *coarse),
        QuenchStage(exact, 0, schedule.quench_evaluations, *fine),
    )


def quench_in_pieces(
    system: System,
    stages: Sequence[QuenchStage],
    state: State,
    scales: TermScales,
    steps: int,
    after_piece: Callable[[State], None],
) -> tuple[np.ndarray, float]:
    """Quench the positions of `state` with all restraints (Eq. 27): float64 [L, 3, 3], and the largest force left in
    kcal/mol/Å.

    Beyond `steps`, the last of the annealing, `state.step` counts the evaluations that are done; a stage that has
    converged counts in full. `after_piece` gets such states.
    """
    total = sum(stage.total for stage in stages)
    piece = max(1, PIECE_RESIDUE_EVALUATIONS // len(system))
    backbone, alpha = state.positions_a, np.ones(system.restraint_count)
    done, max_force = max(0, state.step - steps), np.inf
    while done < total:
        stage, before = _stage_at(stages, done)
        within = done - before
        now = min(piece, stage.total - within)
        fire = min(now, max(0, stage.fire - within))
        tolerances = (stage.energy_tolerance, stage.force_tolerance)
        found = quench(system, stage.platform, backbone, scales, alpha, fire, now - fire, *tolerances)
        backbone, _, max_force, _, converged = found
        done = before + stage.total if converged else done + now
        if done < total:
            after_piece(State(backbone, state.velocities_a_ps, state.alpha, state.theta, steps + done, state.seed))
    return backbone, float(max_force)


def _stage_at(stages: Sequence[QuenchStage], done: int) -> tuple[QuenchStage, int]:
    """The stage of an evaluation, and how many evaluations the stages before it have."""
    before = 0
    for stage in stages:
        if done < before + stage.total:
            return stage, before
        before += stage.total
    raise IndexError(done)
