from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from outcomes import helix, outcome
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.candidates import make_candidates, no_candidates
from prct.folding.confidence import KINDS, confidence, kind, residue_features
from prct.folding.settings import FoldSettings

LENGTH = 20


@pytest.fixture(scope="module")
def given():
    """Contacts of the first residues with the last ones."""
    contact = np.full((LENGTH, LENGTH), np.nan)
    for k in range(4):
        contact[k, LENGTH - 1 - k] = contact[LENGTH - 1 - k, k] = 1.0
    target = Target("t", ("A",), ("A" * LENGTH,))
    return make_candidates(target, Restraints(maps=RestraintMaps(contact_prob=contact)), FoldSettings())


def test_it_stays_within_0_and_100(given):
    model = outcome(0, distances=[5.0] * 4)
    values = confidence(model, [model, outcome(1, distances=[5.0] * 4)], given, LENGTH)
    assert values.shape == (LENGTH,)
    assert ((values > 0) & (values < 100)).all()


def test_agreement_and_satisfied_restraints_raise_it(given):
    model, fellow = outcome(0, distances=[5.0] * 4), outcome(1, distances=[5.0] * 4)
    stranger = outcome(2, backbone=helix(LENGTH, 150.0), distances=[5.0] * 4)
    broken = outcome(0, distances=[30.0] * 4)
    best = confidence(model, [model, fellow], given, LENGTH)
    assert best.mean() > confidence(model, [model, stranger], given, LENGTH).mean()
    assert best.mean() > confidence(broken, [broken, fellow], given, LENGTH).mean()


def test_features_of_a_model_alone(given):
    alone = outcome(0, distances=[5.0, 5.0, 30.0, 30.0])
    features = residue_features(alone, [alone], given, LENGTH)
    assert not features["agreement"].any(), "unknown, which is not the same as none"
    assert features["alone_contacts"].all() and features["hand_share"] == pytest.approx(1.0)
    assert features["satisfied"][LENGTH // 2] == 0.0, "no restraint is near"
    assert 0.0 < features["satisfied"][2] < 1.0
    assert all(values.shape == (LENGTH,) for values in features.values())


def test_the_other_hand_is_no_companion(given):
    model = outcome(0, distances=[5.0] * 4)
    mirror = outcome(1, hand=-1, distances=[5.0] * 4)
    features = residue_features(model, [model, mirror], given, LENGTH)
    assert features["alone_contacts"].all() and features["hand_share"] == pytest.approx(0.5)
    fellow = outcome(1, distances=[5.0] * 4)
    together = residue_features(model, [model, fellow, mirror], given, LENGTH)
    assert (together["agreement"] > 3).all() and not together["alone_contacts"].any()
    assert together["hand_share"] == pytest.approx(2 / 3)


def test_kinds_of_restraints_have_offsets_of_their_own(given):
    measured = np.full((LENGTH, LENGTH), np.nan)
    measured[0, 10] = measured[10, 0] = 9.0
    predicted = np.full((LENGTH, LENGTH), 9.0)
    distogram = np.full((LENGTH, LENGTH, 2), 0.5)
    target = Target("t", ("A",), ("A" * LENGTH,))

    def of(**maps):
        return kind(make_candidates(target, Restraints(maps=RestraintMaps(**maps)), FoldSettings()))

    assert of(distance_a=measured) == "measured"
    assert of(distance_a=predicted) == "predicted"
    assert of(distance_a=predicted, distance_sd_a=np.ones_like(predicted)) == "measured"
    assert of(distogram=distogram, bin_edges_a=np.array([4.0, 8.0, 12.0])) == "predicted"
    assert kind(given) == "contacts" and kind(replace(given, doubted=True)) == "doubted"
    model = outcome(0, distances=[5.0] * 4)
    fellow = outcome(1, distances=[5.0] * 4)
    features = residue_features(model, [model, fellow], replace(given, doubted=True), LENGTH)
    assert [k for k in KINDS if features[f"offset_{k}"].all()] == ["doubted"]
    assert [k for k in KINDS if features[f"agreement_mean_{k}"].any()] == ["doubted"]


def test_without_restraints_it_is_the_agreement_as_it_is():
    model, fellow = outcome(0), outcome(1, hand=-1)
    stranger = outcome(2, backbone=helix(LENGTH, 150.0))
    assert confidence(model, [model, fellow], no_candidates(), LENGTH).tolist() == [100.0] * LENGTH
    assert confidence(model, [model, stranger], no_candidates(), LENGTH).mean() < 85.0
    assert confidence(model, [model], no_candidates(), LENGTH).tolist() == [0.0] * LENGTH
