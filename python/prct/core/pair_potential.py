"""The side-chain potentials of Eq. 10: their coefficients, and what their energies are linear in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
PAIR_KNOTS_A = np.arange(2.0, 13.0)
"""Where the intervals of a pair curve begin and end; it has 13 coefficients."""
BURIAL_KNOTS = np.arange(0.0, 44.0, 4.0)
"""The same for a burial curve, in neighbours."""


def pair_potential_table() -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of the uniform cubic B-splines of Eq. 10 that the C++ library was built with.

    Returns
    -------
    pair : float64 [210, 13]
        kcal/mol. Rows are the type pairs a <= b of `RESIDUES` in the order of ``numpy.triu_indices(20)`` (`type_pair`).
        The first three columns are equal, the last three 0, so that curves begin flat at 2 Å and vanish at 12 Å.
    burial : float64 [20, 13]
        kcal/mol, over 0 to 40 neighbours and from there on straight.

    Examples
    --------
    >>> pair, burial = pair_potential_table()
    >>> pair.shape, burial.shape
    ((210, 13), (20, 13))
    """
    pair, burial = _core.pair_potential_table()
    return pair, burial


def type_pair(a: str, b: str) -> int:
    """Row of two residue types in the pair table.

    Examples
    --------
    >>> type_pair("A", "C"), type_pair("C", "A"), type_pair("Y", "Y")
    (1, 1, 209)
    """
    low, high = sorted((RESIDUES.index(a), RESIDUES.index(b)))
    return low * (39 - low) // 2 + high


def pair_features(system: _core.System, backbone_a: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Sums of basis functions over a structure: the energies of Eq. 10 are their products with the coefficients.

    Parameters
    ----------
    system : System
        Its chains; tables and factors do not matter.
    backbone_a : array_like [N, 3, 3]
        N, CA, C in Å.

    Returns
    -------
    pair : float64 [210, 13]
        dV_pair/dc. Pairs beyond 12 Å count nothing, those nearer than 2 Å as at 2 Å.
    burial : float64 [20, 13]
        dV_solv/dd.

    Raises
    ------
    InputError
        For another shape.
    NumericsError
        For positions that are not finite.

    Examples
    --------
    >>> import prct
    >>> residue = np.array([[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]])
    >>> pair, burial = pair_features(prct.System(["A", "Y"]), [residue, residue + 5.0])
    >>> float(pair[type_pair("A", "Y")].sum().round(6)), float(burial.sum().round(6))
    (1.0, 2.0)
    """
    pair, burial = _core.pair_features(system, np.asarray(backbone_a, dtype=np.float64))
    return pair, burial
