"""What restraints mean: precedence, separation, scales, weights, absence."""

from __future__ import annotations

import numpy as np
import pytest
from prct.base.errors import RestraintError
from prct.core.restraints import RestraintMaps, Restraints, RestraintTable
from prct.core.target import Target
from prct.folding.candidates import make_candidates
from prct.folding.hamiltonian import make_system
from prct.folding.likely_contacts import likely
from prct.folding.settings import FoldSettings

SETTINGS = FoldSettings()
WEIGHTS = SETTINGS.weights
ONE = Target("one", ("A",), ("A" * 12,))
TWO = Target("two", ("A", "B"), ("A" * 6, "A" * 6))


def table(pairs, **columns) -> RestraintTable:
    """Contacts of weight 1, unless a column says otherwise."""
    i, j = np.array(pairs, np.int32).reshape(-1, 2).T
    m = len(i)
    usual = {
        "atom_i": np.full(m, 4, np.uint8),
        "atom_j": np.full(m, 4, np.uint8),
        "lower_a": np.zeros(m),
        "upper_a": np.full(m, 8.0),
        "weight": np.ones(m),
        "group": np.full(m, -1, np.int32),
        "is_contact": np.ones(m, bool),
    }
    return RestraintTable(i, j, **{**usual, **{k: np.asarray(v) for k, v in columns.items()}})


def of_table(pairs, target=ONE, complete=False, **columns):
    return make_candidates(target, Restraints(table(pairs, **columns), complete=complete), SETTINGS)


def of_maps(target=ONE, **maps):
    return make_candidates(target, Restraints(maps=RestraintMaps(**maps)), SETTINGS)


def symmetric(entries, fill=np.nan, length=12) -> np.ndarray:
    """[L, L] with the given entries on both sides."""
    matrix = np.full((length, length), fill)
    for (i, j), value in entries.items():
        matrix[i, j] = matrix[j, i] = value
    return matrix


def pairs_of(found) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in found.residues]


def test_a_distogram_goes_before_distances_and_these_before_contacts():
    contact = symmetric({(0, 10): 1.0})
    distance = symmetric({(1, 10): 9.0})
    distogram = np.full((12, 12, 3), np.nan)
    distogram[2, 10] = distogram[10, 2] = [0.2, 0.7, 0.1]
    edges = np.array([4.0, 6.0, 8.0, 10.0])
    everything = {"contact_prob": contact, "distance_a": distance, "distogram": distogram, "bin_edges_a": edges}
    assert pairs_of(of_maps(**everything)) == [(2, 10)]
    assert pairs_of(of_maps(contact_prob=contact, distance_a=distance)) == [(1, 10)]
    assert pairs_of(of_maps(contact_prob=contact)) == [(0, 10)]


def test_near_pairs_of_a_chain_are_left_out_but_not_between_chains():
    assert pairs_of(of_table([(2, 4), (2, 5), (5, 7)])) == [(2, 5)]
    assert pairs_of(of_table([(2, 4), (2, 5), (5, 7)], TWO)) == [(2, 5), (5, 7)]
    contact = symmetric({(1, 6): 1.0, (1, 7): 1.0})
    assert pairs_of(of_maps(contact_prob=contact)) == [(1, 7)]
    assert pairs_of(of_maps(TWO, contact_prob=contact)) == [(1, 6), (1, 7)]
    distance = symmetric({(1, 3): 5.0, (1, 4): 6.0})
    assert pairs_of(of_maps(distance_a=distance)) == [(1, 4)]


def test_rows_of_weight_zero_are_no_restraints():
    assert pairs_of(of_table([(0, 6), (0, 8)], weight=[0.0, 0.5])) == [(0, 8)]


def test_members_of_a_group_stand_together():
    found = of_table([(0, 6), (0, 8), (1, 9), (1, 11)], group=[-1, 3, -1, 3])
    assert found.group.tolist() == [-1, -1, 3, 3]
    assert pairs_of(found) == [(0, 6), (1, 9), (0, 8), (1, 11)]


def test_measured_bounds_and_contacts_have_their_own_scales():
    found = of_table(
        [(0, 6), (0, 8), (0, 10)],
        lower_a=[0.0, 10.0, 4.0],
        upper_a=[8.0, 10.0, np.inf],
        is_contact=[True, False, False],
    )
    base, share = WEIGHTS.measured_scale
    assert found.scale_a == pytest.approx([WEIGHTS.contact_scale_a, base + share * 10.0, 1.0])
    assert found.bounds_a[:, 1].tolist() == [8.0, 10.0, np.inf]
    assert not found.are_contacts
    assert found.length_a == pytest.approx([6.0, 10.0, 8.0])


def test_a_complete_list_tells_what_is_apart():
    found = of_table([(0, 8)], complete=True)
    assert found.absence_kcal == WEIGHTS.absence
    assert not found.absent.holds(0, 8) and not found.absent.holds(8, 0)
    assert found.absent.holds(0, 9) and found.absent.holds(0, 6)
    assert not found.absent.holds(0, 5), "pairs nearer than a contact's separation say nothing"
    assert found.complete
    measured = of_table([(0, 8)], complete=True, is_contact=[False])
    assert measured.complete and measured.absent.holds(0, 9)


def test_an_incomplete_list_only_hints_at_what_is_apart():
    found = of_table([(0, 8)])
    assert found.absent.holds(0, 9) and found.absence_kcal == WEIGHTS.list_absence < WEIGHTS.absence
    assert not found.complete
    assert of_table([(0, 8)], is_contact=[False]).absent is None


