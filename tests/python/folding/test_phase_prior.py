"""Surfaces of the phase prior: where they are low, how states move them, and that folds get them."""

import numpy as np
from prct.core.prior_knowledge import PriorKnowledge
from prct.core.restraints import PredictedContacts, Restraints
from prct.core.target import Target
from prct.folding.evidence import gather_evidence
from prct.folding.phase_prior import CAP_KCAL, GRID, prior_surfaces
from prct.folding.settings import FoldSettings

SEQUENCE = "SAEEAARRLLELAKKAAEEGGSGTVTVTVNGKTY"
TARGET = Target("t", ("A",), (SEQUENCE,))
L = len(SEQUENCE)


def node(degrees):
    return round((degrees + 180) / 10) % GRID


def strand_less_helix(surface):
    return surface[node(-120), node(130)] - surface[node(-60), node(-40)]


def states(row):
    return np.tile(np.asarray(row, float), (L, 1))


def test_surfaces_are_bounded_and_begin_at_zero():
    surfaces = prior_surfaces(TARGET)
    assert surfaces.shape == (L, GRID, GRID)
    assert np.all(surfaces.min(axis=(1, 2)) == 0) and surfaces.max() <= CAP_KCAL + 1e-12


def test_chains_are_read_apart():
    two = prior_surfaces(Target("t", ("A", "B"), (SEQUENCE[:20], SEQUENCE[20:])))
    assert np.allclose(two[:20], prior_surfaces(Target("t", ("A",), (SEQUENCE[:20],))), atol=1e-4)
    assert np.allclose(two[20:], prior_surfaces(Target("t", ("A",), (SEQUENCE[20:],))), atol=1e-4)


def test_states_that_are_known_move_the_surface_their_way():
    helix, strand = (prior_surfaces(TARGET, states(row)) for row in ((0.9, 0.05, 0.05), (0.05, 0.9, 0.05)))
    assert np.all([strand_less_helix(h) > strand_less_helix(s) for h, s in zip(helix, strand, strict=True)])


def test_unknown_states_and_no_trust_change_nothing():
    plain = prior_surfaces(TARGET)
    assert np.allclose(prior_surfaces(TARGET, states([np.nan] * 3)), plain, atol=1e-9)
    assert np.allclose(prior_surfaces(TARGET, states([0.9, 0.05, 0.05]), trust=0.0), plain, atol=1e-9)


def test_a_fold_has_them_by_its_weight_and_with_the_states_of_the_family_or_those_given():
    settings = FoldSettings()
    bare = gather_evidence(TARGET, Restraints(), settings).phase_surfaces
    assert np.allclose(bare, settings.weights.phase_prior * prior_surfaces(TARGET))
    off = settings.with_overrides(**{"weights.phase_prior": 0.0})
    assert gather_evidence(TARGET, Restraints(), off).phase_surfaces is None
    row = {"family": (0.1, 0.8, 0.1), "given": (0.8, 0.1, 0.1)}
    family = PredictedContacts(np.full((L, L), np.nan), 90.0, "x", states(row["family"]))
    found = gather_evidence(TARGET, Restraints(contacts=family), settings).phase_surfaces
    assert np.allclose(found, prior_surfaces(TARGET, states(row["family"])))
    known = PriorKnowledge(secondary_structure=states(row["given"]))
    found = gather_evidence(TARGET, Restraints(contacts=family, known=known), settings).phase_surfaces
    assert np.allclose(found, prior_surfaces(TARGET, states(row["given"]), settings.weights.secondary_structure))
