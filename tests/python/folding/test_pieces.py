"""Long work in pieces: their size, another try after a block that blew up, and the quench."""

from __future__ import annotations

import numpy as np
import pytest
from prct._core import Platform, Simulation, SimulationOptions, State, System, compute, draw_velocities
from prct.base.errors import InputError, NumericsError
from prct.core.build_coordinates import backbone_from_torsions
from prct.folding import pieces
from prct.folding.anneal import final_scales, keyframes
from prct.folding.settings import FoldSettings

SETTINGS = FoldSettings().with_overrides(**{"annealing.steps": 20, "annealing.quench_evaluations": 900})
SYSTEM = System(["ACDEFGHIKLMNPQ"])


def start(seed: int = 3) -> State:
    backbone = backbone_from_torsions([0, 14], np.tile(np.radians([-80.0, 120.0, 180.0]), (14, 1)))
    return State(backbone, np.zeros_like(backbone), np.zeros(0), np.zeros(0), 0, seed)


def options() -> SimulationOptions:
    found = SimulationOptions()
    found.total_steps = 20
    return found


def test_blocks_of_large_systems_are_shorter_and_fit_into_the_longest():
    sizes = [pieces.block_steps(n) for n in (10, 2000, 2001, 4000, 10_000, 50_000, 10**6)]
    assert sizes == [250, 250, 125, 125, 50, 10, 10]
    assert all(pieces.BLOCK_STEPS % size == 0 for size in sizes)


def failing_first(made: list[tuple[int, float, int]]):
    """A class of simulations of which the first blows up."""

    class FailingFirst:
        def __init__(self, system, platform, state, frames, options, log) -> None:
            made.append((state.seed, options.step_ps, options.step_halvings))
            self.fails = len(made) == 1
            self.inner = Simulation(system, platform, state, frames, options, log)

        def advance(self, steps: int) -> None:
            if self.fails:
                raise NumericsError("blew up")
            self.inner.advance(steps)

        def __getattr__(self, name: str):
            return getattr(self.inner, name)

    return FailingFirst


def test_a_block_that_blew_up_is_walked_again_with_other_noise_and_half_the_step(monkeypatch):
    platform, frames, made = Platform("reference"), keyframes(SETTINGS), []
    half = options()
    half.step_ps /= 2
    ((calm, report),) = pieces.Walk(SYSTEM, platform, start(4), frames, half)
    assert report["walked_again"] == 0
    monkeypatch.setattr(pieces, "Simulation", failing_first(made))
    ((state, report),) = pieces.Walk(SYSTEM, platform, start(3), frames, options())
    assert report["walked_again"] == 1
    assert made == [(3, options().step_ps, 0), (4, options().step_ps, 1)]
    assert np.array_equal(calm.positions_a, state.positions_a)


def test_what_always_blows_up_is_raised():
    hot = start()
    hot = State(hot.positions_a, np.full((14, 3, 3), 1e7), hot.alpha, hot.theta, 0, 1)
    with pytest.raises(NumericsError, match="blew up"):
        list(pieces.Walk(SYSTEM, Platform("reference"), hot, keyframes(SETTINGS), options()))


def test_a_quench_in_pieces_goes_on_from_each_of_them(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_RESIDUE_EVALUATIONS", 14 * 30)
    never = {"annealing.coarse_energy_tolerance": 0.0, "annealing.coarse_force_tolerance": 0.0}
    schedule = SETTINGS.with_overrides(**never, **{"annealing.coarse_evaluations": 100}).annealing
    scales, steps = final_scales(SETTINGS), schedule.steps
    stages = pieces.quench_stages(Platform("cpu"), Platform("reference"), schedule)
    states: list[State] = []
    whole, max_force = pieces.quench_in_pieces(SYSTEM, stages, start(), scales, steps, states.append)
    assert [state.step for state in states[:2]] == [steps + 30, steps + 60]
    for state in states[:: len(states) // 5]:
        again, force = pieces.quench_in_pieces(SYSTEM, stages, state, scales, steps, lambda _: None)
        assert np.array_equal(again, whole) and force == max_force


def test_the_quench_ends_fine_and_counts_a_converged_stage_in_full():
    scales, steps = final_scales(SETTINGS), SETTINGS.annealing.steps
    stages = pieces.quench_stages(Platform("cpu"), Platform("reference"), SETTINGS.annealing)
    states: list[State] = []
    coarse, _ = pieces.quench_in_pieces(SYSTEM, stages[:1], start(), scales, steps, states.append)
    fine, max_force = pieces.quench_in_pieces(SYSTEM, stages, start(), scales, steps, states.append)
    assert [state.step for state in states] == [steps + stages[0].total]
    assert np.array_equal(states[0].positions_a, coarse)
    assert max_force < SETTINGS.annealing.force_tolerance
    energies = [sum(compute(SYSTEM, stages[1].platform, x, scales, np.zeros(0))[0].values()) for x in (coarse, fine)]
    assert energies[1] < energies[0]


def test_velocities_have_the_temperature_and_no_momentum():
    velocities = draw_velocities(4000, 300.0, 5)
    assert np.allclose(velocities.mean(axis=(0, 1)), 0.0, atol=1e-12)
    boltzmann, mass_da, unit = 0.0019872, 13.0, 418.4  # kcal/mol/K; kcal/mol = 418.4 Da (Å/ps)²
    assert np.square(velocities).mean() * mass_da / unit / boltzmann == pytest.approx(300.0, rel=0.03)
    assert np.array_equal(velocities, draw_velocities(4000, 300.0, 5))
    with pytest.raises(InputError):
        draw_velocities(0, 300.0, 5)
