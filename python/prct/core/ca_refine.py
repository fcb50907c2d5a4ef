"""Refinement of a CA trace with chain, excluded volume and restraints alone, before there is a backbone (Eq. 23)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct._core import CaFieldOptions, CaRefineOptions, Loss

__all__ = ["CaFieldOptions", "CaRefineOptions", "Loss", "RefinedTrace", "refine_ca"]


@dataclass(frozen=True)
class RefinedTrace:
    """A refined trace.

    Attributes
    ----------
    positions_a : float64 [N, 3]
        CA positions in Å.
    energy_kt : float
        All terms at the end of the schedule, in kT_0.
    restraint_energy_kt : float
        The restraints' part of it.
    """

    positions_a: np.ndarray
    energy_kt: float
    restraint_energy_kt: float


def refine_ca(
    chain_starts: ArrayLike,
    start_a: ArrayLike,
    pairs: ArrayLike,
    lower_a: ArrayLike,
    upper_a: ArrayLike,
    weight: ArrayLike | None = None,
    options: CaRefineOptions | None = None,
) -> RefinedTrace:
    """Anneal a CA trace in four dimensions, flatten it to three and quench it.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    start_a : float [N, 3]
        Where to start, e.g. from :func:`prct.core.modes.embed_modes`.
    pairs : int [M, 2]
        Residues of each restraint.
    lower_a, upper_a : float [M]
        Bounds on their CB-CB distance; `upper_a` may be inf.
    weight : float [M], optional
        Weights, 1 by default.
    options : CaRefineOptions, optional
        Schedule, loss, absence and seed. The same options give the same bytes.

    Returns
    -------
    RefinedTrace

    Raises
    ------
    InputError
        A restraint that cannot hold, or arrays that do not fit each other.
    NumericsError
        A residue that left the finite numbers.

    Examples
    --------
    >>> from prct.core.modes import embed_modes
    >>> pairs = [[i, 39 - i] for i in range(16)]
    >>> start = embed_modes([0, 40], pairs, [6.0] * 16)
    >>> trace = refine_ca([0, 40], start, pairs, [3.5] * 16, [8.0] * 16)
    >>> bool(trace.restraint_energy_kt < 5.0)
    True
    """
    ij = np.asarray(pairs, np.int32).reshape(-1, 2)
    weights = np.ones(len(ij)) if weight is None else np.asarray(weight, float)
    positions, energy, restraint_energy = _core.refine_ca(
        np.asarray(chain_starts, np.int32),
        np.asarray(start_a, float),
        ij,
        np.asarray(lower_a, float),
        np.asarray(upper_a, float),
        weights,
        options or CaRefineOptions(),
    )
    return RefinedTrace(positions, energy, restraint_energy)
