from __future__ import annotations

import numpy as np
import pytest
from prct import System, _core
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.spectral_bound import Domain, spectral_bound

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
OFF = ("electrostatic", "dipole", "coherence")
BONDED = ("bond", "angle", "omega", "ramachandran")
SITE_CB = 4


def scales(only: tuple[str, ...] = (), saturation: float = 0.0) -> _core.TermScales:
    on = only or tuple(name for name in _core.TERM_NAMES if name not in OFF)
    return _core.TermScales([float(name in on) for name in _core.TERM_NAMES], saturation)


def stiffest(system, backbone_a, factors) -> float:
    """The largest eigenvalue of V's Hessian, by central differences of the reference platform's gradient."""
    platform, alpha, h = _core.Platform("reference"), np.ones(system.restraint_count), 1e-4

    def gradient(x):
        return np.asarray(_core.compute(system, platform, x.reshape(backbone_a.shape), factors, alpha)[1]).ravel()

    flat = backbone_a.ravel()
    hessian = np.array([gradient(flat + step) - gradient(flat - step) for step in h * np.eye(flat.size)]) / (2 * h)
    return float(np.linalg.eigvalsh(0.5 * (hessian + hessian.T))[-1])


def ideal(phi, psi, omega=180.0) -> np.ndarray:
    torsions = np.radians(np.stack(np.broadcast_arrays(phi, psi, omega), axis=-1))
    return np.reshape(backbone_from_torsions(np.array([0, len(torsions)], np.int32), torsions), (-1, 3, 3))


def restrained(sequence: str, backbone_a: np.ndarray, kind: str) -> System:
    """A chain with contacts, distances or a distogram of the given structure."""
    system, random = System([sequence]), np.random.default_rng(3)
    cb = np.asarray(_core.sites(system, backbone_a))[:, SITE_CB]
    i, j = np.triu_indices(len(sequence), 3)
    d = np.linalg.norm(cb[i] - cb[j], axis=1)
    chosen = random.permutation(np.argsort(d)[: 3 * len(sequence)])[: 2 * len(sequence)]
    i, j, d = i[chosen], j[chosen], d[chosen]
    m = len(chosen)
    knots = np.arange(2.0, 23.0)
    values = -2.0 * np.exp(-((knots - d[:, None]) ** 2) / 4.0)
    slopes = np.gradient(values, axis=1)
    slopes[:, -1] = 0.0
    spline = kind == "distogram"
    bounds = {"contacts": np.tile([0.0, 8.0], (m, 1))}.get(kind, np.stack([0.95 * d, 1.05 * d], axis=1))
    system.set_restraints(
        np.stack([i, j], axis=1).astype(np.int32),
        np.full((m, 2), SITE_CB, np.uint8),
        bounds,
        np.full(m, 1.0 if kind == "contacts" else 0.5),
        np.full(m, 0.3),
        np.full(m, -1, np.int32),
        np.arange(m, dtype=np.int32) if spline else np.full(m, -1, np.int32),
        knots if spline else np.zeros(0),
        values if spline else np.zeros((0, 0)),
        slopes if spline else np.zeros((0, 0)),
    )
    return system


def relaxed(system, backbone_a, factors) -> np.ndarray:
    quenched = _core.quench(
        system, _core.Platform("cpu-f64"), backbone_a, factors, np.ones(system.restraint_count), 300, 50, 1e-4, 1e-2
    )
    return np.asarray(quenched[0])


def moving(system, backbone_a, factors, temperature_k: float) -> np.ndarray:
    """A snapshot after a picosecond or two at a temperature."""
    alpha = np.ones(system.restraint_count)
    options = _core.SimulationOptions()
    options.total_steps = 200
    state = _core.State(
        backbone_a, _core.draw_velocities(len(backbone_a), temperature_k, 1), alpha, np.zeros(alpha.size), 0, 1
    )
    frames = [_core.Keyframe(at, temperature_k, factors) for at in (0.0, 1.0)]
    simulation = _core.Simulation(system, _core.Platform("cpu"), state, frames, options)
    simulation.advance(200)
    return np.asarray(simulation.state.positions_a, float)


@pytest.mark.parametrize("phi, psi", [(180, 180), (-60, -45), (-120, 130), (60, 40), (-75, 150), (-85, 65)])
def test_bonded_terms_of_ideal_chains_stay_below(phi, psi):
    system, bonded = System(["AAAAAAAA"]), scales(BONDED)
    bound = spectral_bound(system, bonded).largest
    found = stiffest(system, ideal(np.full(8, phi), psi), bonded)
    assert found <= bound
    assert (phi, psi) != (180, 180) or found >= 0.95 * bound


def test_bonded_terms_stay_below_at_any_phases():
    random = np.random.default_rng(1)
    for _ in range(20):
        system = System(["".join(random.choice(list(RESIDUES), 8))])
        bonded = scales(BONDED)
        phi, psi = random.uniform(-180, 180, (2, 8))
        assert stiffest(system, ideal(phi, psi), bonded) <= spectral_bound(system, bonded).largest


def test_cis_peptides_before_proline_are_covered_where_asked_for():
    system, bonded = System(["AAAPAAA"]), scales(BONDED)
    omega = np.full(7, 180.0)
    omega[2] = 0.0
    found = stiffest(system, ideal(np.full(7, -120.0), 130.0, omega), bonded)
    cis = spectral_bound(system, bonded, Domain(cis_prolines=True)).largest
    assert found <= cis
    assert cis > spectral_bound(system, bonded).largest


@pytest.mark.parametrize("kind", ["contacts", "distances", "distogram"])
@pytest.mark.parametrize("side_chains", [False, True])
def test_restrained_chains_stay_below_relaxed_and_warm(kind, side_chains):
    random = np.random.default_rng(7)
    sequence = "".join(random.choice(list(RESIDUES), 24))
    start = ideal(np.r_[np.full(11, -62.0), [-90.0, 60.0], np.full(11, -62.0)], -42.0)
    system, factors = restrained(sequence, start, kind), scales()
    if side_chains:
        system.force_field.pair = system.force_field.burial = 1.0
    bound = spectral_bound(system, factors).largest
    rest = relaxed(system, start, factors)
    frames = [rest, *(moving(system, rest, factors, temperature_k) for temperature_k in (100.0, 300.0))]
    found = [stiffest(system, frame, factors) for frame in frames]
    assert max(found) <= bound
    assert min(found) >= 800, "the stiffness of bonds and angles is there"


def test_the_stiffest_are_named():
    bound = spectral_bound(System(["AAAAAAAA"]), scales(BONDED))
    assert max(bound.parts, key=bound.parts.__getitem__) == "angle"
    assert sum(bound.parts.values()) == pytest.approx(bound.largest)
    assert set(bound.parts) == set(_core.TERM_NAMES)
