"""Surfaces of φ and ψ (Eq. 9b): where they are lowest, and that they are bounded, periodic and smooth."""

import numpy as np
import pytest
from prct.core.prior_knowledge import PhaseTargets
from prct.folding.phase_restraints import CAP_KCAL, SHARES, PhaseSource, phase_surfaces
from prct.folding.settings import Weights
from prct.parameters.ramachandran import GRID

NODE_DEG = np.arange(GRID) * 10 - 180
HELIX, STRAND, COIL = np.eye(3)


def targets(*rows):
    angles, errors = np.array(rows, float)[:, :2], np.array(rows, float)[:, 2:]
    return PhaseTargets(np.radians(angles), np.radians(errors))


def of_targets(*rows, weight=1.0):
    return phase_surfaces(len(rows), (PhaseSource(targets(*rows), weight),), None, Weights())


def of_structure(*rows, **weights):
    return phase_surfaces(len(rows), (), np.array(rows, float), Weights(**weights))


def lowest_deg(surface):
    phi, psi = np.unravel_index(surface.argmin(), surface.shape)
    return int(NODE_DEG[phi]), int(NODE_DEG[psi])


@pytest.mark.parametrize("place", [(-60, -40), (-120, 130), (180 - 360, 170), (170, -180), (50, 40)])
def test_the_lowest_node_is_the_target(place):
    surface = of_targets((*place, 15, 15))[0]
    assert lowest_deg(surface) == place
    assert surface.min() == 0


def test_near_its_lowest_point_a_surface_is_minus_kt_ln_p():
    surface = of_targets((-60, -40, 30, 60))[0]
    at = {
        name: surface[(phi + 180) // 10, (psi + 180) // 10] for name, phi, psi in [("phi", -50, -40), ("psi", -60, -20)]
    }
    loss = {
        "phi": (1 - np.cos(np.radians(10))) / np.radians(30) ** 2,
        "psi": (1 - np.cos(np.radians(20))) / np.radians(60) ** 2,
    }
    for name, kcal in at.items():
        assert kcal == pytest.approx(0.596 * loss[name], rel=0.06)


def test_an_unknown_angle_is_free_and_an_unknown_residue_is_flat():
    surfaces = of_targets((-60, np.nan, 15, np.nan), (np.nan, np.nan, np.nan, np.nan))
    assert np.ptp(surfaces[0], axis=1).max() < 1e-12
    assert np.ptp(surfaces[0], axis=0).min() > 3
    assert not surfaces[1].any()


def test_errors_below_a_node_are_taken_as_one():
    assert np.array_equal(of_targets((-60, -40, 1, 1)), of_targets((-60, -40, 10, 10)))


@pytest.mark.parametrize(("row", "place"), [(HELIX, (-60, -40)), (STRAND, (-110, 140))])
def test_secondary_structure_is_lowest_where_it_lives(row, place):
    surface = of_structure(row)[0]
    assert np.abs(np.array(lowest_deg(surface)) - place).max() <= 10


def test_helix_and_strand_tell_their_regions_apart():
    helix, strand = of_structure(HELIX, STRAND)
    in_helix, in_strand = (12, 14), (6, 32)
    assert helix[in_strand] - helix[in_helix] > 2.5
    assert strand[in_helix] - strand[in_strand] > 2.5


def test_probabilities_grade_the_wells():
    depth = [s[6, 32] - s[12, 14] for s in of_structure(HELIX, (0.9, 0.05, 0.05), (0.6, 0.1, 0.3), SHARES)]
    assert depth[0] > depth[1] > depth[2] > depth[3]
    assert depth[3] == pytest.approx(0, abs=1e-6)


def test_what_is_known_anyway_and_unknown_rows_add_nothing():
    surfaces = of_structure(SHARES, (np.nan,) * 3, HELIX)
    assert np.abs(surfaces[0]).max() < 1e-6
    assert not surfaces[1].any()


def test_sources_add_up_below_the_cap():
    both = (PhaseSource(targets((-60, -40, 10, 10)), 1.0), PhaseSource(targets((-70, -50, 10, 10)), 1.0))
    surface = phase_surfaces(1, both, HELIX[None], Weights())[0]
    assert surface.min() >= 0
    assert 5 < surface.max() < CAP_KCAL


def test_weights_of_zero_turn_sources_off():
    assert of_targets((-60, -40, 10, 10), weight=0.0) is None
    assert of_structure(HELIX, secondary_structure=0.0) is None
    assert phase_surfaces(3, (), None, Weights()) is None
    half = of_targets((-60, -40, 10, 10), weight=0.5)
    assert (half <= of_targets((-60, -40, 10, 10)) + 1e-12).all()


def test_surfaces_are_periodic_and_smooth():
    """Turned by 90 degrees a surface is the same one turned; second differences stay below what a spline follows."""
    here, there = of_targets((-60, -40, 15, 15))[0], of_targets((30, 50, 15, 15))[0]
    assert np.allclose(np.roll(here, (9, 9), axis=(0, 1)), there, atol=1e-12)
    for surface in (here, *of_structure(HELIX, STRAND, COIL)):
        for axis in (0, 1):
            bend = np.roll(surface, 1, axis) + np.roll(surface, -1, axis) - 2 * surface
            assert np.abs(bend).max() < 1.5


def test_it_pulls_from_everywhere_towards_the_target():
    surface = of_targets((-60, -40, 10, 10))[0]
    along = np.roll(surface[:, 14], -12)
    assert (np.diff(along[:19]) > 0.01).all()
