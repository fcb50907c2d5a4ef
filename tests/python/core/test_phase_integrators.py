import numpy as np
import pytest
from prct.base.errors import InputError, NumericsError
from prct.core.kuramoto import KuramotoNetwork, MeanFieldNetwork
from prct.core.phase_integrators import integrate
from scipy.integrate import solve_ivp

METHODS = [("rk4", 0.01), ("rk8", 0.1), ("rk45", None)]


@pytest.mark.parametrize(("method", "step_ps"), METHODS)
def test_agrees_with_scipy_on_a_random_graph(method, step_ps):
    rng = np.random.default_rng(5)
    dense = np.triu(rng.random((40, 40)) < 0.2, 1)
    dense = (dense | dense.T) * rng.uniform(0.5, 1, (40, 40))
    i, j = np.nonzero(dense)
    row_start = np.r_[0, np.cumsum(np.bincount(i, minlength=40))]
    frequency, phase = rng.normal(size=40), rng.uniform(-3, 3, 40)
    network = KuramotoNetwork(
        row_start, j, dense[i, j], frequency_rad_per_ps=frequency, coupling_rad_per_ps=1.2, threads=2
    )
    run = integrate(network, phase, 4.0, method=method, step_ps=step_ps, tolerance_rad=1e-10, samples=9)
    gain = 1.2 / np.maximum(dense.sum(1), 1e-300)

    def rhs(_, theta):
        return frequency + gain * (dense * np.sin(theta[None, :] - theta[:, None])).sum(1)

    expected = solve_ivp(rhs, (0, 4), phase, method="DOP853", rtol=1e-12, atol=1e-12, t_eval=run.time_ps).y.T
    np.testing.assert_allclose(run.phase_rad, expected, atol=1e-7)
    assert run.time_ps[0] == 0 and run.time_ps[-1] == 4 and len(run.order_parameter) == 9


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_network_chooses_the_arithmetic_and_input_is_left_alone(dtype):
    phase = np.array([0.0, 1.0], dtype)
    run = integrate(MeanFieldNetwork([0.0, 0.1], 1.0, dtype=dtype), phase, 1.0, samples=3)
    assert run.phase_rad.dtype == dtype and run.phase_rad.shape == (3, 2)
    np.testing.assert_array_equal(run.phase_rad[0], phase)
    assert run.evaluations > run.steps > 0


def test_the_locking_threshold():
    # d(θ2 - θ1)/dt = Δ - κ sin(θ2 - θ1) in the mean field of two: locked for Δ < κ.
    for detuning, locked in ((0.95, True), (1.05, False)):
        run = integrate(MeanFieldNetwork([0.0, detuning], 1.0), [0.0, 0.0], 200.0, tolerance_rad=1e-8)
        difference = run.phase_rad[-1, 1] - run.phase_rad[-1, 0]
        assert (difference < np.pi) == locked
        if locked:
            assert difference == pytest.approx(np.arcsin(detuning), abs=1e-6)


def test_same_input_same_bytes():
    rng = np.random.default_rng(6)
    network = MeanFieldNetwork(rng.normal(size=100), 1.0)
    phase = rng.uniform(-3, 3, 100)
    first, second = (integrate(network, phase, 5.0).phase_rad.tobytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "euler"}, "choose rk4"),
        ({"method": "rk4"}, "give step_ps"),
        ({"method": "rk4", "step_ps": -1.0}, "the step is -1"),
        ({"method": "rk4", "step_ps": 1e-9}, "the limit is 1000000"),
        ({"diffusion_rad2_per_ps": 0.1}, "take heun"),
        ({"diffusion_rad2_per_ps": -0.1, "method": "heun", "step_ps": 0.1}, "the diffusion is -0.1"),
        ({"seed": -1}, "seed is -1"),
        ({"duration_ps": 0.0}, "the duration is 0"),
        ({"duration_ps": np.inf}, "the duration is inf"),
        ({"tolerance_rad": 0.0}, "the tolerance is 0"),
        ({"samples": 1}, "samples is 1"),
        ({"phase": [0.0, np.nan]}, r"phase\[1\] is not finite"),
        ({"phase": [0.0]}, "phase has shape"),
    ],
)
def test_what_cannot_be_used_is_refused(change, message):
    arguments = {"phase": [0.0, 1.0], "duration_ps": 1.0, **change}
    with pytest.raises(InputError, match=message):
        integrate(MeanFieldNetwork([0.0, 0.0], 1.0), **arguments)


def test_a_tolerance_out_of_reach_is_reported():
    network = MeanFieldNetwork([0.0, 0.0], 1e6)
    with pytest.raises(NumericsError, match="200 steps"):
        integrate(network, [0.0, 1.0], 1.0, max_steps=200)


def test_noise_spreads_phases_and_obeys_the_seed():
    network = MeanFieldNetwork(np.zeros(4000), 0.0)
    noise = {"method": "heun", "step_ps": 0.1, "diffusion_rad2_per_ps": 0.5}
    run = integrate(network, np.zeros(4000), 1.0, samples=3, **noise)
    # Variance 2 D t = 0.5 and 1 with standard errors of 2.2 %.
    np.testing.assert_allclose(run.phase_rad.var(axis=1), [0, 0.5, 1.0], rtol=0.1)
    again = integrate(network, np.zeros(4000), 1.0, **noise)
    np.testing.assert_allclose(again.phase_rad[-1], run.phase_rad[-1], atol=1e-14)
    other = integrate(network, np.zeros(4000), 1.0, seed=2, **noise)
    assert abs(np.corrcoef(other.phase_rad[-1], run.phase_rad[-1])[0, 1]) < 0.1


def test_steps_of_the_emulated_gpu_are_those_of_the_cpu():
    rng = np.random.default_rng(8)
    n = 40
    row_start, neighbor = np.arange(n + 1) * 2, np.column_stack([np.arange(1, n + 1) % n, np.arange(-1, n - 1) % n])
    given = {"frequency_rad_per_ps": rng.normal(size=n), "coupling_rad_per_ps": 2.0, "dtype": np.float32}
    gpu = KuramotoNetwork(row_start, neighbor.ravel(), **given, platform="cuda-emulation")
    cpu = KuramotoNetwork(row_start, neighbor.ravel(), **given)
    phase = rng.uniform(-3, 3, n)
    got, want = (integrate(k, phase, 1.0, method="rk4", step_ps=0.03, samples=4) for k in (gpu, cpu))
    np.testing.assert_allclose(got.phase_rad, want.phase_rad, rtol=0, atol=1e-5)
    np.testing.assert_array_equal(got.time_ps, want.time_ps)
    assert (got.steps, got.rejected, got.evaluations) == (want.steps, want.rejected, want.evaluations)
    assert got.phase_rad.dtype == np.float32
    for change, message in [
        ({"method": "rk45"}, "choose rk4"),
        ({"duration_ps": 0.0}, "finite times above 0"),
        ({"step_ps": -1.0}, "finite times above 0"),
        ({"max_steps": 10}, "the limit is 10"),
    ]:
        with pytest.raises(InputError, match=message):
            integrate(gpu, phase, **{"duration_ps": 1.0, "method": "rk4", "step_ps": 0.03, **change})
