"""The phase prior as energy surfaces beside Eq. 6 (Eq. 24c).

The network gives weights w_k of components g_k(φ, ψ) from the sequence window of a residue; v_k are their means over
the residue's class, which Eq. 6 knows already. What is added to -kT ln p(φ, ψ; class) is

    -kT ln [Σ_k w_k g_k(φ, ψ) / Σ_k v_k g_k(φ, ψ)].

Where more is known of the secondary structure s than Q(s), what the network says of it, namely P(s), Bayes' rule makes
w_k Σ_s P(s | k) (P(s) / Q(s))^t of w_k. P(s) is given, or it is the mean of Q over the sequences of a family: a family
knows the secondary structure better, the sequence itself the turns.
"""

from __future__ import annotations

import functools

import numpy as np

from prct.core.target import Target
from prct.parameters.phase_prior import background, evaluate, log_components, membership
from prct.parameters.ramachandran import GRID, KT_KCAL, RESIDUES, class_of_residue

FAMILY_TRUST = 0.7
"""t for a family: its sequences are no independent witnesses. Nats a residue on the ten families of `calibrate`: 1.49
by Eq. 6 alone, 1.187 by the sequence, with the family 1.158 at 0.7, 1.186 at 1; mean weights over the family 1.40."""
LEAST_SHARE = 1e-3
"""Of a state; less is not believed."""
CAP_KCAL = 7 * KT_KCAL
"""No (φ, ψ) costs more, as in Eq. 6."""


def prior_surfaces(
    target: Target, states: np.ndarray | None = None, trust: float = FAMILY_TRUST, cis: np.ndarray | None = None
) -> np.ndarray:
    """What the sequence says of φ and ψ.

    Parameters
    ----------
    target : Target
    states : float64 [L, 3], optional
        Probabilities of helix, strand and the rest that are better founded than the network's; NaN rows are unknown.
    trust : float
        t above.
    cis : bool [L], optional
        Residues with a cis peptide before them.

    Returns
    -------
    float64 [L, 36, 36]
        kcal/mol over [φ, ψ]; lowest point 0, cap 7 kT.

    Examples
    --------
    >>> surface = prior_surfaces(Target("t", ("A",), ("SAEEAARRLLELAKKAAEEG",)))[9]
    >>> phi, psi = np.unravel_index(surface.argmin(), surface.shape)
    >>> bool(-90 <= phi * 10 - 180 <= -40 and -70 <= psi * 10 - 180 <= -10)
    True
    """
    weights = []
    for start, sequence in zip(target.chain_starts, target.sequences, strict=False):
        own, expected = _expected(sequence)
        if states is not None:
            own = _once_known(own, expected, states[start : start + len(sequence)], trust)
        weights.append(own)
    density, of_class = _densities()
    classes = class_of_residue(target.sequence, target.chain_starts, cis)
    energy = np.concatenate(weights) @ density
    energy /= of_class[classes]
    np.log(energy, out=energy)
    energy *= -KT_KCAL
    energy -= energy.min(axis=1, keepdims=True)
    np.minimum(energy, CAP_KCAL, out=energy)
    return np.asarray(energy.reshape(-1, GRID, GRID))


@functools.lru_cache(maxsize=16)
def _expected(sequence: str) -> tuple[np.ndarray, np.ndarray]:
    """Component weights and states of a chain, float64; kept, as a fold asks for them twice."""
    codes = np.array([[RESIDUES.index(letter) for letter in sequence]], np.uint8)
    weights, states, _ = evaluate(codes)
    return weights[0].astype(np.float64), states[0].astype(np.float64)


def _once_known(weights: np.ndarray, expected: np.ndarray, states: np.ndarray, trust: float) -> np.ndarray:
    """Component weights [L, K] once the states are known."""
    known = np.isfinite(states).all(axis=1)
    factor = np.ones_like(expected)
    factor[known] = (np.maximum(states[known], LEAST_SHARE) / np.maximum(expected[known], LEAST_SHARE)) ** trust
    changed = weights * (factor @ membership().T)
    return np.asarray(changed / changed.sum(axis=1, keepdims=True))


@functools.cache
def _densities() -> tuple[np.ndarray, np.ndarray]:
    """At the nodes: of every component [K, 36 · 36], and of the classes of Eq. 6 [23, 36 · 36]."""
    density = np.exp(log_components(_nodes())).T
    return density, background() @ density


def _nodes() -> np.ndarray:
    """[36 · 36, 2]: φ, ψ of the nodes."""
    angle = np.linspace(-np.pi, np.pi, GRID, endpoint=False)
    return np.stack(np.meshgrid(angle, angle, indexing="ij"), axis=-1).reshape(-1, 2)
