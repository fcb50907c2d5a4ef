from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import pytest
from outcomes import helix, outcome
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding import confidence_features
from prct.folding.candidates import make_candidates, no_candidates
from prct.folding.confidence_features import MOST_GAP_KCAL, kind, log_odds, residue_features
from prct.folding.rank import same_hand_similarity
from prct.folding.settings import FoldSettings
from prct.scoring.lddt import lddt_ca_per_residue

LENGTH = 20
TARGET = Target("t", ("A",), ("A" * LENGTH,))


def candidates(**maps):
    return make_candidates(TARGET, Restraints(maps=RestraintMaps(**maps)), FoldSettings())


@pytest.fixture(scope="module")
def given():
    """Contacts of the first residues with the last ones."""
    contact = np.full((LENGTH, LENGTH), np.nan)
    for k in range(4):
        contact[k, LENGTH - 1 - k] = contact[LENGTH - 1 - k, k] = 1.0
    return candidates(contact_prob=contact)


def features(model, others, of, alpha=None):
    """Of one model, [L] each."""
    found = residue_features([model], others, of, np.ones(len(of)) if alpha is None else alpha, TARGET)
    return {name: values[0] for name, values in found.items()}


def test_doctests():
    assert doctest.testmod(confidence_features).failed == 0


def test_kinds(given):
    measured, stated = np.full((LENGTH, LENGTH), np.nan), np.full((LENGTH, LENGTH), 0.4)
    for k in range(3):
        measured[k, 10 + k] = measured[10 + k, k] = 9.0
    predicted = np.full((LENGTH, LENGTH), 9.0)
    distogram = np.full((LENGTH, LENGTH, 2), 0.5)
    found = {
        "measured": candidates(distance_a=measured),
        "predicted": candidates(distance_a=predicted),
        "stated": candidates(contact_prob=stated),
        "contacts": given,
        "doubted": replace(given, doubted=True),
        "sequence": no_candidates(),
    }
    assert {name: kind(of, LENGTH) for name, of in found.items()} == {name: name for name in found}
    assert kind(candidates(distance_a=predicted, distance_sd_a=np.ones_like(predicted)), LENGTH) == "measured"
    with_bins = candidates(distogram=distogram, bin_edges_a=np.array([4.0, 8.0, 12.0]))
    assert kind(with_bins, LENGTH) == "predicted"
    assert kind(given, 100) == "sequence", "four contacts of a hundred residues say nothing"


