"""Restraints and predicted contacts together: what counts of a pair that both name, and what is left without either."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from prct.base.errors import RestraintError
from prct.core.restraints import PredictedContacts, RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.candidates import make_candidates
from prct.folding.evidence import gather_evidence
from prct.folding.hamiltonian import make_system
from prct.folding.resonance import are_doubted, before_structure, edge_count
from prct.folding.settings import FoldSettings
from test_candidates import pairs_of, symmetric, table

SETTINGS = FoldSettings()
LENGTH = 40
TARGET = Target("hairpin", ("A",), ("A" * LENGTH,))
LIKELY = {(k, LENGTH - 1 - k): 0.9 for k in range(12)}


def contacts(entries=LIKELY, rest=0.01) -> PredictedContacts:
    """A prediction for all pairs at least six apart."""
    index = np.arange(LENGTH)
    near = np.abs(np.subtract.outer(index, index)) < 6
    return PredictedContacts(np.where(near, np.nan, symmetric(entries, rest, LENGTH)), 900.0, "x.a3m")


def gathered(restraints=None, **changes):
    return gather_evidence(TARGET, replace(restraints or Restraints(), contacts=contacts(), **changes), SETTINGS)


def test_predicted_contacts_alone_are_what_a_map_of_them_is():
    found = gathered()
    given = Restraints(maps=RestraintMaps(contact_prob=contacts().probability))
    as_map = make_candidates(TARGET, given, SETTINGS)
    assert found.from_alignment == found.edges == len(as_map) == 12
    for name in ("residues", "bounds_a", "scale_a", "weight", "group", "length_a", "is_contact"):
        assert np.array_equal(getattr(found, name), getattr(as_map, name)), name
    assert found.absence_kcal == as_map.absence_kcal
    assert np.array_equal(found.absent.named, as_map.absent.named)


def test_of_a_pair_that_both_name_the_restraint_counts():
    far = table([(0, 39), (3, 20)], lower_a=[20.0, 5.0], upper_a=[30.0, 9.0], is_contact=[False, False])
    found = gathered(Restraints(far, source="far.csv"))
    assert (0, 39) not in pairs_of(found)[: found.from_alignment]
    assert pairs_of(found)[-2:] == [(0, 39), (3, 20)]
    assert found.bounds_a[-2].tolist() == [20.0, 30.0]
    assert (found.from_alignment, found.edges, len(found)) == (11, 11, 13)
    assert any("1 predicted contacts not used" in note for note in found.notes)
    assert found.absent.holds(1, 30) and not found.absent.holds(0, 39) and not found.absent.holds(3, 20)


def test_a_pair_among_alternatives_or_of_weight_zero_is_not_named():
    rows = table([(0, 39), (0, 20), (1, 38), (9, 30)], group=[1, 1, -1, -1], weight=[1.0, 1.0, 0.0, 1.0])
    found = gathered(Restraints(replace(rows, is_contact=np.zeros(4, bool))))
    assert {(0, 39), (1, 38)} <= set(pairs_of(found)[: found.from_alignment])
    assert (9, 30) not in pairs_of(found)[: found.from_alignment]


@pytest.mark.parametrize("kind", ["contact_prob", "distance_a", "distogram"])
def test_what_a_map_knows_is_not_predicted(kind):
    known = {(k, LENGTH - 1 - k): 0.8 if kind == "contact_prob" else 6.0 for k in range(4)}
    given = RestraintMaps(**{kind: symmetric(known, length=LENGTH)}) if kind != "distogram" else None
    if given is None:
        distogram = np.full((LENGTH, LENGTH, 3), np.nan)
        for i, j in known:
            distogram[i, j] = distogram[j, i] = [0.2, 0.7, 0.1]
        given = RestraintMaps(distogram=distogram, bin_edges_a=np.array([2.0, 6.0, 10.0, 14.0]))
    found = gathered(Restraints(maps=given))
    assert sorted(pairs_of(found)) == sorted(LIKELY)
    assert found.from_alignment == 8
    make_system(TARGET, found, SETTINGS)


def test_restraints_that_name_all_contacts_leave_nothing_to_predict():
    found = gathered(Restraints(table([(2, 30)]), complete=True, source="all.rr"))
    assert (len(found), found.from_alignment) == (1, 0)
    assert any("x.a3m: not used; all.rr name all contacts" in note for note in found.notes)


def test_contacts_resonate_beside_bounds_and_bounds_are_never_doubted():
    measured = [(5, 30), (8, 24)]
    drawn = np.random.default_rng(1).integers(0, LENGTH, (60, 2)).tolist()
    prediction = contacts(LIKELY | {(i, j): 0.9 for i, j in drawn if j - i >= 6 and (i, j) not in measured})
    bounds = table(measured, upper_a=[25.0, 25.0], weight=[400.0, 100.0], is_contact=[False, False])
    found = gather_evidence(TARGET, Restraints(bounds, contacts=prediction), SETTINGS)
    assert edge_count(found, SETTINGS) == len(found) - 2 and found.are_contacts
    assert found.weight[-2:].tolist() == [1.0, 0.25], "weights of bounds are relative"
    alpha = before_structure(TARGET, found, SETTINGS).alpha
    alone = gather_evidence(TARGET, Restraints(contacts=prediction), SETTINGS)
    assert alpha[-2:].tolist() == [1.0, 1.0] and alpha[:-2].min() < 0.5
    lone = before_structure(TARGET, alone, SETTINGS).alpha
    assert np.array_equal(alpha[:-2], lone)
    assert are_doubted(found, alpha, LENGTH, SETTINGS) and are_doubted(alone, lone, LENGTH, SETTINGS)


def test_without_restraints_and_without_a_probable_contact_the_sequence_is_alone():
    bare = gather_evidence(TARGET, Restraints(), SETTINGS)
    assert (len(bare), bare.edges, bare.restraint_count, bare.are_contacts) == (0, 0, 0, False)
    assert len(bare.notes) == 1 and bare.notes[0].startswith("hairpin: folded from the sequence alone; such models are")
    unlikely = gather_evidence(TARGET, Restraints(contacts=contacts({}, 0.02)), SETTINGS)
    assert len(unlikely) == 0 and "no contact of probability 0.1 or more" in unlikely.notes[0]
    with pytest.raises(RestraintError, match="no pair says anything"):
        gather_evidence(TARGET, Restraints(table([(0, 1)]), contacts=contacts()), SETTINGS)
