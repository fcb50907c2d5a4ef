"""Backbones from a CA trace and from torsions, with the ideal geometry of Eq. 5."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


def backbone_from_trace(chain_starts: ArrayLike, trace_a: ArrayLike) -> np.ndarray:
    """Build N, CA and C from a CA trace; O and CB follow by Eq. 2.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    trace_a : float [N, 3]
        CA positions in Å; they are kept. Imperfect traces give imperfect bonds.

    Returns
    -------
    float64 [N, 3, 3]
        N, CA, C in Å. Residues are L whatever the hand of the trace; a mirrored trace is *not* recognised, see
        :mod:`prct.core.hand`.

    Raises
    ------
    InputError
        Arrays that do not fit each other.

    Examples
    --------
    >>> angle = np.radians(100) * np.arange(12)
    >>> helix = np.stack([2.3 * np.cos(angle), 2.3 * np.sin(angle), 1.5 * np.arange(12)], axis=1)
    >>> phi, psi, omega = np.degrees(backbone_torsions([0, 12], backbone_from_trace([0, 12], helix)))[5]
    >>> bool(abs(phi + 60) < 15 and abs(psi + 45) < 15 and abs(omega) > 165)
    True
    """
    return _core.backbone_from_trace(np.asarray(chain_starts, np.int32), np.asarray(trace_a, float))


def backbone_from_torsions(chain_starts: ArrayLike, torsions_rad: ArrayLike) -> np.ndarray:
    """Build N, CA and C from torsions with ideal bonds and angles.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    torsions_rad : float [N, 3]
        φ, ψ, ω; ω of residue i is that of the peptide to i + 1. φ of a chain's first residue and ψ, ω of its last are
        not used.

    Returns
    -------
    float64 [N, 3, 3]
        N, CA, C in Å; every chain starts at the origin.

    Examples
    --------
    >>> torsions = np.tile(np.radians([-60.0, -45.0, 180.0]), (5, 1))
    >>> ca = backbone_from_torsions([0, 5], torsions)[:, 1]
    >>> [round(float(d), 1) for d in np.linalg.norm(np.diff(ca, axis=0), axis=1)]
    [3.8, 3.8, 3.8, 3.8]
    """
    return _core.backbone_from_torsions(np.asarray(chain_starts, np.int32), np.asarray(torsions_rad, float))


def backbone_torsions(chain_starts: ArrayLike, backbone_a: ArrayLike) -> np.ndarray:
    """Measure φ, ψ, ω of N, CA, C [N, 3, 3]: float64 [N, 3] in (-π, π], NaN where a chain has none (Eq. 1)."""
    return _core.backbone_torsions(np.asarray(chain_starts, np.int32), np.asarray(backbone_a, float))
