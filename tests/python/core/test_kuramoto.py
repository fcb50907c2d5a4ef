from functools import partial

import numpy as np
import pytest
from prct.base.errors import GpuError, InputError
from prct.core.kuramoto import KuramotoNetwork, MeanFieldNetwork, kuramoto_rate, local_order_parameter, order_parameter


def random_graph(n, degree, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n, (2, n * degree // 2))
    i, j = np.r_[a, b], np.r_[b, a]
    order = np.lexsort((j, i))
    return np.r_[0, np.cumsum(np.bincount(i, minlength=n))], j[order]


def plain(phase, row_start, neighbor, weight, frequency, coupling, amplitude):
    rate = np.array(frequency, float)
    for i in range(len(phase)):
        edges = slice(row_start[i], row_start[i + 1])
        j = neighbor[edges]
        if len(j):
            pull = (weight[edges] * amplitude[j] * np.sin(phase[j] - phase[i])).sum()
            rate[i] += coupling / weight[edges].sum() * pull
    return rate


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-5), (np.float64, 1e-13)])
def test_rate_matches_the_plain_loop(dtype, tolerance):
    rng = np.random.default_rng(1)
    row_start, neighbor = random_graph(500, 12, 2)
    weight, amplitude, frequency = rng.random(len(neighbor)) + 0.1, rng.random(500), rng.normal(size=500)
    phase = rng.uniform(-np.pi, np.pi, 500).astype(dtype)
    network = KuramotoNetwork(
        row_start,
        neighbor,
        weight,
        frequency_rad_per_ps=frequency,
        coupling_rad_per_ps=1.5,
        amplitude=amplitude,
        dtype=dtype,
        threads=2,
    )
    rate = network.rate(phase)
    assert rate.dtype == dtype
    expected = plain(phase.astype(float), row_start, neighbor, weight, frequency, 1.5, amplitude)
    np.testing.assert_allclose(rate, expected, atol=tolerance, rtol=0)
    once = kuramoto_rate(
        phase, row_start, neighbor, weight, frequency_rad_per_ps=frequency, coupling_rad_per_ps=1.5, amplitude=amplitude
    )
    np.testing.assert_array_equal(once, rate)
    out = np.empty_like(rate)
    assert network.rate(phase, out=out) is out
    np.testing.assert_array_equal(out, rate)


def test_mean_field_equals_the_complete_graph():
    n, rng = 64, np.random.default_rng(3)
    phase, frequency = rng.uniform(-3, 3, n), rng.normal(size=n)
    complete = KuramotoNetwork(
        np.arange(n + 1) * n, np.tile(np.arange(n), n), frequency_rad_per_ps=frequency, coupling_rad_per_ps=0.7
    )
    np.testing.assert_allclose(MeanFieldNetwork(frequency, 0.7).rate(phase), complete.rate(phase), atol=1e-14)


def test_support_and_amplitude():
    chain = KuramotoNetwork([0, 1, 3, 4], [1, 0, 2, 1], frequency_rad_per_ps=np.zeros(3), coupling_rad_per_ps=1.0)
    np.testing.assert_allclose(chain.support([0.0, 0.5, np.pi]), [np.cos(0.5), 0.0, 0.0], atol=1e-15)
    chain.set_amplitude([2.0, 1.0, 0.0])
    np.testing.assert_allclose(chain.support([0.0, 0.5, np.pi]), [np.cos(0.5), 2 * np.cos(0.5), 0.0], atol=1e-15)


def test_order_parameters():
    phase = np.random.default_rng(4).uniform(-1, 2, 300)
    assert order_parameter(phase) == pytest.approx(abs(np.exp(1j * phase).mean()) ** 2, abs=1e-14)
    local = local_order_parameter(phase, 5)
    assert local[10] == pytest.approx(abs(np.exp(1j * phase[8:13]).mean()) ** 2, abs=1e-14)
    assert local[299] == pytest.approx(abs(np.exp(1j * phase[297:]).mean()) ** 2, abs=1e-14)


def test_empty_and_single():
    empty = KuramotoNetwork([0], [], frequency_rad_per_ps=[], coupling_rad_per_ps=1.0)
    assert empty.rate([]).shape == (0,)
    single = KuramotoNetwork([0, 0], [], frequency_rad_per_ps=[0.5], coupling_rad_per_ps=1.0)
    assert single.rate([2.0]) == 0.5


