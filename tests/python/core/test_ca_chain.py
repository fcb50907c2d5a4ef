import numpy as np
import pytest
from prct.base.errors import InputError, NumericsError
from prct.core.ca_chain import CaChainModel, CaChainSimulation, compact_trace, thermal_velocities
from prct.core.conservation import order_in_step


def charged_model(beads: int, smooth: bool = True) -> CaChainModel:
    return CaChainModel(np.random.default_rng(1).choice([0.0, 1.0, -1.0], beads), smooth=smooth)


def independent_forces(model: CaChainModel, x: np.ndarray) -> np.ndarray:
    """Plain numpy, written from the formulas for a truncated model."""
    q = np.asarray(model.charges)
    force = np.zeros_like(x)
    length = 3.04 / np.sqrt(model.ionic_strength_m)
    for i in range(len(x)):
        d = x[i] - x
        r = np.linalg.norm(d, axis=1)
        r[i] = 1.0
        away = (np.abs(np.arange(len(x)) - i) > 1) & (r < model.cutoff_a)
        s6 = (model.sigma_a / r) ** 6
        lj = 24 * model.epsilon_kcal_mol * (2 * s6**2 - s6) / r
        dh = 332.06371 / model.permittivity * q[i] * q * np.exp(-r / length) * (1 / r + 1 / length) / r
        along = np.where(away, lj + dh, 0.0)
        bonded = np.abs(np.arange(len(x)) - i) == 1
        along[bonded] = -2 * model.bond_k_kcal_mol_a2 * (r[bonded] - model.bond_length_a)
        force[i] = (along[:, None] * d / r[:, None]).sum(axis=0)
    return force


@pytest.mark.parametrize(("path", "tolerance"), [("reference", 1e-12), ("full", 1e-12), ("mixed", 1e-5)])
def test_forces_are_those_of_the_formulas(path, tolerance):
    model = charged_model(300, smooth=False)
    x = compact_trace(300)
    expected = independent_forces(model, x)
    found = CaChainSimulation(model, x, path=path).forces_kcal_mol_a
    assert np.abs(found - expected).max() < tolerance * np.sqrt((expected**2).sum(axis=1).mean())


def test_energy_error_goes_with_the_square_of_the_step():
    model, x = charged_model(60), compact_trace(60)
    calm = CaChainSimulation(model, x, friction_per_ps=10.0, step_ps=0.005)
    calm.run(1000)
    steps, errors = [0.002, 0.004, 0.008], []
    for step_ps in steps:
        run = CaChainSimulation(model, calm.positions_a, calm.velocities_a_per_ps, path="full", step_ps=step_ps)
        errors.append(run.run(round(4.0 / step_ps), sample_every=1).total.std())
    order, _ = order_in_step(steps, errors)
    assert order == pytest.approx(2.0, abs=0.2)


def test_samples_stand_at_their_steps():
    simulation = CaChainSimulation(charged_model(40), compact_trace(40))
    assert simulation.run(25, sample_every=10).step.tolist() == [0, 10, 20, 25]
    assert simulation.run(5).step.size == 0
    assert simulation.step == 30
    parts = simulation.energies_kcal_mol
    assert set(parts) == {"bond", "lennard_jones", "electrostatic"}
    assert sum(parts.values()) == pytest.approx(simulation.run(0, sample_every=1).potential[0])


def test_sampling_and_threads_leave_the_trajectory_alone():
    def end(threads: int, sample_every: int) -> bytes:
        simulation = CaChainSimulation(charged_model(100), compact_trace(100), friction_per_ps=2.0, threads=threads)
        simulation.run(60, sample_every)
        return simulation.positions_a.tobytes()

    assert end(1, 0) == end(1, 7) == end(2, 20)


def test_velocities_have_their_temperature_and_no_momentum():
    v = thermal_velocities(20000, mass_da=110.0, temperature_k=300.0)
    assert np.abs(v.mean(axis=0)).max() < 1e-12
    assert 110.0 * v.var() / 418.4 / 0.0019872041 == pytest.approx(300.0, rel=0.03)


def test_bad_input_is_refused_and_a_blow_up_reported():
    model, x = charged_model(20), compact_trace(20)
    for arguments in ({"path": "gpu"}, {"threads": 0}, {"step_ps": -1.0}, {"skin_a": 0.0}):
        with pytest.raises(InputError):
            CaChainSimulation(model, x, **arguments)
    with pytest.raises(InputError):
        CaChainSimulation(model, x[:, :2])
    with pytest.raises(InputError):
        CaChainSimulation(model, x[:19])
    with pytest.raises(InputError):
        CaChainSimulation(model, x).run(10, sample_every=-1)
    with pytest.raises(InputError):
        compact_trace(0)
    with pytest.raises(NumericsError, match="step_ps"):
        CaChainSimulation(model, x, step_ps=50.0).run(500)
