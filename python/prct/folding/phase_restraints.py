"""V_ss of Eq. 9b: what is known of φ and ψ as one energy surface for each residue, to stand beside Eq. 6.

Each source is a likelihood over the torus: a von Mises density about a measured (φ, ψ), or, for secondary structure,
Bayes' rule. Eq. 6 holds -kT ln p(φ, ψ) over all kinds of secondary structure s; where P(s) is known to be P'(s),

    p'(φ, ψ) = p(φ, ψ) Σ_s P(s | φ, ψ) P'(s) / P(s),

so that -kT ln of the sum is what has to be added. It is 0 throughout where P' = P.

Near its lowest point a surface is L kT, L = -ln of the product of all likelihoods; far away it rises with √L, as the
angle does, and levels off: so it pulls from everywhere and forbids nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ive

from prct.core.prior_knowledge import PhaseTargets
from prct.folding.settings import Weights
from prct.parameters.ramachandran import GRID, KT_KCAL

CAP_KCAL = 7.0
"""No (φ, ψ) costs more, whatever the sources say together; as Eq. 6."""
LEAST_ERROR_RAD = np.radians(10.0)
"""Smaller errors are taken as this: the surface has no finer nodes."""

SHARES = (0.315, 0.167, 0.518)
"""P(s) of helix, strand and coil. This and what follows: 287,282 residues of 1,498 training chains, assigned by P-SEA
(``tools/secondary_structure_phases.py``)."""
MEANS_DEG = ((-65.0, -38.0), (-113.0, 135.0))
SPREADS_DEG = ((11.0, 15.0), (27.0, 20.0))
COIL_THERE = (0.23, 0.49)
"""Share of the coil where helices and strands are; the rest is taken as uniform over the torus."""


@dataclass(frozen=True)
class PhaseSource:
    """One source of targets and its weight in kT (1 = as its errors say)."""

    targets: PhaseTargets
    weight: float


def phase_surfaces(
    length: int, sources: tuple[PhaseSource, ...], secondary_structure: np.ndarray | None, weights: Weights
) -> np.ndarray | None:
    """Energy of every residue over the nodes of Eq. 6.

    Parameters
    ----------
    length : int
        L, residues.
    sources : tuple of PhaseSource
        Targets of φ and ψ.
    secondary_structure : float64 [L, 3] or None
        Probabilities of helix, strand and coil; NaN rows are unknown.
    weights : Weights
        ``secondary_structure`` is a factor.

    Returns
    -------
    float64 [L, 36, 36] or None
        kcal/mol over [φ, ψ]; lowest point 0, cap :data:`CAP_KCAL`; 0 throughout where nothing is known of a residue.
        None where nothing is known at all, or all weights are 0.

    Examples
    --------
    >>> helix = np.array([[1.0, 0.0, 0.0]])
    >>> surface = phase_surfaces(1, (), helix, Weights())[0]
    >>> phi, psi = np.unravel_index(surface.argmin(), surface.shape)
    >>> int(phi * 10 - 180), int(psi * 10 - 180), bool(4.0 < surface.max() < 7.0)
    (-60, -40, True)
    """
    log_likelihood, known = np.zeros((length, GRID, GRID)), np.zeros(length, bool)
    for source in sources:
        if source.weight:
            log_likelihood += source.weight * _log_of_targets(source.targets)
            known |= np.isfinite(source.targets.angle_rad).any(axis=1)
    if secondary_structure is not None and weights.secondary_structure:
        given = np.isfinite(secondary_structure).all(axis=1)
        log_likelihood[given] += weights.secondary_structure * _log_of_structure(secondary_structure[given])
        known |= given
    if not known.any():
        return None
    loss = log_likelihood.max(axis=(1, 2), keepdims=True) - log_likelihood
    robust_kcal = KT_KCAL * (np.sqrt(1.0 + 2.0 * loss) - 1.0)
    return np.asarray(robust_kcal / np.sqrt(1.0 + (robust_kcal / CAP_KCAL) ** 2))


_NODE_RAD = np.linspace(-np.pi, np.pi, GRID, endpoint=False)


def _log_of_targets(targets: PhaseTargets) -> np.ndarray:
    """[L, 36, 36]: ln of von Mises densities relative to their maxima; 0 for an unknown angle."""
    concentration = np.where(
        np.isfinite(targets.angle_rad), np.maximum(targets.error_rad, LEAST_ERROR_RAD) ** -2.0, 0.0
    )
    away = np.cos(_NODE_RAD - np.nan_to_num(targets.angle_rad)[:, :, None]) - 1.0
    along = concentration[:, :, None] * away
    return np.asarray(along[:, 0, :, None] + along[:, 1, None, :])


def _log_of_structure(probability: np.ndarray) -> np.ndarray:
    """[K, 36, 36]: ln Σ_s P(s | φ, ψ) P'(s) / P(s)."""
    ratio = probability / np.asarray(SHARES)
    return np.asarray(np.log(np.einsum("ks,sxy->kxy", ratio, _membership())))


def _membership() -> np.ndarray:
    """[3, 36, 36]: P(s | φ, ψ) of helix, strand and coil, by Bayes' rule."""
    density: list[np.ndarray] = [_von_mises(mean, spread) for mean, spread in zip(MEANS_DEG, SPREADS_DEG, strict=True)]
    coil = sum(share * there for share, there in zip(COIL_THERE, density, strict=True))
    density.append(np.asarray(coil + (1.0 - sum(COIL_THERE)) / (4 * np.pi**2)))
    joint = np.asarray(SHARES)[:, None, None] * np.stack(density)
    return np.asarray(joint / joint.sum(axis=0))


def _von_mises(mean_deg: tuple[float, float], spread_deg: tuple[float, float]) -> np.ndarray:
    """[36, 36]: the density of φ times that of ψ, 1/rad²."""
    axes = []
    for mean, spread in zip(np.radians(mean_deg), np.radians(spread_deg), strict=True):
        kappa = spread**-2.0
        axes.append(np.exp(kappa * (np.cos(_NODE_RAD - mean) - 1.0)) / (2 * np.pi * ive(0, kappa)))
    return np.asarray(np.multiply.outer(*axes))
