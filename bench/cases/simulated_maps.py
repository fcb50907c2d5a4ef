"""Distance maps as a predictor would give them, made from natives: to choose parameters without any real prediction.

A predictor that minimises its error returns the mean of what its evidence leaves possible: where evidence is vague, the
prediction goes back to what is usual at that separation along the chain. Evidence is vague by pairs of segments, so
that errors are shared within a patch of the map, as in real predictions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.special import ndtr

from bench.cases.definitions import generator

LIMIT_A = 16.0
BIN_EDGES_A = np.array([0.0, *np.arange(4.5, LIMIT_A + 0.1, 0.5), np.inf])
SEGMENT_LENGTHS = (6, 14)
SPREAD_OF_VAGUENESS = 0.7
"""Of its logarithm, over pairs of segments."""
SHARED, SINGLE = 0.75, 0.66
"""Shares of the error that a pair of segments has in common, and of the rest; their squares add up to one."""
NEAR, NEAR_VAGUENESS_A = 6, 0.6
"""Pairs this near along the chain are predicted well,"""
MIDDLE = 13
"""and up to here twice as well as others."""

# CB-CB distances at separations along tuning chains of 80-200 residues: mean and standard deviation, Å.
USUAL_SEPARATION = np.array([1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 30, 60, 90, 130, 180])
USUAL_A = np.array([5.5, 7.2, 8.5, 10.1, 12.1, 13.5, 15.8, 17.7, 19.5, 20.2, 20.3, 19.8, 21.6, 22.7, 25.4, 25.7])
USUAL_SD_A = np.array([0.3, 0.9, 2.4, 3.2, 3.5, 4.2, 5.5, 6.3, 7.2, 7.7, 8.0, 7.9, 7.9, 8.9, 9.4, 7.8])


class SimulatedMap(NamedTuple):
    """Mean and standard deviation [L, L] of each distance as the predictor sees it, Å."""

    mean_a: np.ndarray
    sd_a: np.ndarray


def simulated_map(distance_a: np.ndarray, vagueness_a: float, seed: int, chain: str) -> SimulatedMap:
    """A prediction of CB distances [L, L] whose evidence is vague by about `vagueness_a`."""
    rng = generator(seed, chain, "simulated map")
    n = len(distance_a)
    separation = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    segment = _segments(n, rng)
    count = segment[-1] + 1
    of_pair = np.exp(np.log(vagueness_a) + SPREAD_OF_VAGUENESS * _symmetric(rng.normal(size=(count, count))))
    vague = np.exp(gaussian_filter(np.log(of_pair[segment][:, segment]), 1.5))
    vague = np.where(separation < MIDDLE, np.minimum(vague, 0.5 * vagueness_a), vague)
    vague = np.where(separation < NEAR, np.minimum(vague, NEAR_VAGUENESS_A), vague)
    single = gaussian_filter(rng.normal(size=(n, n)), 2.0)
    shared = gaussian_filter(_symmetric(rng.normal(size=(count, count)))[segment][:, segment], 1.0)
    error = vague * (SHARED * shared + SINGLE * _symmetric(single / single.std()))
    usual = np.interp(separation, USUAL_SEPARATION, USUAL_A)
    usual_sd = np.interp(separation, USUAL_SEPARATION, USUAL_SD_A)
    trust = usual_sd**2 / (usual_sd**2 + vague**2)
    mean = trust * (distance_a + error) + (1.0 - trust) * usual
    mean = np.clip(0.5 * (mean + mean.T), 3.5, None)
    sd = np.maximum(np.sqrt(trust) * vague, 0.3)
    return SimulatedMap(mean, np.maximum(sd, sd.T))


def as_distances(given: SimulatedMap) -> np.ndarray:
    """Distances [L, L]; 16 Å means "beyond"."""
    return np.minimum(given.mean_a, LIMIT_A)


def as_distogram(given: SimulatedMap) -> np.ndarray:
    """Probabilities [L, L, B] of the bins between BIN_EDGES_A."""
    below = ndtr((BIN_EDGES_A - given.mean_a[..., None]) / given.sd_a[..., None])
    probability = np.diff(below, axis=-1)
    return probability / probability.sum(axis=-1, keepdims=True)


def _segments(n: int, rng: np.random.Generator) -> np.ndarray:
    ends = np.cumsum(rng.integers(*SEGMENT_LENGTHS, size=n // SEGMENT_LENGTHS[0] + 1))
    return np.searchsorted(ends, np.arange(n), side="right")


def _symmetric(values: np.ndarray) -> np.ndarray:
    return np.triu(values) + np.triu(values, 1).T
