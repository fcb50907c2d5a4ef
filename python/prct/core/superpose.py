"""Superposition of one point set on another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core


@dataclass(frozen=True)
class Superposition:
    """The rigid motion ``x @ rotation.T + translation_a``.

    Attributes
    ----------
    rotation : float64 [3, 3]
        Proper rotation, determinant +1.
    translation_a : float64 [3]
        In Å.
    rmsd_a : float
        Root-mean-square distance after the motion, in Å.
    """

    rotation: np.ndarray
    translation_a: np.ndarray
    rmsd_a: float

    def apply(self, points_a: ArrayLike) -> np.ndarray:
        """Move points of shape [..., 3]."""
        return np.asarray(points_a, dtype=np.float64) @ self.rotation.T + self.translation_a


def superpose(mobile_a: ArrayLike, target_a: ArrayLike) -> Superposition:
    """Move one point set as close to another as a rotation and a translation can.

    Parameters
    ----------
    mobile_a, target_a : array_like [N, 3]
        Corresponding points in Å, finite, N >= 1.

    Returns
    -------
    Superposition
        With the smallest root-mean-square distance; mirror images are not used.

    Raises
    ------
    InputError
        Where the shapes differ or a point is not finite.

    Notes
    -----
    Source: B. K. P. Horn, J. Opt. Soc. Am. A 4, 629 (1987).

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0.0]])
    >>> turned = square[:, [1, 0, 2]] * [-1, 1, 1] + 5
    >>> found = superpose(square, turned)
    >>> round(found.rmsd_a, 6), bool(np.allclose(found.apply(square), turned))
    (0.0, True)
    """
    rotation, translation_a, rmsd_a = _core.superpose(mobile_a, target_a)
    return Superposition(rotation, translation_a, rmsd_a)