@pytest.mark.parametrize("scale_by_weights", [True, False])
@pytest.mark.parametrize("platform", ["cuda-emulation", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_the_gpu_agrees_with_the_cpu(platform, scale_by_weights):
    rng = np.random.default_rng(5)
    row_start, neighbor = random_graph(300, 10, 6)
    given = {
        "weight": rng.random(len(neighbor)),
        "frequency_rad_per_ps": rng.normal(size=300),
        "coupling_rad_per_ps": 0.8,
        "amplitude": rng.random(300),
        "scale_by_weights": scale_by_weights,
    }
    try:
        gpu = KuramotoNetwork(row_start, neighbor, **given, platform=platform)
    except GpuError as problem:
        pytest.skip(f"needs a CUDA device: {problem}")
    cpu = KuramotoNetwork(row_start, neighbor, **given, dtype=np.float32)
    assert (gpu.platform, cpu.platform) == (platform, "cpu")
    assert gpu.dtype == np.float32
    phase = rng.uniform(-3, 3, 300).astype(np.float32)
    for _ in range(2):
        np.testing.assert_allclose(gpu.rate(phase), cpu.rate(phase), rtol=0, atol=3e-6)
        np.testing.assert_allclose(gpu.support(phase), cpu.support(phase), rtol=0, atol=3e-6)
        for network in (gpu, cpu):
            network.set_amplitude(np.linspace(0, 1, 300))
            network.set_frequency(np.linspace(-1, 1, 300))


def test_a_missing_gpu_is_said():
    network = partial(KuramotoNetwork, [0, 1, 2], [1, 0], frequency_rad_per_ps=[0, 0], coupling_rad_per_ps=1.0)
    try:
        network(platform="cuda")
    except GpuError as problem:
        assert "driver" in str(problem) or "GPU" in str(problem)
    with pytest.raises(InputError, match="computes phases in float32"):
        network(platform="cuda", dtype=np.float64)
    with pytest.raises(InputError, match="choose cpu, cuda"):
        network(platform="gpu")
    with pytest.raises(InputError, match="weight has 1"):
        network(platform="cuda-emulation", weight=[1.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"row_start": [0, 1]}, "row_start runs from 0 to 1"),
        ({"row_start": [0, 2, 1]}, "row_start runs"),
        ({"row_start": [[0, 1, 2]]}, "row_start has shape"),
        ({"neighbor": [1, 2]}, r"neighbor\[1\] is 2"),
        ({"neighbor": [1, -1]}, "neighbor holds -1"),
        ({"neighbor": [1, 2**32]}, "neighbor holds"),
        ({"neighbor": [1.0, 0.0]}, "array of integers"),
        ({"weight": [1.0, np.nan]}, r"weight\[1\] is not finite"),
        ({"weight": [1.0, -1.0]}, "negative"),
        ({"weight": [1.0]}, "weight has 1"),
        ({"frequency_rad_per_ps": [0.0]}, "frequency has 1"),
        ({"frequency_rad_per_ps": [0.0, np.inf]}, r"frequency\[1\]"),
        ({"coupling_rad_per_ps": np.nan}, "coupling is not finite"),
        ({"amplitude": [1.0]}, "amplitude has shape"),
        ({"amplitude": [1.0, np.nan]}, r"amplitude\[1\]"),
        ({"dtype": np.float16}, "float16"),
        ({"threads": 0}, "thread"),
    ],
)
def test_what_cannot_be_used_is_refused(change, message):
    good = {"row_start": [0, 1, 2], "neighbor": [1, 0], "frequency_rad_per_ps": [0.0, 0.0], "coupling_rad_per_ps": 1.0}
    KuramotoNetwork(**good)
    with pytest.raises(InputError, match=message):
        KuramotoNetwork(**{**good, **change})


def test_bad_phases_are_refused():
    network = MeanFieldNetwork([0.0, 0.0], 1.0)
    for phase in ([0.0], [0.0, np.nan], [[0.0, 1.0]], [0.0, np.inf]):
        with pytest.raises(InputError, match="phase"):
            network.rate(phase)
    with pytest.raises(InputError, match="one axis"):
        network.rate([0.0, 0.0], out=np.empty((2, 1)))
    with pytest.raises(InputError, match="no phases"):
        order_parameter([])
    with pytest.raises(InputError, match="odd"):
        local_order_parameter([0.0], 2)
