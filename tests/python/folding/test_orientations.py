"""Predicted orientations: which are used, their energies, and that they settle the hand."""

import numpy as np
import pytest
from prct._core import TERM_NAMES, Platform, TermScales, compute
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.hand import mirror
from prct.core.restraints import OrientationMaps, Restraints
from prct.core.superpose import superpose
from prct.core.target import Target
from prct.folding.candidates import make_candidates
from prct.folding.hamiltonian import make_system
from prct.folding.orientation_hand import hand_preference
from prct.folding.orientations import KINDS, PER_RESIDUE, make_orientations
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings
from prct.io.restraint_formats.npz_maps import from_arrays
from prct.scoring.tm_score import tm_score
from trrosetta_maps import angles, trrosetta_maps

HELIX, TURN = (-63.0, -42.0), [(-80.0, 130.0), (60.0, 30.0), (-110.0, 120.0), (-70.0, 140.0)]
PHASES = ([HELIX] * 12 + TURN) * 2 + [HELIX] * 12
N = len(PHASES)
TARGET = Target("t", ("A",), ("A" * N,))


@pytest.fixture(scope="module")
def native():
    torsions = np.radians([(phi, psi, 180.0) for phi, psi in PHASES])
    return backbone_from_torsions([0, N], torsions)


def maps_of(backbone, **options):
    return from_arrays(trrosetta_maps(backbone, **options), TARGET)[0]


def alone(name):
    return TermScales([float(name == term) for term in TERM_NAMES], 0.0)


def test_energies_are_lowest_at_the_angles_they_were_made_from(native):
    found = make_orientations(TARGET, maps_of(native, spread=0.4).orientations, 1.0)
    _, *measured = angles(native)
    centre = np.radians(-172.5 + 15 * np.arange(24))
    for kind in range(3):
        rows = found.kind == kind
        assert rows.any()
        i, j = found.residues[rows].T
        truth = measured[kind][i, j]
        lowest = centre[found.coefficients[rows].argmin(axis=1)]
        if KINDS[kind] == "phi":
            assert np.array_equal(found.coefficients[rows], found.coefficients[rows][:, ::-1])
            lowest = np.abs(lowest)
        away = np.angle(np.exp(1j * (lowest - truth)))
        assert np.abs(away).max() < np.radians(8.5)


def test_the_native_fits_and_its_mirror_image_does_not(native):
    candidates = make_candidates(TARGET, Restraints(maps=maps_of(native)), FoldSettings())
    system = make_system(TARGET, candidates, FoldSettings())
    one = np.ones(system.restraint_count)
    here, there = (
        compute(system, Platform("reference"), x, alone("orientation"), one)[0]["orientation"]
        for x in (native, native * [1, 1, -1])
    )
    assert here < -1.0 * N
    assert there > 0
    assert hand_preference(TARGET, system, Platform("reference"), native[:, 1], mirror(native[:, 1])) > 0.9
    assert hand_preference(TARGET, system, Platform("reference"), mirror(native[:, 1]), native[:, 1]) < -0.9


def test_only_contacts_and_the_most_informative_of_them_are_used(native):
    maps = maps_of(native).orientations
    found = make_orientations(TARGET, maps, 1.0)
    assert len(found) == PER_RESIDUE * N
    assert "most informative" in found.notes[0]
    near = angles(native)[0] <= 20
    assert near[tuple(found.residues.T)].all()
    assert (np.abs(np.diff(found.residues, axis=1)) >= 3).all()
    doubtful = OrientationMaps(omega=0.4 * maps.omega)
    doubtful.omega[..., 0] = 0.6
    assert make_orientations(TARGET, doubtful, 1.0) is None


def test_what_says_nothing_has_no_energy(native):
    maps = maps_of(native).orientations
    flat = np.where(np.isnan(maps.omega), np.nan, 1.0 / 24)
    flat[..., 0] = 0.0
    angle = np.where(np.isnan(maps.phi), np.nan, 0.0)
    angle[..., 1:] += 0.5 * -np.diff(np.cos(np.linspace(0, np.pi, 13)))
    found = make_orientations(TARGET, OrientationMaps(omega=flat, phi=angle), 1.0)
    assert np.abs(found.coefficients).max() < 1e-6


def test_worth_does_not_depend_on_how_many_there_are_and_zero_turns_them_off(native):
    maps = maps_of(native).orientations
    few = OrientationMaps(omega=maps.omega.copy())
    few.omega[:, ::2] = np.nan
    few.omega[::2] = np.nan
    depth = [-make_orientations(TARGET, some, 2.0).coefficients.min(axis=1).sum() for some in (maps, few)]
    assert depth[0] == pytest.approx(depth[1], rel=0.35)
    assert make_orientations(TARGET, maps, 0.0) is None
    settings = FoldSettings().with_overrides(**{"weights.orientation_kcal": 0.0})
    assert make_candidates(TARGET, Restraints(maps=maps_of(native)), settings).orientations is None


def test_they_settle_the_hand_that_distances_leave_open(native):
    """Without the score of the hand every other trajectory starts from the mirror image, unless orientations know."""
    settings = FoldSettings(trajectories=2, models=2).with_overrides(
        **{"resonance.hand_score": False, "annealing.steps": 2000}
    )
    maps = Restraints(maps=maps_of(native, spread=2.0))
    trace = native[:, 1]

    def quality(result):
        return sorted(tm_score(model.structure.coords_a[:, 1], trace) for model in result.models)

    knowing = fold(TARGET, maps, settings)
    blind = fold(TARGET, maps, settings.with_overrides(**{"weights.orientation_kcal": 0.0}))
    assert quality(knowing)[0] > 0.8
    assert quality(blind)[0] < quality(knowing)[0] - 0.2
    for model in knowing.models:
        assert superpose(model.structure.coords_a[:, 1], trace).rmsd_a < 3
        assert model.terms_kcal["orientation"] < 0
