"""CB from the backbone, where a structure has none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def virtual_cb(backbone_a: ArrayLike) -> np.ndarray:
    """Ideal CB position of each residue (Eq. 2).

    Parameters
    ----------
    backbone_a : array_like [..., K, 3]
        N, CA, C (K >= 3, further atoms ignored) in Å.

    Returns
    -------
    float64 [..., 3]
        In Å, NaN where N, CA or C is.

    Examples
    --------
    >>> import numpy as np
    >>> backbone = np.array([[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]])
    >>> virtual_cb(backbone).round(2).tolist()
    [-0.53, -0.77, -1.21]
    """
    atoms_a = np.asarray(backbone_a, dtype=np.float64)
    b = atoms_a[..., 1, :] - atoms_a[..., 0, :]
    c = atoms_a[..., 2, :] - atoms_a[..., 1, :]
    return atoms_a[..., 1, :] - 0.58273431 * np.cross(b, c) + 0.56802827 * b - 0.54067466 * c


def cb_coords(coords_a: ArrayLike) -> np.ndarray:
    """CB of each residue, the virtual one where there is none (glycine, unresolved).

    Parameters
    ----------
    coords_a : array_like [L, 5, 3]
        N, CA, C, O, CB in Å, NaN = unresolved.

    Returns
    -------
    float64 [L, 3]

    Examples
    --------
    >>> import numpy as np
    >>> coords = np.full((1, 5, 3), np.nan)
    >>> coords[0, :3] = [[-0.5225, 1.3611, 0.0], [0.0, 0.0, 0.0], [1.525, 0.0, 0.0]]
    >>> cb_coords(coords).round(2).tolist()
    [[-0.53, -0.77, -1.21]]
    """
    coords = np.asarray(coords_a, dtype=np.float64)
    given = coords[:, 4]
    return np.where(np.isnan(given).any(axis=-1, keepdims=True), virtual_cb(coords), given)
