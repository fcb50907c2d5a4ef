"""Groups of alternatives: what the engine gets never asks for more than one member does."""

from __future__ import annotations

import numpy as np
import prct
import pytest
from outcomes import outcome
from prct._core import Platform, compute
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.restraints import Restraints, RestraintTable
from prct.core.target import Target
from prct.folding.alternatives import restraint_starts, usable_rows
from prct.folding.anneal import final_scales
from prct.folding.candidates import make_candidates
from prct.folding.confidence_features import residue_features
from prct.folding.hamiltonian import make_system
from prct.folding.settings import FoldSettings
from prct.io.restraints import read_restraints

TARGET = Target("one", ("A",), ("A" * 20,))
HEADER = "chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight,group\n"


def table(rows) -> RestraintTable:
    """Rows of (i, j, lower, upper, weight, group) between CB atoms."""
    i, j, lower, upper, weight, group = map(np.array, zip(*rows, strict=True))
    m = len(rows)
    cb = np.full(m, 4, np.uint8)
    bounds = (lower.astype(float), upper.astype(float), weight.astype(float))
    return RestraintTable(i, j, cb, cb, *bounds, group.astype(np.int32), np.zeros(m, bool))


def candidates(*rows):
    return make_candidates(TARGET, Restraints(table(rows), source="x.csv"), FoldSettings())


def test_restraints_begin_where_the_group_changes():
    assert restraint_starts(np.array([-1, -1, 0, 0, 2, 2, 2])).tolist() == [0, 1, 2, 4]
    assert restraint_starts(np.zeros(0, int)).tolist() == []


def test_rows_without_groups_stay_as_they_are():
    rows = table([(5, 12, 3, 8, 0.5, -1), (1, 9, 0, 6, 2, -1), (1, 9, 0, 7, 1, -1)])
    found = usable_rows(rows, np.array([True, True, True]))
    assert found.order.tolist() == [0, 1, 2]
    assert found.upper_a.tolist() == [8, 6, 7]
    assert found.notes == ()
    assert usable_rows(rows, np.array([False, True, True])).order.tolist() == [1, 2]


@pytest.mark.parametrize(("bounds", "hull"), [([(0, 8), (6, 25)], [0, 25]), ([(0, 8), (20, 25)], [0, 25])])
def test_alternatives_on_one_pair_become_their_hull(bounds, hull):
    found = candidates(*[(1, 12, *bound, 1, 3) for bound in bounds], (2, 15, 0, 9, 1, -1))
    assert found.residues.tolist() == [[2, 15], [1, 12]]
    assert found.bounds_a.tolist() == [[0, 9], hull]
    assert found.group.tolist() == [-1, -1], "what is left of the group stands on its own"
    assert found.notes == (
        "x.csv: 1 group of alternatives with members of different bounds; bounds that hold all of them are used",
    )


def test_members_of_a_group_share_bounds_and_weight():
    found = candidates((1, 12, 0, 8, 1, 3), (1, 15, 2, 20, 2, 3), (2, 15, 0, 9, 1, -1))
    assert found.group.tolist() == [-1, 3, 3]
    assert found.bounds_a.tolist() == [[0, 9], [0, 20], [0, 20]]
    assert found.weight.tolist() == [1, 2, 2]
    equal = candidates((1, 12, 0, 8, 1, 3), (1, 15, 0, 8, 1, 3))
    assert equal.notes == ()


@pytest.mark.parametrize("freeing", [(3, 5, 0, 8, 1, 7), (3, 4, 0, 8, 1, 7), (3, 15, 0, 8, 0, 7)])
def test_a_member_that_says_nothing_frees_its_group(freeing):
    found = candidates(freeing, (1, 12, 0, 6, 1, 7), (2, 15, 0, 9, 1, -1))
    assert found.residues.tolist() == [[2, 15]]
    (note,) = found.notes
    assert note.startswith("x.csv: 1 group of alternatives not used: a member of each has weight 0 or is fixed")


def test_a_group_is_one_restraint_and_holds_when_a_member_does():
    found = candidates((1, 9, 0, 8, 1, -1), (1, 12, 0, 8, 1, 3), (1, 15, 0, 8, 1, 3), (1, 17, 0, 8, 1, 3))
    assert (len(found), found.restraint_count, found.restraint_of.tolist()) == (4, 2, [0, 1, 1, 1])
    assert found.held(np.array([20.0, 20.0, 5.0, 20.0])).tolist() == [False, True]
    assert found.held(np.array([5.0, 20.0, 20.0, 20.0])).tolist() == [True, False]
    many = np.array([[False, False, True, False], [True, False, False, False], [False] * 4])
    assert found.of_some_row(many).tolist() == [[False, True], [True, False], [False, False]]


def test_a_group_weighs_as_one_restraint():
    pulls = [(k, 19 - k, 0, 8, 1, -1) for k in range(1, 8)]
    platform, scales = Platform("reference"), final_scales(FoldSettings())
    backbone = backbone_from_torsions([0, 20], np.tile(np.radians([-120.0, 130.0, 180.0]), (20, 1)))

    def pull(*free):
        found = candidates(*pulls, *free)
        system = make_system(TARGET, found, FoldSettings())
        return compute(system, platform, backbone, scales, np.ones(len(found)))[0]["contact"]

    eight = pull(*((0, k, 0, 900, 1, -1) for k in range(8, 16)))
    group = pull(*((0, k, 0, 900, 1, 1) for k in range(8, 16)))
    alone = pull((0, 17, 0, 900, 1, -1))
    assert eight < alone
    assert group == pytest.approx(alone)


def test_the_members_of_a_group_share_its_weight_in_the_confidence(monkeypatch):
    monkeypatch.setattr("prct.folding.confidence_features.SCARCE", 0.0)
    model, target = outcome(0, distances=[20.0, 5.0, 20.0]), Target("t", ("A",), ("A" * 20,))
    single, group = candidates((1, 15, 0, 8, 1, -1)), [(1, 11, 0, 8, 1, 3), (1, 15, 0, 8, 1, 3), (1, 18, 0, 8, 1, 3)]
    alone = residue_features([outcome(0, distances=[5.0])], [model], single, np.ones(1), target)
    both = residue_features([model], [model], candidates(*group), np.ones(3), target)
    assert both["satisfied"].max() == alone["satisfied"].max() == 1
    assert both["satisfied"][0, 11] == 1, "a member that does not hold says nothing against the residue"


def test_summary_and_progress_count_a_group_once(tmp_path):
    (tmp_path / "x.csv").write_text(f"{HEADER}A,1,A,16,0,8,1,\nA,3,A,14,0,8,1,g\nA,3,A,13,0,8,1,g\nA,3,A,12,0,8,1,g\n")
    target = Target("t", ("A",), ("GEWTYDDATKTFTVTE",))
    told = []
    given = read_restraints(tmp_path / "x.csv", target)
    result = prct.fold(target, given, trajectories=1, threads=1, progress=told.append)
    assert result.candidates.restraint_count == 2
    assert result.best.satisfied in (0, 0.5, 1)
    assert {progress.restraints for progress in told} == {2}
    assert all(report["restraints"] == 2 and report["satisfied"] <= 2 for report in result.best.reports)
