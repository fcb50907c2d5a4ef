"""Layers of the networks that ship, on the last axis unless said otherwise, in float32."""

from __future__ import annotations

import numpy as np


def normalised(x: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Zero mean and unit variance, then scaled and shifted."""
    x = x - x.mean(-1, keepdims=True)
    return np.asarray(x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-5)) * scale + shift)


def convolved(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Along the chain [S, L, in], zero outside; `kernel` [out, in, width]."""
    length, width = x.shape[1], kernel.shape[2]
    padded = np.pad(x, ((0, 0), (width // 2, width // 2), (0, 0)))
    total = padded[:, :length] @ kernel[:, :, 0].T
    for k in range(1, width):
        total += padded[:, k : k + length] @ kernel[:, :, k].T
    return np.asarray(total)


def gelu(x: np.ndarray) -> np.ndarray:
    """The form by tanh that the networks were trained with."""
    cubed = x * x * x  # numpy's ** is a hundred times as slow
    return np.asarray(
        x * (np.float32(0.5) + np.float32(0.5) * np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * cubed)))
    )


def softmax(x: np.ndarray) -> np.ndarray:
    """Probabilities of logits."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True))
