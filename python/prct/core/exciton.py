"""Amide-I excitons over the peptide groups of a backbone (Eq. 24e)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.base.errors import InputError

SITE_ENERGY_CM1 = _core.AMIDE_SITE_ENERGY_CM1
"""Of a peptide group alone, one value for all (cpp/include/prct/physics/exciton_coupling.h)."""

MOST_AMPLITUDES = 20_000_000
"""Frames times groups of one trajectory (16 bytes each)."""


@dataclass(frozen=True)
class ExcitonModel:
    """K coupled peptide groups.

    Attributes
    ----------
    residue : int32 [K]
        That C and O of each group belong to, 0-based over all chains, ascending.
    placed_oxygen : int32
        Residues whose O was missing and stands by Eq. 2.
    position_a : float64 [K, 3]
        Of the transition dipoles, Å.
    moment_debye : float64 [K, 3]
        Transition dipoles, D.
    hamiltonian_cm1 : float64 [K, K]
        Symmetric; site energies on the diagonal, couplings off it. Add to the diagonal for isotope labels or shifts.
    """

    residue: np.ndarray
    placed_oxygen: np.ndarray
    position_a: np.ndarray
    moment_debye: np.ndarray
    hamiltonian_cm1: np.ndarray


@dataclass(frozen=True)
class ExcitonStates:
    """Eigenstates, the lowest first.

    Attributes
    ----------
    energy_cm1 : float64 [K]
    vectors : float64 [K, K]
        Row n holds what each group has of state n.
    strength_debye2 : float64 [K]
        |Σ_k c_k μ_k|²; all states together have Σ_k |μ_k|².
    participation : float64 [K]
        1 / Σ_k c_k⁴: over how many groups a state extends, from 1 to K.
    """

    energy_cm1: np.ndarray
    vectors: np.ndarray
    strength_debye2: np.ndarray
    participation: np.ndarray


@dataclass(frozen=True)
class ExcitonTrajectory:
    """Motion of one exciton.

    Attributes
    ----------
    time_ps : float64 [T]
    amplitude : complex128 [T, K]
        ψ without the phase that the mean site energy turns.
    """

    time_ps: np.ndarray
    amplitude: np.ndarray

    @property
    def population(self) -> np.ndarray:
        """|ψ_k|², float64 [T, K]; each row adds up to 1."""
        return np.abs(self.amplitude) ** 2

    @property
    def participation(self) -> np.ndarray:
        """1 / Σ_k |ψ_k|⁴, float64 [T]: over how many groups the exciton extends coherently."""
        return 1.0 / (self.population**2).sum(axis=1)


def exciton_model(
    chain_starts: ArrayLike, backbone_a: ArrayLike, *, site_energy_cm1: float = SITE_ENERGY_CM1
) -> ExcitonModel:
    """Find the peptide groups of a backbone and couple them.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    backbone_a : float [N, 4, 3]
        N, CA, C, O in Å, NaN = unresolved. A missing O is placed by Eq. 2 where CA, C and the next N are there.
    site_energy_cm1 : float
        Of each group alone.

    Returns
    -------
    ExcitonModel
        Residues i and i + 1 of a chain have a group where C and N are at most 2 Å apart.

    Raises
    ------
    InputError
        Arrays that do not fit each other, infinite coordinates, groups that lie on each other, more than 5,000 groups.

    Notes
    -----
    Transition dipoles: H. Torii and M. Tasumi, J. Raman Spectrosc. 29, 81 (1998). Groups that share a CA couple through
    bonds as well; for them a table over φ and ψ is used: T. la Cour Jansen et al., J. Chem. Phys. 125, 044312 (2006).
    All groups have one site energy, so that absolute wave numbers are no prediction; see
    docs/decisions/0016-amide-excitons.md.

    Examples
    --------
    >>> from prct.core.build_coordinates import backbone_from_torsions
    >>> helix = np.full((12, 4, 3), np.nan)
    >>> helix[:, :3] = backbone_from_torsions([0, 12], np.tile(np.radians([-57.0, -47.0, 180.0]), (12, 1)))
    >>> model = exciton_model([0, 12], helix)
    >>> model.hamiltonian_cm1[4, 4:8].round(1).tolist()
    [1660.0, 5.7, -2.4, -5.6]
    """
    starts = np.asarray(chain_starts, np.int32)
    return ExcitonModel(*_core.exciton_model(starts, np.asarray(backbone_a, float), site_energy_cm1))


def exciton_states(model: ExcitonModel) -> ExcitonStates:
    """Diagonalise a model.

    Parameters
    ----------
    model : ExcitonModel

    Returns
    -------
    ExcitonStates

    Examples
    --------
    >>> pair = ExcitonModel(np.arange(2), np.array([]), np.eye(3)[:2], np.eye(3)[[2, 2]], np.array([[0, 3.0], [3, 0]]))
    >>> states = exciton_states(pair)
    >>> states.energy_cm1.round(6).tolist(), states.strength_debye2.round(6).tolist()
    ([-3.0, 3.0], [0.0, 2.0])
    """
    energy_cm1, columns = np.linalg.eigh(model.hamiltonian_cm1)
    vectors = np.ascontiguousarray(columns.T)
    strength = ((vectors @ model.moment_debye) ** 2).sum(axis=1)
    return ExcitonStates(energy_cm1, vectors, strength, 1.0 / (vectors**4).sum(axis=1))


def exciton_dynamics(
    hamiltonian_cm1: ArrayLike,
    start: int | ArrayLike,
    *,
    step_ps: float = 0.01,
    steps: int = 1000,
    every: int = 1,
) -> ExcitonTrajectory:
    """Let one exciton move, iħ dψ/dt = H ψ: without bath, so that it stays coherent.

    Parameters
    ----------
    hamiltonian_cm1 : float [K, K]
        Real and symmetric.
    start : int or complex [K]
        The group that is excited, or ψ with Σ |ψ_k|² = 1.
    step_ps : float
        Any length is exact; it says how fine the frames are.
    steps, every : int
        How many steps, and after how many of them a frame is kept.

    Returns
    -------
    ExcitonTrajectory
        ``steps // every + 1`` frames. Norm and energy keep to 1e-12 over 100,000 steps of up
        to half a radian of phase each (about 0.01 ps for the spread of an amide-I band); longer steps count as several.

    Raises
    ------
    InputError
        A matrix that is not symmetric, a start that is not normalised, counts out of range.

    Examples
    --------
    >>> moved = exciton_dynamics([[1650.0, 5.0], [5.0, 1650.0]], 0, step_ps=0.1, steps=8)
    >>> moved.population[:, 1].round(2).tolist()  # over to the second group in h/4J = 1.67 ps
    [0.0, 0.01, 0.04, 0.08, 0.14, 0.21, 0.29, 0.38, 0.47]
    """
    matrix = np.asarray(hamiltonian_cm1, float)
    psi = np.asarray(start)
    if psi.ndim == 0:
        groups = len(matrix) if matrix.ndim else 0
        if not (np.issubdtype(psi.dtype, np.integer) and 0 <= int(psi) < groups):
            raise InputError(f"start is {start!r}; pass the number of a group from 0 to {groups - 1}, or an array")
        psi = np.eye(1, groups, int(psi))[0]
    norm = float((np.abs(psi) ** 2).sum())
    if not abs(norm - 1.0) <= 1e-9:
        raise InputError(f"the populations of start add up to {norm:g}; divide it by their root, so that they give 1")
    frames = steps // max(every, 1) + 1
    if frames * psi.size > MOST_AMPLITUDES:
        raise InputError(f"{frames} frames of {psi.size} groups are too many to hold; raise every")
    amplitude = _core.exciton_dynamics(matrix, psi.astype(complex), step_ps, steps, every)
    return ExcitonTrajectory(np.arange(len(amplitude)) * (step_ps * every), amplitude)
