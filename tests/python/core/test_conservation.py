import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.conservation import energy_drift, order_in_step


def correlated_noise(samples: int, memory: float, random: np.random.Generator) -> np.ndarray:
    noise = np.empty(samples)
    noise[0] = random.normal()
    kicks = random.normal(scale=np.sqrt(1 - memory**2), size=samples)
    for k in range(1, samples):
        noise[k] = memory * noise[k - 1] + kicks[k]
    return noise


def test_a_ramp_is_its_own_drift_whatever_does_not_fill_the_blocks():
    for samples in (100, 1000, 1013):
        drift = energy_drift(5.0 + np.linspace(0.0, 12.0, samples), 100, 0.6, blocks=20)
        assert drift.drift == pytest.approx(0.2)
        assert drift.fluctuation < 1e-12


def test_the_interval_covers_no_drift_as_often_as_it_says():
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        low, high = energy_drift(correlated_noise(2000, 0.8, random), 1, 1.0, confidence=0.9).interval
        covered += low <= 0.0 <= high
    # 180 expected, standard deviation 4.2; an interval from single samples covers about 90.
    assert 160 <= covered <= 197


def test_the_fluctuation_is_that_about_the_line():
    random = np.random.default_rng(2)
    series = np.linspace(0.0, 50.0, 20000) + random.normal(scale=3.0, size=20000)
    assert energy_drift(series, 1, 1.0).fluctuation == pytest.approx(3.0, rel=0.02)


def test_the_order_of_a_power_law():
    steps = np.array([1.0, 2.0, 3.0, 5.0])
    order, error = order_in_step(steps, 0.3 * steps**2.5)
    assert order == pytest.approx(2.5)
    assert error < 1e-12


@pytest.mark.parametrize(
    "call",
    [
        lambda: energy_drift(np.zeros(10), 1, 1.0),
        lambda: energy_drift(np.zeros((30, 2)), 1, 1.0),
        lambda: energy_drift([0.0] * 29 + [np.nan], 1, 1.0),
        lambda: energy_drift(np.zeros(30), 0, 1.0),
        lambda: energy_drift(np.zeros(30), 1, 0.0),
        lambda: energy_drift(np.zeros(30), 1, 1.0, blocks=3),
        lambda: energy_drift(np.zeros(30), 1, 1.0, confidence=1.0),
        lambda: order_in_step([1.0, 2.0], [1.0, 2.0]),
        lambda: order_in_step([1.0, 2.0, 3.0], [1.0, 0.0, 2.0]),
    ],
)
def test_what_cannot_be_analysed_is_refused(call):
    with pytest.raises(InputError):
        call()