def test_a_model_alone(given):
    alone = outcome(0, distances=[5.0, 5.0, 30.0, 30.0])
    found = features(alone, [alone], given)
    assert not found["agreement"].any(), "unknown, which is not the same as none"
    assert found["alone"].all() and found["hand_share"] == pytest.approx(1.0)
    assert found["satisfied"][LENGTH // 2] == 0.0, "no restraint is near"
    assert 0.0 < found["satisfied"][2] < 1.0 and found["satisfied_mean"] == pytest.approx(0.5)
    assert all(values.shape == (LENGTH,) and np.isfinite(values).all() for values in found.values())


def test_similarities_of_the_ranking_are_those_it_would_search(given):
    ensemble = [
        outcome(k, backbone=helix(LENGTH, 100.0 + 7 * k), hand=1 if k != 2 else -1, distances=[5.0] * 4)
        for k in range(5)
    ]
    similar = same_hand_similarity(ensemble)
    told = residue_features(ensemble, ensemble, given, np.ones(len(given)), TARGET, similar)
    for k, model in enumerate(ensemble):
        for name, values in features(model, ensemble, given).items():
            assert told[name][k] == pytest.approx(values, rel=1e-9), name


def test_models_together_have_the_features_of_each(given):
    ensemble = [
        outcome(
            k,
            physics=-3.0 * k,
            backbone=helix(LENGTH, 100.0 + 7 * k),
            hand=1 if k < 3 else -1,
            distances=np.where(np.arange(4) < k, 5.0, 30.0),
        )
        for k in range(4)
    ]
    together = residue_features(ensemble, ensemble, given, np.ones(len(given)), TARGET)
    for k, model in enumerate(ensemble):
        for name, values in features(model, ensemble, given).items():
            assert together[name][k].tolist() == values.tolist(), name
    assert len({together[name][k].tobytes() for k in range(4) for name in ("satisfied",)}) == 4


def test_agreement_is_the_mean_lddt_against_the_companions(given):
    ensemble = [outcome(k, backbone=helix(LENGTH, 100.0 + 9 * k), distances=[5.0] * 4) for k in range(4)]
    trace, *fellows = (o.backbone_a[:, 1] for o in ensemble)
    expected = np.mean([lddt_ca_per_residue(trace, fellow) for fellow in fellows], axis=0)
    assert expected.min() < 0.9
    assert features(ensemble[0], ensemble, given)["agreement"] == pytest.approx(log_odds(expected), rel=1e-12)


def test_the_other_hand_is_no_companion_but_sets_the_margin(given):
    model = outcome(0, physics=-40.0, distances=[5.0] * 4)
    mirror = outcome(1, physics=-30.0, hand=-1, distances=[5.0] * 4)
    found = features(model, [model, mirror], given)
    assert found["alone"].all() and found["hand_share"] == pytest.approx(0.5)
    assert found["hand_margin"] == pytest.approx(10.0 / LENGTH) and not found["energy_gap"].any()
    assert features(mirror, [model, mirror], given)["energy_gap"] == pytest.approx(10.0 / LENGTH)
    fellow = outcome(2, physics=1e6, distances=[5.0] * 4)
    together = features(model, [model, fellow, mirror], given)
    assert (together["agreement"] > 3).all() and not together["alone"].any()
    assert together["hand_share"] == pytest.approx(2 / 3)
    assert features(fellow, [model, fellow], given)["energy_gap"] == pytest.approx(MOST_GAP_KCAL)


def test_alpha_is_that_of_the_contacts_near_a_residue_and_weighs_them(given):
    model = outcome(0, distances=[5.0, 5.0, 30.0, 30.0])
    alpha = np.where(given.residues.min(axis=1) < 2, 0.9, 0.1)
    found = features(model, [model], given, alpha)
    assert found["alpha_mean"] == pytest.approx(0.5) and found["alpha"][0] > found["alpha"][5] > 0
    assert found["alpha"][LENGTH // 2] == 0.0
    assert found["satisfied_mean"] == pytest.approx(0.9), "what is doubted counts less"
    stated = replace(given, stated=4, weight=alpha)
    assert features(model, [model], stated, alpha)["satisfied_mean"] == pytest.approx(0.9), "α is not counted twice"


def test_phases(given):
    helical = backbone_from_torsions([0, LENGTH], np.tile(np.radians([-63.0, -42.0, 180.0]), (LENGTH, 1)))
    strained = backbone_from_torsions([0, LENGTH], np.tile(np.radians([75.0, -100.0, 180.0]), (LENGTH, 1)))
    surfaces = np.zeros((LENGTH, 36, 36))
    surfaces[:10] = 3.0
    surfaces[:10, 11:13, 13:15] = 0.0
    known = replace(given, phase_surfaces=surfaces)
    good, bad = (features(outcome(0, backbone=b, distances=[5.0] * 4), [], known) for b in (helical, strained))
    middle = slice(3, LENGTH - 3)
    assert (good["helix"][middle] == 1.0).all() and not good["strand"].any() and not bad["helix"].any()
    assert (bad["strain"][middle] > good["strain"][middle] + 2.0).all()
    assert bad["strain"][4] > bad["strain"][14] + 2.0, "what is known of the phases counts, too"
    assert (good["certainty"][:8] > 4.0).all() and good["certainty"][15] == pytest.approx(0.0)


def test_ends_are_those_of_each_chain():
    two = Target("t", ("A", "B"), ("A" * 5, "A" * 30))
    end = residue_features([outcome(0, backbone=helix(35))], [], no_candidates(), np.zeros(0), two)["end"][0]
    assert np.expm1(end[:7]) == pytest.approx([0, 1, 2, 1, 0, 0, 1]) and np.expm1(end[20]) > 9


def test_neighbours_and_length():
    found = features(outcome(0), [], no_candidates())
    assert found["neighbours"][10] > found["neighbours"][0] and found["length"] == pytest.approx(np.log(0.2))
    assert not found["satisfied"].any() and not found["alpha"].any()
    assert found["neighbours_wide"][10] == pytest.approx(found["neighbours"][3:18].mean())
