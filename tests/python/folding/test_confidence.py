from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import pytest
from outcomes import helix, outcome
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding import confidence
from prct.folding.candidates import make_candidates, no_candidates
from prct.folding.confidence import PROBABLY_RIGHT_TM, calibrated, trust
from prct.folding.confidence_features import KINDS
from prct.folding.settings import FoldSettings
from prct.parameters.confidence import MODEL, RESIDUE

LENGTH = 20
TARGET = Target("t", ("A",), ("A" * LENGTH,))


@pytest.fixture(scope="module")
def given():
    """Contacts of the first residues with the last ones."""
    contact = np.full((LENGTH, LENGTH), np.nan)
    for k in range(4):
        contact[k, LENGTH - 1 - k] = contact[LENGTH - 1 - k, k] = 1.0
    return make_candidates(TARGET, Restraints(maps=RestraintMaps(contact_prob=contact)), FoldSettings())


def of(model, others, candidates):
    return trust([model], others, candidates, np.ones(len(candidates)), TARGET)[0]


def test_doctests():
    assert doctest.testmod(confidence).failed == 0


@pytest.mark.parametrize("calibrations", [RESIDUE, MODEL], ids=["residues", "models"])
def test_every_kind_has_a_table_that_ascends_from_0_to_1(calibrations):
    assert set(calibrations) == set(KINDS)
    for calibration in calibrations.values():
        assert (np.diff(calibration.raw) > 0).all() and (np.diff(calibration.expected) >= 0).all()
        for values in (calibration.raw, calibration.expected):
            assert (values[0], values[-1]) == (0.0, 1.0)
        low, high = ({name: np.array([x]) for name in calibration.coefficients} for x in (-1e4, 1e4))
        assert all(0.0 <= calibrated(found, calibration)[0] <= 1.0 for found in (low, high))


def test_it_stays_within_its_bounds_and_the_same_input_gives_the_same_bytes(given):
    model, fellow = outcome(0, distances=[5.0] * 4), outcome(1, distances=[5.0] * 4)
    found = of(model, [model, fellow], given)
    assert found.confidence.shape == (LENGTH,)
    assert ((found.confidence >= 0) & (found.confidence <= 100)).all() and 0.0 <= found.tm <= 1.0
    again = of(model, [model, fellow], given)
    assert found.confidence.tobytes() == again.confidence.tobytes() and found.tm == again.tm


def test_agreement_and_satisfied_restraints_raise_it(given):
    doubted = replace(given, doubted=True)
    model, fellow = outcome(0, distances=[5.0] * 4), outcome(1, distances=[5.0] * 4)
    stranger = outcome(2, backbone=helix(LENGTH, 150.0), distances=[5.0] * 4)
    broken = outcome(0, distances=[30.0] * 4)
    best = of(model, [model, fellow], doubted)
    for worse in (of(model, [model, stranger], doubted), of(broken, [broken, fellow], doubted)):
        assert best.confidence.mean() > worse.confidence.mean() and best.tm > worse.tm


def test_models_from_the_sequence_alone_that_agree_are_not_trusted_for_that():
    rng = np.random.default_rng(1)
    length = 100
    target = Target("t", ("A",), ("A" * length,))
    tangled = helix(length) + rng.normal(0.0, 3.0, (length, 1, 3))
    model, fellow = outcome(0, backbone=tangled), outcome(1, backbone=tangled)
    (found,) = trust([model], [model, fellow], no_candidates(), np.zeros(0), target)
    assert found.tm < PROBABLY_RIGHT_TM, "agreement was taken for truth"
    assert found.confidence.mean() < 75.0
