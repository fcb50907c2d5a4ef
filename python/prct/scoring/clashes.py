"""Heavy atoms that overlap."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.spatial import cKDTree

from prct.core.full_atom import FullAtomStructure

RADII_A = {"C": 1.75, "N": 1.55, "O": 1.40, "S": 1.80}
"""Van der Waals radii where hydrogens are not counted in. Source: J. M. Word et al., J. Mol. Biol. 285, 1711 (1999)."""
OVERLAP_A = 0.4
"""From this overlap on a pair is a clash, as in MolProbity (V. B. Chen et al., Acta Cryst. D66, 12, 2010)."""
HYDROGEN_BOND_A = 0.4
"""Overlap that N and O may have more than others: a hydrogen lies between them."""
BOND_A = 1.3
"""Share of the sum of covalent radii below which two atoms are bonded."""
_COVALENT_A = {"C": 0.76, "N": 0.71, "O": 0.66, "S": 1.05}
"""B. Cordero et al., Dalton Trans. 2832 (2008)."""
MAX_BONDS = 4
"""Atoms as many bonds apart or fewer do not clash: O and the next residue's C stand 2.8 Å apart in any helix."""


def clashing_pairs(structure: FullAtomStructure) -> np.ndarray:
    """Pairs of heavy atoms that overlap by 0.4 Å or more and are more than four bonds apart.

    Bonds are found by distance within a residue, between C and the next residue's N, and between SG and SG; other pairs
    of two residues are never bonds, however close.

    Parameters
    ----------
    structure : FullAtomStructure

    Returns
    -------
    int64 [n, 2]
        Atoms, the lower index first, ascending.
    """
    coords_a, names, owner = structure.coords_a, np.array(structure.atom_names), structure.residue_index
    elements = np.array([name[0] for name in names])
    radius = np.array([RADII_A[element] for element in elements])
    covalent = np.array([_COVALENT_A[element] for element in elements])
    pairs = cKDTree(coords_a).query_pairs(2 * max(RADII_A.values()) - OVERLAP_A, output_type="ndarray")
    i, j = np.sort(pairs, axis=1).T
    distance_a = np.linalg.norm(coords_a[i] - coords_a[j], axis=1)
    peptide = (owner[j] - owner[i] == 1) & (names[i] == "C") & (names[j] == "N")
    disulfide = (names[i] == "SG") & (names[j] == "SG") & (owner[i] != owner[j])
    close = distance_a < BOND_A * (covalent[i] + covalent[j])
    bonds = close & ((owner[i] == owner[j]) | peptide | disulfide)
    near = _within_bonds(len(names), i[bonds], j[bonds])
    polar = np.isin(elements[i], ("N", "O")) & np.isin(elements[j], ("N", "O"))
    allowed = OVERLAP_A + np.where(polar, HYDROGEN_BOND_A, 0.0)
    clash = (radius[i] + radius[j] - distance_a >= allowed) & (np.asarray(near[i, j]).ravel() == 0)
    found = np.stack([i[clash], j[clash]], axis=1)
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _within_bonds(count: int, i: np.ndarray, j: np.ndarray):  # type: ignore[no-untyped-def]  # scipy is untyped
    """Sparse [A, A], not 0 for atoms at most `MAX_BONDS` bonds apart."""
    ones = np.ones(len(i), dtype=np.int32)
    bonded = coo_matrix((ones, (i, j)), shape=(count, count)).tocsr()
    step = bonded + bonded.T
    reached, walk = step, step
    for _ in range(MAX_BONDS - 1):
        walk = walk @ step
        reached = reached + walk
    return reached


def count_clashes(structure: FullAtomStructure) -> int:
    """Number of pairs of :func:`clashing_pairs`."""
    return len(clashing_pairs(structure))
