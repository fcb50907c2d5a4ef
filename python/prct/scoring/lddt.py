"""Local distance difference test on CA atoms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


def lddt_ca(model_ca_a: ArrayLike, native_ca_a: ArrayLike) -> float:
    """CA-lDDT over all native pairs within 15 Å, thresholds 0.5, 1, 2 and 4 Å (Eq. 35).

    Parameters
    ----------
    model_ca_a, native_ca_a : array_like [L, 3]
        CA atoms in Å; row k of both is the same residue, NaN = unresolved. Pairs that the model lacks are not kept.

    Returns
    -------
    float
        0-1.

    Raises
    ------
    InputError
        Where the shapes differ or no native pair lies within 15 Å.

    Notes
    -----
    No stereochemistry check; blind to the hand, as every score of distances is.
    Source: V. Mariani et al., Bioinformatics 29, 2722 (2013).

    Examples
    --------
    >>> import numpy as np
    >>> native = np.array([[0.0, 0, 0], [4, 0, 0], [8, 0, 0]])
    >>> lddt_ca(native * [1.2, 1, 1], native)  # 4 Å pairs off by 0.8 Å, the 8 Å pair by 1.6 Å
    0.6666666666666666
    """
    return _core.lddt_ca(model_ca_a, native_ca_a)[0]


def lddt_ca_per_residue(model_ca_a: ArrayLike, native_ca_a: ArrayLike) -> np.ndarray:
    """CA-lDDT of each residue; parameters and errors as :func:`lddt_ca`.

    Returns
    -------
    float64 [L]
        0-1; NaN where the native is unresolved or has no other residue within 15 Å.

    Examples
    --------
    >>> import numpy as np
    >>> native = np.array([[0.0, 0, 0], [4, 0, 0], [8, 0, 0]])
    >>> lddt_ca_per_residue(native * [1.2, 1, 1], native).tolist()
    [0.625, 0.75, 0.625]
    """
    return _core.lddt_ca(model_ca_a, native_ca_a)[1]


def lddt_ca_ensemble(models_ca_a: ArrayLike, natives_ca_a: ArrayLike) -> np.ndarray:
    """CA-lDDT of each residue of every model against every native, each distance measured once for all.

    Parameters
    ----------
    models_ca_a, natives_ca_a : array_like [M, L, 3], [N, L, 3]
        CA atoms in Å; NaN = unresolved.

    Returns
    -------
    float64 [M, N, L]
        0-1; NaN where the native is unresolved or has no other residue within 15 Å.

    Raises
    ------
    InputError
        For other shapes.

    Examples
    --------
    >>> chain = np.array([[0.0, 0, 0], [4, 0, 0], [8, 0, 0]])
    >>> lddt_ca_ensemble([chain * [1.2, 1, 1]], [chain, chain * [1.2, 1, 1]]).tolist()
    [[[0.625, 0.75, 0.625], [1.0, 1.0, 1.0]]]
    """
    return _core.lddt_ca_ensemble(models_ca_a, natives_ca_a)


def lddt_ca_matrix(models_ca_a: ArrayLike) -> np.ndarray:
    """CA-lDDT of every model against every other.

    Parameters
    ----------
    models_ca_a : array_like [M, L, 3]
        CA atoms of M models in Å; NaN = unresolved.

    Returns
    -------
    float64 [M, M]
        Entry (a, b) is model b scored with model a as native.

    Raises
    ------
    InputError
        For another shape, or a model with no pair within 15 Å.

    Examples
    --------
    >>> import numpy as np
    >>> chain = np.array([[0.0, 0, 0], [4, 0, 0], [8, 0, 0]])
    >>> lddt_ca_matrix([chain, chain * [1.2, 1, 1]]).round(3).tolist()
    [[1.0, 0.667], [0.667, 1.0]]
    """
    return _core.lddt_ca_matrix(models_ca_a)
