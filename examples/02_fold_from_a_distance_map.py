"""Fold from a matrix of distances: a made-up helical hairpin, of which one pair in three was measured, 5 % wrong."""

import numpy as np
import prct
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.superpose import superpose
from prct.core.virtual_sites import virtual_cb

SEQUENCE = "AEAAAKEAAAKEAAAKNGDAKEAAAKEAAAKEAAAK"
HELIX, LOOP = (-60.0, -45.0, 180.0), ((-60.0, -30.0, 180.0), (60.0, 45.0, 180.0), (-80.0, 120.0, 180.0))


def hairpin() -> np.ndarray:
    """N, CA, C of helix, loop, helix."""
    degrees = np.array([HELIX] * len(SEQUENCE))
    degrees[16:19] = LOOP
    return backbone_from_torsions([0, len(SEQUENCE)], np.radians(degrees))


def measured(backbone_a: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """CB-CB distances [L, L]; NaN is what nobody measured."""
    cb = virtual_cb(backbone_a)
    distance = np.linalg.norm(cb[:, None] - cb, axis=-1)
    distance *= 1 + 0.05 * rng.standard_normal(distance.shape)
    known = (rng.random(distance.shape) < 0.3) & (distance < 20)
    upper = np.triu(np.where(known, distance, np.nan), 3) + np.tril(np.full_like(distance, np.nan), 2)
    return np.fmax(upper, upper.T)


def main() -> None:
    """Fold and compare with the truth."""
    truth = hairpin()
    distance = measured(truth, np.random.default_rng(1))
    result = prct.fold(SEQUENCE, {"distance": distance}, trajectories=2, models=1, seed=1)
    fit = superpose(result.best.structure.coords_a[:, 1], truth[:, 1])
    print(f"{np.isfinite(distance).sum() // 2} distances; CA-RMSD to the truth {fit.rmsd_a:.2f} Å")


if __name__ == "__main__":
    main()
