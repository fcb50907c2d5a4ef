"""The Potts model of a family (Eq. 24b): how much two columns depend on one another beyond all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import prct._core as _core
from prct._core import PottsOptions
from prct.base.errors import AlignmentError
from prct.core.alignment import STATES, Alignment
from prct.core.coloring import color_vertices
from prct.core.contact_graph import graph_from_edges

__all__ = ["IDENTITY", "Potts", "PottsOptions", "average_product_corrected", "fit_potts", "sample_potts"]

IDENTITY = 0.8
"""Sequences that share this many of their columns count as one."""
FEWEST_SEQUENCES = 2


@dataclass(frozen=True)
class Potts:
    """p(x) ∝ exp(Σ h_i(x_i) + Σ_{i<j} J_ij(x_i, x_j)) over the columns of an alignment, in the zero-sum gauge.

    Attributes
    ----------
    fields : float32 [L, 21]
    couplings : float32 [L, L, 21, 21]
        J_ij(a, b), symmetric, 0 on i = j.
    norms : float64 [L, L]
        Frobenius norm of each coupling without the gap.
    frequencies : float64 [L, 21]
        Weighted share of every state in every column.
    effective : float
        Sum of the weights: sequences that count.
    """

    fields: np.ndarray
    couplings: np.ndarray
    norms: np.ndarray
    frequencies: np.ndarray
    effective: float


def fit_potts(
    alignment: Alignment,
    options: PottsOptions | None = None,
    *,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Potts:
    """Fit by pseudo-likelihood, one regression a column (Ekeberg et al., J. Comput. Phys. 276, 341, 2014).

    Parameters
    ----------
    alignment : Alignment
    options : PottsOptions, optional
        Penalties of fields and couplings, evaluations and tolerance of L-BFGS.
    threads : int
        Columns that are fitted side by side; the result does not depend on it.
    progress : callable, optional
        Gets the number of columns done, from any thread.

    Returns
    -------
    Potts

    Raises
    ------
    AlignmentError
        For fewer than two different sequences.

    Notes
    -----
    Memory is 3.5 kB a pair of columns, twice that while it is fitted. Couplings mix contacts with what a family
    shares by descent, and with contacts between copies of the protein.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> states = rng.integers(0, 20, (400, 6)).astype(np.uint8)
    >>> states[:, 4] = states[:, 1]
    >>> norms = fit_potts(Alignment(states, np.arange(6, dtype=np.int32), 6)).norms
    >>> tuple(map(int, np.unravel_index(norms.argmax(), norms.shape)))
    (1, 4)
    """
    require_sequences(alignment)
    weights = _core.sequence_weights(alignment.states, IDENTITY, threads)
    fields, couplings, norms = _core.fit_potts(
        alignment.states, weights, options or PottsOptions(), threads, progress or _untold
    )
    columns = alignment.states.T
    counts = np.stack([np.bincount(column, weights, minlength=len(STATES)) for column in columns])
    return Potts(fields, couplings, norms, counts / weights.sum(), float(weights.sum()))


def require_sequences(alignment: Alignment) -> None:
    """Refuse an alignment that cannot be fitted.

    Raises
    ------
    AlignmentError
        For fewer than two different sequences.
    """
    if len(alignment) < FEWEST_SEQUENCES:
        raise AlignmentError(
            f"{alignment.source}: one sequence says nothing about couplings; give an alignment of the family"
        )


def _untold(done: int) -> None:
    """Nobody wants to know."""


def average_product_corrected(norms: np.ndarray) -> np.ndarray:
    """Take from each pair what its columns have with all others: F_ij - F_i. F_.j / F_.. (Dunn et al. 2008).

    Parameters
    ----------
    norms : float64 [L, L]
        Symmetric; the diagonal is not used.

    Returns
    -------
    float64 [L, L]
        0 on the diagonal.
    """
    length = len(norms)
    off = np.where(np.eye(length, dtype=bool), 0.0, norms)
    if length < 2:
        return off
    mean = off.sum(axis=1) / (length - 1)
    corrected = off - np.outer(mean, mean) / max(float(mean.mean()), 1e-12)
    np.fill_diagonal(corrected, 0.0)
    return corrected


def sample_potts(
    potts: Potts,
    *,
    strongest: int | None = None,
    chains: int = 1000,
    sweeps: int = 100,
    seed: int = 1,
    threads: int = 1,
) -> np.ndarray:
    """Draw sequences from the model by Gibbs sweeps over colour classes (Eq. 30): what it makes of the family.

    Parameters
    ----------
    potts : Potts
    strongest : int, optional
        Keep so many of the couplings, those of the largest corrected norms; columns without a coupling between them are
        drawn together. Default: all couplings, so that columns are drawn one after the other.
    chains, sweeps : int
        Sequences, each a Markov chain of so many sweeps from a random start.
    seed : int
    threads : int
        The result does not depend on it.

    Returns
    -------
    uint8 [chains, L]

    Examples
    --------
    >>> states = np.random.default_rng(1).integers(0, 20, (300, 5)).astype(np.uint8)
    >>> potts = fit_potts(Alignment(states, np.arange(5, dtype=np.int32), 5))
    >>> sample_potts(potts, chains=10, sweeps=5).shape
    (10, 5)
    """
    length = len(potts.fields)
    i, j = np.triu_indices(length, 1)
    if strongest is not None:
        order = np.argsort(-average_product_corrected(potts.norms)[i, j], kind="stable")[:strongest]
        i, j = i[order], j[order]
    pairs = np.stack([i, j], axis=1).astype(np.int32)
    colors = color_vertices(graph_from_edges(length, pairs)).colors
    return _core.sample_potts(potts.fields, potts.couplings, pairs, colors, chains, sweeps, seed, threads)
