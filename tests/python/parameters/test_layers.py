"""The layers of the networks against plain loops."""

import numpy as np
from prct.parameters.layers import convolved, gelu, normalised, softmax


def test_the_convolution_is_the_plain_sum():
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(2, 7, 3)), rng.normal(size=(4, 3, 5))
    plain = np.zeros((2, 7, 4))
    for s, place, out in np.ndindex(plain.shape):
        for shift in range(5):
            at = place + shift - 2
            if 0 <= at < 7:
                plain[s, place, out] += kernel[out, :, shift] @ x[s, at]
    assert np.allclose(convolved(x, kernel), plain)


def test_gelu_is_that_of_its_definition_within_its_approximation():
    from scipy.special import ndtr

    x = np.linspace(-4, 4, 81)
    assert np.allclose(gelu(x), x * ndtr(x), atol=1e-3)


def test_normalised_has_no_mean_and_unit_variance_before_scale_and_shift():
    x = np.random.default_rng(2).normal(3.0, 5.0, size=(4, 50))
    found = (normalised(x, np.float64(2.0), np.float64(1.0)) - 1.0) / 2.0
    assert np.allclose(found.mean(-1), 0.0) and np.allclose(found.std(-1), 1.0, atol=1e-4)


def test_softmax_does_not_overflow():
    assert np.allclose(softmax(np.array([1000.0, 1000.0, 0.0])), [0.5, 0.5, 0.0])