def test_a_full_contact_map_tells_what_is_apart_and_a_sparse_one_does_not():
    exact = of_maps(contact_prob=symmetric({(0, 8): 1.0}, fill=0.0))
    assert exact.absence_kcal == WEIGHTS.absence
    assert exact.absent.holds(0, 9) and not exact.absent.holds(0, 8)
    predicted = of_maps(contact_prob=symmetric({(0, 8): 0.7, (0, 9): 0.07, (0, 10): 0.2}, fill=0.01))
    assert predicted.absence_kcal == WEIGHTS.predicted_absence
    assert pairs_of(predicted) == [(0, 8), (0, 10)], "improbable pairs are no candidates"
    assert predicted.weight.tolist() == [0.7, 0.2]
    assert not predicted.absent.holds(0, 9) and predicted.absent.holds(0, 11), "neither candidate nor absent in between"
    assert of_maps(contact_prob=symmetric({(0, 8): 1.0, (0, 9): 0.0})).absent is None


def test_a_full_distance_map_is_a_prediction_with_its_own_scale_and_bound():
    predicted = of_maps(distance_a=symmetric({(0, 10): 16.0}, fill=10.0))
    base, share = WEIGHTS.predicted_scale
    last = pairs_of(predicted).index((0, 10))
    assert predicted.bounds_a[last].tolist() == [15.5, np.inf]
    assert predicted.length_a[last] == np.inf
    assert predicted.scale_a[0] == pytest.approx(base + share * 10.0)
    measured = of_maps(distance_a=symmetric({(0, 10): 16.0}))
    assert measured.bounds_a.tolist() == [[16.0, 16.0]]
    assert measured.scale_a == pytest.approx([WEIGHTS.measured_scale[0] + WEIGHTS.measured_scale[1] * 16.0])


def test_a_given_standard_deviation_is_the_scale():
    entries = {(0, 10): 12.0, (0, 11): 12.0}
    found = of_maps(distance_a=symmetric(entries), distance_sd_a=symmetric({(0, 10): 1.5}))
    base, share = WEIGHTS.measured_scale
    assert found.scale_a == pytest.approx([1.5, base + share * 12.0])


def test_nothing_usable_is_refused_with_the_reason():
    with pytest.raises(RestraintError, match="nothing is restrained"):
        make_candidates(ONE, Restraints(source="empty.npz"), SETTINGS)
    with pytest.raises(RestraintError, match=r"near\.rr: no pair says anything"):
        make_candidates(ONE, Restraints(table([(0, 1)]), source="near.rr"), SETTINGS)
    with pytest.raises(RestraintError, match="no bin_edges"):
        of_maps(distogram=np.full((12, 12, 3), 1 / 3))


def test_a_subset_keeps_the_columns_together():
    found = of_table([(0, 6), (0, 8), (1, 9)], weight=[0.2, 0.4, 0.6])
    part = found.subset(np.array([True, False, True]))
    assert len(part) == 2
    assert pairs_of(part) == [(0, 6), (1, 9)]
    assert part.weight.tolist() == [0.2, 0.6]
    assert found.subset(np.ones(3, bool)) is found


def test_satisfied_allows_one_scale():
    found = of_table([(0, 6), (0, 8), (1, 9)])
    assert found.satisfied(np.array([7.9, 8.0 + WEIGHTS.contact_scale_a, 9.5])).tolist() == [True, True, False]


def test_the_system_has_a_restraint_for_every_candidate():
    found = of_table([(0, 6), (0, 8), (1, 9)])
    system = make_system(ONE, found, SETTINGS)
    assert system.restraint_count == 3
    assert system.force_field.repulsion == WEIGHTS.repulsion


def test_the_long_tail_of_a_predicted_list_is_left_out():
    weight = np.linspace(0.05, 1.0, 20)
    kept = likely(weight, 4)  # 6 always, and all from half of the largest on
    assert kept.sum() == np.sum(weight >= 0.5) and kept[-6:].all()
    assert likely(weight**4, 4).sum() == 6
    assert likely(np.full(20, 0.3), 4).all()


def test_unlikely_contacts_of_lists_and_maps_are_no_candidates():
    ends = [(i, j) for i in range(6) for j in range(i + 6, 12)]  # 21 pairs; 18 are 1.5 a residue
    weight = np.array([1.0] * 18 + [0.2, 0.2, 0.6])
    found = of_table(ends, weight=weight)
    assert pairs_of(found) == ends[:18] + ends[20:]
    found = of_maps(contact_prob=symmetric(dict(zip(ends, weight, strict=True))))
    assert pairs_of(found) == sorted(ends[:18] + ends[20:])
    assert len(of_table(ends, weight=np.full(21, 0.2))) == 21


def test_what_is_not_used_is_told():
    ends = [(i, j) for i in range(6) for j in range(i + 6, 12)]
    weight = np.array([1.0] * 18 + [0.2, 0.2, 0.6])
    assert of_table([(0, 8), (2, 9)]).notes == ()
    near = "2 pairs nearer than 3 residues in their chain, which fixes them; not used"
    assert of_table([(0, 8), (2, 4), (2, 3)]).notes == (f"restraints: {near}",)
    assert of_table([(0, 8), (2, 9)], weight=[1.0, 0.0]).notes == ("restraints: 1 rows of weight 0; not used",)
    for found in (of_table(ends, weight=weight), of_maps(contact_prob=symmetric(dict(zip(ends, weight, strict=True))))):
        (note,) = found.notes
        assert note.startswith("restraints: 2 of 21 contacts not used, neither among the 1.5 likeliest a residue")
    assert of_maps(distance_a=symmetric({(1, 3): 5.0, (1, 2): 5.0, (1, 4): 6.0})).notes == (f"restraints: {near}",)
    assert of_maps(distance_a=symmetric({}, fill=10.0)).notes == ()
