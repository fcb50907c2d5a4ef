"""Backbones N, CA, C, O of ideal secondary structure."""

from __future__ import annotations

import numpy as np
from prct.core.build_coordinates import backbone_from_torsions

TO_CA, TO_N = 0.7567, 0.8932  # Eq. 2
STRAND_SPACING_A = 4.7


def regular(phi: float, psi: float, length: int) -> np.ndarray:
    """One chain [length, 4, 3] with all its O placed."""
    torsions = np.tile(np.radians([phi, psi, 180.0]), (length + 1, 1))
    backbone = backbone_from_torsions([0, length + 1], torsions)
    ca, c, n = backbone[:-1, 1], backbone[:-1, 2], backbone[1:, 0]
    oxygen = c + TO_CA * (c - ca) + TO_N * (c - n)
    return np.concatenate([backbone[:-1], oxygen[:, None]], axis=1)


def antiparallel_sheet(strands: int, length: int) -> np.ndarray:
    """Flat strands [strands · length, 4, 3] (length even), z along them, C=O in the plane of the sheet along x."""
    strand = regular(-139.0, 136.93, length)  # at this ψ two residues are one turn
    along = strand[-2, 1] - strand[0, 1]
    along /= np.linalg.norm(along)
    carbonyl = (strand[::2, 3] - strand[::2, 2]).mean(axis=0)
    carbonyl -= carbonyl @ along * along
    carbonyl /= np.linalg.norm(carbonyl)
    frame = np.stack([carbonyl, np.cross(along, carbonyl), along])
    strand = (strand - strand.mean(axis=(0, 1))) @ frame.T
    turned = strand * [-1.0, 1.0, -1.0] + [0.0, 0.0, 1.3]  # registered so that N-H points at C=O
    return np.concatenate([(turned if k % 2 else strand) + [STRAND_SPACING_A * k, 0.0, 0.0] for k in range(strands)])
