"""The network of the pair prior (Eq. 24d): from the sequence alone, how far apart the CB of every two residues are.

Trained by tools/train_pair_prior.py; `provenance()` says on what.
"""

from __future__ import annotations

import functools
import json
import math
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from prct.parameters.layers import convolved, gelu, normalised, softmax

DILATIONS = (1, 2, 4, 8)


@functools.cache
def _stored() -> dict[str, np.ndarray]:
    stored = np.load(BytesIO(files("prct.parameters").joinpath("pair_prior.npz").read_bytes()))
    return {name: stored[name] for name in stored.files}


@functools.cache
def _weights() -> dict[str, np.ndarray]:
    return {name: array.astype(np.float32) for name, array in _stored().items() if name != "provenance"}


def provenance() -> dict[str, Any]:
    """Scripts, digests of the data, settings and measured figures."""
    return json.loads(str(_stored()["provenance"]))


def edges_a() -> np.ndarray:
    """Edges of the bins, float64 [B + 1] in Å, from 0 to infinity."""
    return np.concatenate([[0.0], _stored()["edges_a"].astype(np.float64), [np.inf]])


def background(separation: np.ndarray, length: int) -> np.ndarray:
    """Probabilities in the training chains at separations [K] in chains of about a length, float64 [K, B]."""
    table = _stored()["background"]
    return np.asarray(table[np.minimum(separation, len(table) - 1), _length_class(length)].astype(np.float64))


def evaluate(residues: np.ndarray, length: int) -> np.ndarray:
    """Probabilities of the CB-CB distances of a chain, or of a part of it.

    Parameters
    ----------
    residues : uint8 [L]
        Codes 0-19 for ACDEFGHIKLMNPQRSTVWY, 20 for any other.
    length : int
        Residues of the whole chain.

    Returns
    -------
    float32 [L, L, B]
        Symmetric; pairs nearer than three residues were not trained.
    """
    w = _weights()
    pair = _pairs(_chain(residues, w), length, w)
    for k in range(_count("pairs")):
        pair = pair + _pair_block(pair, w, f"pairs_{k}", DILATIONS[k % len(DILATIONS)])
    logits = normalised(pair, w["norm_weight"], w["norm_bias"]) @ w["head_weight"].T + w["head_bias"]
    return softmax(0.5 * (logits + logits.transpose(1, 0, 2)))


def _count(kind: str) -> int:
    return sum(name.startswith(f"{kind}_") and name.endswith("wide_weight") for name in _stored())


def _chain(residues: np.ndarray, w: dict[str, np.ndarray]) -> np.ndarray:
    """Features of the residues, [L, C]."""
    x = w["embed_weight"][residues][None]
    for k in range(_count("chain")):
        h = normalised(x, w[f"chain_{k}_norm_weight"], w[f"chain_{k}_norm_bias"])
        h = gelu(convolved(h, w[f"chain_{k}_wide_weight"]) + w[f"chain_{k}_wide_bias"])
        x = x + h @ w[f"chain_{k}_back_weight"].T + w[f"chain_{k}_back_bias"]
    return normalised(x, w["chain_norm_weight"], w["chain_norm_bias"])[0]


def _length_class(length: int) -> int:
    """0 below 30 residues, then one class for each factor of 1.3."""
    return min(max(math.ceil(math.log(length / 30.0) / math.log(1.3)), 0), len(_weights()["length_weight"]) - 1)


def _pairs(x: np.ndarray, length: int, w: dict[str, np.ndarray]) -> np.ndarray:
    """Features of the pairs before the blocks, [L, L, C]."""
    place = np.arange(len(x))
    apart = np.minimum(np.abs(place[:, None] - place), len(w["separation_weight"]) - 1)
    side, factor = (x @ w[f"{name}_weight"].T + w[f"{name}_bias"] for name in ("side", "factor"))
    return (
        side[:, None]
        + side
        + factor[:, None] * factor
        + w["separation_weight"][apart]
        + w["length_weight"][_length_class(length)]
    ).astype(np.float32)


def _pair_block(x: np.ndarray, w: dict[str, np.ndarray], name: str, dilation: int) -> np.ndarray:
    """W gelu(conv(h) + mean of h over the row and the column), h = norm(x)."""
    h = normalised(x, w[f"{name}_norm_weight"], w[f"{name}_norm_bias"])
    mean = h.mean(axis=1) @ w[f"{name}_lines_weight"].T
    wide = _convolved_map(h, w[f"{name}_wide_weight"], dilation) + w[f"{name}_wide_bias"]
    return gelu(wide + mean[:, None] + mean) @ w[f"{name}_back_weight"].T + w[f"{name}_back_bias"]


def _convolved_map(x: np.ndarray, kernel: np.ndarray, dilation: int) -> np.ndarray:
    """Over the map, zero outside; `kernel` [out, in, 3, 3]."""
    length = len(x)
    padded = np.pad(x, ((dilation, dilation), (dilation, dilation), (0, 0)))
    total = np.zeros((length, length, len(kernel)), np.float32)
    for a in range(3):
        for b in range(3):
            rows, columns = a * dilation, b * dilation
            total += padded[rows : rows + length, columns : columns + length] @ kernel[:, :, a, b].T
    return total
