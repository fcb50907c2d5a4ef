"""A chain without restraints to start from: a random coil by the Ramachandran surfaces (Eqs. 5, 6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from prct.core.build_coordinates import backbone_from_torsions
from prct.core.target import Target
from prct.parameters.ramachandran import KT_KCAL, class_of_residue, ramachandran_table

ALLOWED_KCAL = 3.0
"""Phases are drawn below this, 5 kT; surfaces end in a plateau 7 kT above their lowest point."""
CHAIN_GAP_A = 10.0
"""Between the extents of two chains."""


def random_coil(target: Target, seed: int, cis: ArrayLike = (), phase_surfaces: np.ndarray | None = None) -> np.ndarray:
    """Draw φ and ψ of every residue as its class populates them, and build each chain; chains stand side by side.

    Parameters
    ----------
    target : Target
    seed : int
        Same seed, same bytes.
    cis : int [C], optional
        Residues with a cis peptide before them.
    phase_surfaces : float64 [L, 36, 36], optional
        What is known of φ and ψ, kcal/mol (Eq. 9b).

    Returns
    -------
    float64 [L, 3, 3]
        N, CA, C in Å; residues may clash.

    Examples
    --------
    >>> random_coil(Target("t", ("A", "B"), ("MKVG", "AA")), 1).shape
    (6, 3, 3)
    """
    rng = np.random.default_rng([seed, 4])
    is_cis = np.isin(np.arange(len(target.sequence)), np.asarray(cis, int))
    energy = ramachandran_table()[class_of_residue(target.sequence, target.chain_starts, is_cis)]
    weight = np.where(energy < ALLOWED_KCAL, np.exp(-energy / KT_KCAL), 0.0)
    if phase_surfaces is not None:
        weight = weight * np.exp(-phase_surfaces / KT_KCAL)
    phases = draw_phases(weight, rng)
    torsions = np.column_stack([phases, np.where(np.roll(is_cis, -1), 0.0, np.pi)])
    backbone = backbone_from_torsions(target.chain_starts, torsions)
    edge_a = 0.0
    for start, end in zip(target.chain_starts, target.chain_starts[1:], strict=False):
        chain = backbone[start:end]
        chain[..., 0] += edge_a - chain[..., 0].min()
        edge_a = float(chain[..., 0].max()) + CHAIN_GAP_A
    return backbone


def draw_phases(weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One φ, ψ of each residue, rad [L, 2], by weights [L, K, K] at nodes from -π on, anywhere in the chosen cell."""
    length, nodes, _ = weight.shape
    total = np.cumsum(weight.reshape(length, -1), axis=1)
    drawn = rng.random(length) * total[:, -1]
    cell = np.array([np.searchsorted(row, x, side="right") for row, x in zip(total, drawn, strict=True)])
    place = np.stack(np.divmod(np.minimum(cell, nodes * nodes - 1), nodes), axis=1)
    return -np.pi + (place + rng.uniform(-0.5, 0.5, (length, 2))) * (2.0 * np.pi / nodes)
