"""The first fold as one call: modes, achiral refinement, hand, and a finish with the hand of CB (Eqs. 22, 23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct._core import CaFoldOptions, Evidence

__all__ = ["CaFold", "CaFoldOptions", "Evidence", "SavedState", "StateKeeper", "ca_folding", "fold_ca", "run_folding"]

PIECE_RESIDUE_STEPS = 1_000_000
"""Steps times residues between two looks at the keeper: about half a second."""

SavedState = dict[str, np.ndarray]
"""Where a fold is, as named arrays."""


class StateKeeper(Protocol):
    """Finds where a fold was and is told where it is; either may be nothing."""

    def load(self) -> SavedState | None:
        """Where to go on."""

    def keep(self, state: Callable[[], SavedState], ended: bool) -> None:
        """Called after pieces of about half a second; `state` makes the arrays. May raise to stop the fold."""


@dataclass(frozen=True)
class CaFold:
    """A CA trace in both hands.

    Attributes
    ----------
    trace_a : float64 [N, 3]
        In the hand that the score of the achiral trace prefers, in Å.
    other_a : float64 [N, 3]
        The same fold finished in the other hand.
    energy_kt, other_energy_kt : float
        Of both after the finish, in kT_0. Measured distances settle the hand by it; contacts hardly do.
    score, margin : float
        How decided the hand is, >= 0 (:func:`prct.core.hand.hand_score`).
    alpha : float64 [M]
        How far each restraint is believed in the end; changes only for doubted contacts.
    """

    trace_a: np.ndarray
    other_a: np.ndarray
    energy_kt: float
    other_energy_kt: float
    score: float
    margin: float
    alpha: np.ndarray


def fold_ca(
    chain_starts: ArrayLike,
    pairs: ArrayLike,
    lower_a: ArrayLike,
    upper_a: ArrayLike,
    length_a: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    alpha: ArrayLike | None = None,
    options: CaFoldOptions | None = None,
    keeper: StateKeeper | None = None,
) -> CaFold:
    """Fold a CA trace from bounds on CB-CB distances.

    Parameters
    ----------
    chain_starts : int [C + 1]
        Offsets of the chains.
    pairs : int [M, 2]
        Residues of each restraint.
    lower_a, upper_a : float [M]
        Bounds in Å; `upper_a` may be inf.
    length_a : float [M]
        How long a way over the pair counts: about 6 Å for a contact, else the distance; inf = no way (lower bounds).
    weight : float [M], optional
        Relative weights, about 1.
    alpha : float [M], optional
        How far each is believed, 0 to 1.
    options : CaFoldOptions, optional
        `evidence` says what the restraints are. The same options give the same bytes.
    keeper : StateKeeper, optional
        Stops and restarts change no bytes either.

    Returns
    -------
    CaFold

    Raises
    ------
    InputError
        Restraints that cannot hold, or arrays that do not fit each other.
    NumericsError
        A residue that left the finite numbers.

    Examples
    --------
    >>> pairs = [[i, 39 - i] for i in range(16)]
    >>> fold = fold_ca([0, 40], pairs, [3.5] * 16, [8.0] * 16, [6.0] * 16)
    >>> fold.trace_a.shape, fold.score >= 0
    ((40, 3), True)
    """
    folding = ca_folding(chain_starts, pairs, lower_a, upper_a, length_a, weight=weight, alpha=alpha, options=options)
    return run_folding(folding, int(np.asarray(chain_starts)[-1]), keeper)


def ca_folding(
    chain_starts: ArrayLike,
    pairs: ArrayLike,
    lower_a: ArrayLike,
    upper_a: ArrayLike,
    length_a: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    alpha: ArrayLike | None = None,
    options: CaFoldOptions | None = None,
) -> _core.CaFolding:
    """A fold that is to begin; arguments as those of :func:`fold_ca`."""
    ij = np.asarray(pairs, np.int32).reshape(-1, 2)
    ones = np.ones(len(ij))
    return _core.CaFolding(
        np.asarray(chain_starts, np.int32),
        ij,
        np.asarray(lower_a, float),
        np.asarray(upper_a, float),
        ones if weight is None else np.asarray(weight, float),
        np.asarray(length_a, float),
        ones if alpha is None else np.asarray(alpha, float),
        options or CaFoldOptions(),
    )


def run_folding(folding: _core.CaFolding, residues: int, keeper: StateKeeper | None = None) -> CaFold:
    """Bring a fold of so many residues to its end, in pieces that are kept; raises as :func:`fold_ca`."""
    steps = max(1, PIECE_RESIDUE_STEPS // max(1, residues))
    saved = keeper.load() if keeper else None
    if saved is not None:
        folding.resume(saved)
    while not folding.finished:
        folding.advance(steps)
        if keeper:
            keeper.keep(folding.state, folding.finished)
    return CaFold(*folding.result())
