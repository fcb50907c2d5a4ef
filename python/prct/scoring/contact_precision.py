"""Precision of predicted contacts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.base.errors import InputError
from prct.core.virtual_sites import cb_coords


def contact_precision(
    contact_prob: ArrayLike, native_coords_a: ArrayLike, min_separation: int = 6, n_top: int | None = None
) -> float:
    """Share of the top-ranked contacts that the native has: CB-CB < 8 Å, virtual CB where there is none (Eq. 35).

    Parameters
    ----------
    contact_prob : array_like [L, L]
        Probability or any score, symmetric (the upper triangle is read); NaN = no prediction.
    native_coords_a : array_like [L, 5, 3]
        N, CA, C, O, CB in Å; NaN = unresolved. Pairs with unresolved residues are not counted.
    min_separation : int
        Smallest abs(i - j) that counts; 6 for all contacts, 24 for long-range ones.
    n_top : int, optional
        How many of the best-scored pairs are counted; L where not given.

    Returns
    -------
    float
        0-1, NaN where no pair could be counted.

    Raises
    ------
    InputError
        Where the shapes do not fit or a number is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> coords = np.full((8, 5, 3), np.nan)
    >>> coords[:, 4] = np.arange(8)[:, None] * [1.2, 0.0, 0.0]  # CB-CB of (i, i + 6) is 7.2 Å, of (0, 7) 8.4 Å
    >>> prob = np.full((8, 8), np.nan)
    >>> prob[0, 6], prob[0, 7] = 0.9, 0.8
    >>> contact_precision(prob, coords)
    0.5
    """
    prob = np.asarray(contact_prob, dtype=np.float64)
    coords_a = np.asarray(native_coords_a, dtype=np.float64)
    length = len(prob)
    if prob.shape != (length, length) or coords_a.shape != (length, 5, 3):
        raise InputError(
            f"contact_prob has shape {prob.shape} and native_coords_a {coords_a.shape}; pass [L, L] and [L, 5, 3]"
        )
    if min_separation < 1:
        raise InputError(f"min_separation is {min_separation}; pass 1 or more")
    if n_top is not None and n_top < 1:
        raise InputError(f"n_top is {n_top}; pass 1 or more, or nothing for L")
    i, j = np.triu_indices(length, min_separation)
    known = ~np.isnan(prob[i, j])
    i, j = i[known], j[known]
    correct, counted = _core.contact_precision(i, j, prob[i, j], cb_coords(coords_a), min_separation, n_top or length)
    return correct / counted if counted else float("nan")
