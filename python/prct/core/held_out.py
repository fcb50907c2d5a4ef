"""How far contacts are vouched for: by their neighbours in the contact plane, and by folds made without them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct._core import HeldOutOptions

__all__ = ["HeldOutOptions", "contact_belief", "contact_support", "held_out"]

HALF_SUPPORT = 0.5
"""Support at which a contact is half believed, where single false contacts are to be found."""
ISOLATED_SUPPORT = 0.5
LADDERS_BELOW, SINGLES_ABOVE = 0.10, 0.20
"""Shares of isolated contacts: true lists and lists with false ladders stay below the one, single false contacts lift a
list above the other (training chains: at most 0.14 and at least 0.17)."""
TRUSTED_QUANTILE = 0.7
"""Agreement of this quantile of the contacts counts as full."""


def held_out(
    chain_starts: ArrayLike,
    pairs: ArrayLike,
    upper_a: ArrayLike,
    *,
    length_a: float = 6.0,
    options: HeldOutOptions | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Fold many times without a share of the contacts and ask those folds about what they were made without.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    pairs : int [M, 2]
        Candidate contacts.
    upper_a : float [M]
        Their upper bounds, CB-CB.
    length_a : float
        How long a way over a contact counts.
    options : HeldOutOptions, optional

    Returns
    -------
    agreement : float64 [M]
        Mean of 1/(1 + (excess over the bound / 6 Å)²) over the folds made without the contact and its neighbours
        in the contact plane: a false ladder cannot vouch for itself.
    distance_a : float64 [M]
        Mean CA-CA distance in those folds: what Eq. 20's detour estimates from the graph alone.

    Examples
    --------
    >>> agreement, distance_a = held_out([0, 40], [[i, 39 - i] for i in range(16)], [8.0] * 16)
    >>> bool(((agreement > 0) & (agreement <= 1)).all())
    True
    """
    ij = np.asarray(pairs, np.int32).reshape(-1, 2)
    m = len(ij)
    return _core.held_out(
        np.asarray(chain_starts, np.int32),
        ij,
        np.zeros(m),
        np.asarray(upper_a, float),
        np.ones(m),
        np.full(m, length_a),
        options or HeldOutOptions(),
    )


def contact_support(
    chain_starts: ArrayLike, pairs: ArrayLike, alpha: ArrayLike | None = None, *, spread_residues: float = 2.0
) -> np.ndarray:
    """Sum the kernel of Eq. 18 over the other contacts, weighted by `alpha` (1 by default): float64 [M].

    Examples
    --------
    >>> contact_support([0, 40], [[5, 30], [6, 29], [12, 20]]).round(2)
    array([0.78, 0.78, 0.  ])
    """
    ij = np.asarray(pairs, np.int32).reshape(-1, 2)
    weights = np.ones(len(ij)) if alpha is None else np.asarray(alpha, float)
    return _core.contact_support(np.asarray(chain_starts, np.int32), ij, spread_residues, weights)


def contact_belief(chain_starts: ArrayLike, pairs: ArrayLike, agreement: ArrayLike) -> np.ndarray:
    """Join support and held-out agreement into one weight α per contact, before there is a structure.

    Where many contacts stand alone in the contact plane, the false ones are among them and support tells; where hardly
    any does, the false ones come in ladders, and only folds made without them tell.

    Parameters
    ----------
    chain_starts, pairs
        As in :func:`held_out`.
    agreement : float [M]
        From :func:`held_out`.

    Returns
    -------
    float64 [M]
        In [0, 1].

    Examples
    --------
    >>> contact_belief([0, 40], [[5, 30], [6, 29], [12, 20]], [0.9, 0.9, 0.1]).round(2)[2] < 0.2
    np.True_
    """
    support = contact_support(chain_starts, pairs)
    if not len(support):
        return support
    alpha = np.ones(len(support))
    for _ in range(20):
        settled = contact_support(chain_starts, pairs, alpha) ** 2
        alpha = settled / (settled + HALF_SUPPORT**2)
    isolated = float(np.mean(support < ISOLATED_SUPPORT))
    singles = float(np.clip((isolated - LADDERS_BELOW) / (SINGLES_ABOVE - LADDERS_BELOW), 0.0, 1.0))
    agreed = np.asarray(agreement, float)
    agreed = np.clip(agreed / max(float(np.quantile(agreed, TRUSTED_QUANTILE)), 1e-9), 0.0, 1.0)
    return alpha**singles * agreed ** (3.0 * (1.0 - singles))
