"""Excitons against closed forms and the diagonalised matrix."""

import doctest

import numpy as np
import pytest
from ideal_backbones import antiparallel_sheet, regular
from prct.base.errors import InputError
from prct.core import exciton
from prct.core.exciton import exciton_dynamics, exciton_model, exciton_states

RAD_PS_CM1 = 2 * np.pi * 0.0299792458  # 2πc


def test_doctests():
    assert doctest.testmod(exciton).failed == 0


def test_states_are_eigenvectors_and_keep_all_strength():
    model = exciton_model([0, 25], regular(-57.0, -47.0, 25))
    states = exciton_states(model)
    h = model.hamiltonian_cm1
    assert np.allclose(states.vectors @ h, states.energy_cm1[:, None] * states.vectors, atol=1e-9)
    assert np.isclose(states.strength_debye2.sum(), (model.moment_debye**2).sum(), rtol=1e-12)
    assert np.isclose(states.energy_cm1.sum(), np.trace(h))
    assert (states.participation >= 1).all() and (states.participation <= 24).all()


def test_couplings_do_not_know_where_the_model_stands():
    helix = regular(-57.0, -47.0, 15)
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))
    turn *= np.sign(np.linalg.det(turn))
    here, there = (exciton_model([0, 15], x).hamiltonian_cm1 for x in (helix, helix @ turn.T + [50.0, -20.0, 7.0]))
    assert np.allclose(here, there, atol=1e-9)
    mirrored = exciton_model([0, 15], helix * [1, 1, -1]).hamiltonian_cm1
    assert np.allclose(here, mirrored, atol=1e-9)  # absorption does not know the hand


def test_transition_dipoles_by_an_independent_sum():
    model = exciton_model([0, 8, 16], antiparallel_sheet(2, 8))
    k, m = 2, 10
    mu, nu = model.moment_debye[k], model.moment_debye[m]
    r = model.position_a[m] - model.position_a[k]
    tensor = (np.eye(3) - 3 * np.outer(r, r) / (r @ r)) / np.linalg.norm(r) ** 3
    assert np.isclose(model.hamiltonian_cm1[k, m], 5034.117 * mu @ tensor @ nu, rtol=1e-12)


def test_motion_follows_the_diagonalised_matrix():
    h = exciton_model([0, 20], regular(-57.0, -47.0, 20)).hamiltonian_cm1
    moved = exciton_dynamics(h, 9, step_ps=0.01, steps=100_000, every=10_000)
    energy, columns = np.linalg.eigh(h - np.eye(19) * np.trace(h) / 19)
    phase = np.exp(-1j * RAD_PS_CM1 * moved.time_ps[:, None] * energy)
    exact = (phase * columns[9]) @ columns.T
    assert np.abs(moved.amplitude - exact).max() < 5e-10
    assert np.abs(moved.population.sum(axis=1) - 1).max() < 1e-12
    assert moved.participation[0] == 1.0 and moved.participation.mean() > 5.0


@pytest.mark.parametrize("start", [-1, 2, 0.5, [1.0, 1.0], [1.0], [1.0, np.nan]])
def test_starts_that_are_no_state(start):
    with pytest.raises(InputError):
        exciton_dynamics([[1650.0, 5.0], [5.0, 1650.0]], start)


def test_other_bad_input_is_named():
    with pytest.raises(InputError, match="backbone_a"):
        exciton_model([0, 4], np.zeros((4, 3, 3)))
    with pytest.raises(InputError, match="raise every"):
        exciton_dynamics(np.eye(2), 0, steps=10**9)
    with pytest.raises(InputError, match="every"):
        exciton_dynamics(np.eye(2), 0, every=0)
    with pytest.raises(InputError, match="mirror"):
        exciton_dynamics([[0.0, 1.0], [2.0, 0.0]], 0)
    with pytest.raises(InputError, match="lie on each other"):
        exciton_model([0, 5, 10], np.concatenate([regular(-57.0, -47.0, 5)] * 2))
    with pytest.raises(InputError, match="at most 5000"):
        exciton_model([0, 5002], regular(-120.0, 130.0, 5002))
    line = regular(-57.0, -47.0, 3)
    line[0, 3] = line[0, 2] - 0.5 * (line[1, 0] - line[0, 2])
    with pytest.raises(InputError, match=r"residue 1 .*lie on a line"):
        exciton_model([0, 3], line)
