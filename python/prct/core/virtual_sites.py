"""Sites that follow from the backbone (Eq. 2), where a structure lacks them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.base.errors import InputError

CA_SITE, CB_SITE = 1, 4
"""Places among N, CA, C, O, CB."""


def virtual_cb(backbone_a: ArrayLike) -> np.ndarray:
    """Ideal CB position of each residue (Eq. 2).

    Parameters
    ----------
    backbone_a : array_like [L, K, 3]
        N, CA, C (K >= 3, further atoms ignored) in Å.

    Returns
    -------
    float64 [L, 3]
        In Å, NaN where N, CA or C is.

    Raises
    ------
    InputError
        For another shape.

    Examples
    --------
    >>> virtual_cb([[[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]]]).round(2).tolist()
    [[-0.53, -0.77, -1.21]]
    """
    return _core.virtual_cb(backbone_a)


def cb_coords(coords_a: ArrayLike) -> np.ndarray:
    """CB of each residue, the virtual one where there is none (glycine, unresolved).

    Parameters
    ----------
    coords_a : array_like [L, 5, 3]
        N, CA, C, O, CB in Å, NaN = unresolved.

    Returns
    -------
    float64 [L, 3]
        In Å, NaN where neither CB nor all of N, CA and C are resolved.

    Raises
    ------
    InputError
        For another shape.

    Examples
    --------
    >>> import numpy as np
    >>> coords = np.full((1, 5, 3), np.nan)
    >>> coords[0, :3] = [[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]]
    >>> cb_coords(coords).round(2).tolist()
    [[-0.53, -0.77, -1.21]]
    """
    coords = np.asarray(coords_a, dtype=np.float64)
    if coords.ndim != 3 or coords.shape[1:] != (5, 3):
        raise InputError(f"coords_a has shape {coords.shape}; pass N, CA, C, O, CB as [L, 5, 3]")
    given = coords[:, 4]
    return np.where(np.isnan(given).any(axis=-1, keepdims=True), virtual_cb(coords), given)


def oxygen_coords(coords_a: ArrayLike, bonded: ArrayLike) -> np.ndarray:
    """O of each residue, the one of Eq. 2 where there is none.

    Parameters
    ----------
    coords_a : array_like [L, 5, 3]
        N, CA, C, O, CB in Å, NaN = unresolved.
    bonded : array_like of bool [L]
        Whether the next residue follows in the chain.

    Returns
    -------
    float64 [L, 3]
        In Å, NaN where neither O nor what it follows from is resolved.

    Raises
    ------
    InputError
        For another shape.

    Examples
    --------
    >>> coords = np.full((1, 5, 3), np.nan)
    >>> coords[0, :3] = [[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]]
    >>> bool(abs(np.linalg.norm(oxygen_coords(coords, [False])[0] - coords[0, 2]) - 1.231) < 0.001)
    True
    """
    coords = np.asarray(coords_a, dtype=np.float64)
    if coords.ndim != 3 or coords.shape[1:] != (5, 3):
        raise InputError(f"coords_a has shape {coords.shape}; pass N, CA, C, O, CB as [L, 5, 3]")
    given = coords[:, 3]
    virtual = _core.virtual_oxygen(coords[:, :3], np.asarray(bonded, dtype=bool))
    return np.where(np.isnan(given).any(axis=-1, keepdims=True), virtual, given)
