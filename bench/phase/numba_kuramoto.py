"""The peers of kuramoto.py: right-hand sides as numba users write them."""

from __future__ import annotations

import numba
import numpy as np

compiled = numba.njit(fastmath=True, error_model="numpy")


def gain(row_start: np.ndarray, weight: np.ndarray, coupling: float) -> np.ndarray:
    """Coupling divided by the sum of weights of every oscillator, 0 where there is none."""
    sums = np.add.reduceat(np.r_[weight.astype(np.float64), 0.0], row_start[:-1])
    sums[np.diff(row_start) == 0] = 0
    return np.divide(coupling, sums, out=np.zeros_like(sums), where=sums > 0).astype(weight.dtype)


@compiled
def edge_sines(row_start, neighbor, weight, frequency, gain, phase, out):
    """One sine an edge."""
    for i in range(phase.shape[0]):
        pull = weight.dtype.type(0)
        here = phase[i]
        for e in range(row_start[i], row_start[i + 1]):
            pull += weight[e] * np.sin(phase[neighbor[e]] - here)
        out[i] = frequency[i] + gain[i] * pull
    return out


@compiled
def sines_once(row_start, neighbor, weight, frequency, gain, phase, pairs, out):
    """Sine and cosine once an oscillator, interleaved in `pairs`."""
    for i in range(phase.shape[0]):
        pairs[i, 0] = np.sin(phase[i])
        pairs[i, 1] = np.cos(phase[i])
    for i in range(phase.shape[0]):
        sine = weight.dtype.type(0)
        cosine = weight.dtype.type(0)
        for e in range(row_start[i], row_start[i + 1]):
            j = neighbor[e]
            sine += weight[e] * pairs[j, 0]
            cosine += weight[e] * pairs[j, 1]
        out[i] = frequency[i] + gain[i] * (pairs[i, 1] * sine - pairs[i, 0] * cosine)
    return out


@compiled
def mean_field(frequency, coupling, phase, pairs, out):
    """All to all by the mean of the unit vectors."""
    sine = 0.0
    cosine = 0.0
    for i in range(phase.shape[0]):
        pairs[i, 0] = np.sin(phase[i])
        pairs[i, 1] = np.cos(phase[i])
        sine += pairs[i, 0]
        cosine += pairs[i, 1]
    sine_mean = phase.dtype.type(sine / phase.shape[0])
    cosine_mean = phase.dtype.type(cosine / phase.shape[0])
    for i in range(phase.shape[0]):
        out[i] = frequency[i] + coupling * (pairs[i, 1] * sine_mean - pairs[i, 0] * cosine_mean)
    return out
