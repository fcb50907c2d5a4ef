"""The network of the phase prior (Eq. 24c): sequence to densities of (phi, psi), secondary structure and burial.

Trained by tools/train_phase_prior.py; `provenance()` says on what.
"""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from scipy.special import ive

from prct.parameters.layers import convolved, gelu, normalised, softmax

STATES = "HE-"
"""Secondary structure: helix, strand, the rest."""
OUTSIDE = 21
"""Residue code of the places before and after a chain; 20 is an unknown residue, 0-19 are ACDEFGHIKLMNPQRSTVWY."""


@functools.cache
def _stored() -> dict[str, np.ndarray]:
    stored = np.load(BytesIO(files("prct.parameters").joinpath("phase_prior.npz").read_bytes()))
    return {name: stored[name] for name in stored.files}


def _parameter(name: str) -> np.ndarray:
    return _stored()[name].astype(np.float32)


@functools.cache
def _weights() -> dict[str, np.ndarray]:
    return {name: _parameter(name) for name in _stored() if name != "provenance"}


def provenance() -> dict[str, Any]:
    """Scripts, digests of the data, settings and measured figures."""
    return json.loads(str(_stored()["provenance"]))


def background() -> np.ndarray:
    """Mean weight of every component in each class of Eq. 6, float64 [23, K]."""
    return _weights()["background"].astype(np.float64)


def membership() -> np.ndarray:
    """Share of `STATES` where a component is, float64 [K, 3]."""
    return _weights()["membership"].astype(np.float64)


def log_components(phases: np.ndarray) -> np.ndarray:
    """ln density (1/rad²) of every von Mises component at phases [..., 2] (phi, psi, rad), float64 [..., K]."""
    centre, kappa = (_weights()[name].astype(np.float64) for name in ("centre_rad", "kappa"))
    away = np.cos(phases[..., None, :] - centre) - 1.0
    return np.asarray((kappa * away - np.log(2 * np.pi * ive(0, kappa))).sum(axis=-1))


def evaluate(residues: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the network says of whole chains.

    Parameters
    ----------
    residues : uint8 [S, L]
        Codes of S chains of one length.

    Returns
    -------
    weights : float32 [S, L, K]
        Share of each component of (phi, psi).
    states : float32 [S, L, 3]
        Probabilities of `STATES`.
    burial : float32 [S, L]
        Expected number of other residues whose CB lies within 10 Å.
    """
    w = _weights()
    x = w["embed_weight"][residues]
    for k in range(sum(name.endswith("wide_weight") for name in w)):
        h = normalised(x, w[f"blocks_{k}_norm_weight"], w[f"blocks_{k}_norm_bias"])
        h = gelu(convolved(h, w[f"blocks_{k}_wide_weight"]) + w[f"blocks_{k}_wide_bias"])
        x = x + h @ w[f"blocks_{k}_back_weight"].T + w[f"blocks_{k}_back_bias"]
    out = normalised(x, w["norm_weight"], w["norm_bias"]) @ w["head_weight"].T + w["head_bias"]
    count = len(w["kappa"])
    mean, deviation = w["burial_scale"]
    return softmax(out[..., :count]), softmax(out[..., count:-1]), out[..., -1] * deviation + mean
