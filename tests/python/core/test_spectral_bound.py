from __future__ import annotations

import numpy as np
import pytest
from prct import System, _core
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.spectral_bound import spectral_bound

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
OFF = ("electrostatic", "dipole", "coherence")


def scales(saturation: float = 0.0, only: tuple[str, ...] | None = None) -> _core.TermScales:
    on = only or tuple(name for name in _core.TERM_NAMES if name not in OFF)
    return _core.TermScales([float(name in on) for name in _core.TERM_NAMES], saturation)


def stiffness(system, backbone_a, factors) -> float:
    """The largest eigenvalue of the Hessian, by central differences of the reference platform's forces."""
    platform, alpha, h = _core.Platform("reference"), np.ones(system.restraint_count), 1e-4

    def gradient(x):
        return np.asarray(_core.compute(system, platform, x.reshape(backbone_a.shape), factors, alpha)[1]).ravel()

    flat = backbone_a.ravel()
    steps = h * np.eye(flat.size)
    hessian = np.array([gradient(flat + step) - gradient(flat - step) for step in steps]) / (2 * h)
    # `compute` returns forces or gradients: bonded curvatures are positive, which settles the sign
    values = np.linalg.eigvalsh(0.5 * (hessian + hessian.T))
    return max(-values[0], values[-1])


def ideal(torsions) -> np.ndarray:
    return np.reshape(backbone_from_torsions(np.array([0, len(torsions)], np.int32), torsions), (-1, 3, 3))


def phases(residues: int, phi: float, psi: float) -> np.ndarray:
    return np.tile(np.radians([phi, psi, 180.0]), (residues, 1))


@pytest.mark.parametrize("phi, psi", [(180, 180), (-60, -45), (-120, 130), (60, 40), (-75, 150), (-85, 65)])
def test_bonded_terms_of_ideal_chains_stay_below(phi, psi):
    system = System(["GAVLTEDK"])
    bonded = scales(only=("bond", "angle", "omega", "ramachandran"))
    bound = spectral_bound(system, bonded).largest
    found = stiffness(system, ideal(phases(8, phi, psi)), bonded)
    assert found <= bound
    if (phi, psi) == (180, 180):
        assert found >= 0.9 * bound
