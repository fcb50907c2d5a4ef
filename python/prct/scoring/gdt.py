"""Global distance test."""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import ArrayLike

import prct._core as _core


class Gdt(NamedTuple):
    """GDT-TS (mean over 1, 2, 4, 8 Å) and GDT-HA (0.5, 1, 2, 4 Å), both 0-1."""

    gdt_ts: float
    gdt_ha: float


def gdt(model_ca_a: ArrayLike, native_ca_a: ArrayLike) -> Gdt:
    """Share of the native's residues that a superposition brings within a cutoff, averaged over cutoffs (Eq. 35).

    Parameters
    ----------
    model_ca_a, native_ca_a : array_like [L, 3]
        CA atoms in Å; row k of both is the same residue, NaN = unresolved.

    Returns
    -------
    Gdt

    Raises
    ------
    InputError
        Where the shapes differ or the native has fewer than three resolved residues.

    Notes
    -----
    Every cutoff has its own superposition, found by the search of :func:`prct.scoring.tm_score.tm_score` run with that
    cutoff: within 0.1 % of an exhaustive search over fragments, a lower bound all the same.
    Source: A. Zemla, Nucleic Acids Res. 31, 3370 (2003).

    Examples
    --------
    >>> import numpy as np
    >>> k = np.arange(40)
    >>> helix = np.stack([2.3 * np.cos(1.745 * k), 2.3 * np.sin(1.745 * k), 1.5 * k], axis=1)
    >>> gdt(helix + 7.0, helix)
    Gdt(gdt_ts=1.0, gdt_ha=1.0)
    """
    return Gdt(*_core.gdt(model_ca_a, native_ca_a))
