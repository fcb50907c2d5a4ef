"""Models of graded quality for the tests of scores."""

import numpy as np
import pytest
from scoring_chains import rotation, wandering_chain


@pytest.fixture
def decoys():
    """(native, model) pairs from good to poor: smooth deformations of a wandering chain."""
    pairs = []
    for seed, scale_a in enumerate((0.3, 0.8, 1.5, 3.0, 6.0)):
        native = wandering_chain(90, seed)
        rng = np.random.default_rng(100 + seed)
        kernel = np.exp(-0.5 * (np.arange(-10, 11) / 5.0) ** 2)
        noise = [np.convolve(rng.normal(size=110), kernel / np.linalg.norm(kernel), "valid") for _ in range(3)]
        model = (native + scale_a * np.stack(noise, axis=1)) @ rotation(seed).T + 20.0
        pairs.append((native, model))
    return pairs
