"""Phase resonance before a structure tells true candidates from false ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.candidates import Candidates, make_candidates, make_system
from prct.folding.resonance import before_structure, dynamics_options, edge_count, tour_places
from prct.folding.settings import FoldSettings, Resonance
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "ubiquitin"


@pytest.fixture(scope="module")
def ubiquitin() -> tuple[Target, Restraints]:
    target, _ = read_fasta(EXAMPLE / "sequence.fasta")
    return target, read_restraints(EXAMPLE / "contacts.rr", target)


def settings(arm: str = "full") -> FoldSettings:
    return FoldSettings(resonance=Resonance(arm=arm))  # type: ignore[arg-type]


def with_false(found: Candidates, length: int, ladders: bool) -> tuple[Candidates, np.ndarray]:
    """Two thirds of the true contacts, and half as many false ones, far from every true one."""
    rng = np.random.default_rng(11)
    true = found.residues[rng.random(len(found)) < 2 / 3]
    false: list[tuple[int, int]] = []
    while len(false) < len(true) // 2:
        i, j = sorted(rng.integers(0, length, 2))
        line = [(i + k, j - k) for k in range(5 if ladders else 1)]
        apart = all(b - a >= 6 and np.abs(found.residues - (a, b)).max(axis=1).min() > 3 for a, b in line)
        if apart and not set(line) & set(false):
            false += line
    rows = np.concatenate([true, np.array(false, np.int32)])
    m = len(rows)
    one = found.subset(np.arange(len(found)) == 0)
    repeated = {name: np.repeat(getattr(one, name), m, axis=0) for name in FIELDS}
    return replace(found, **{**repeated, "residues": rows.astype(np.int32)}), np.arange(m) < len(true)


FIELDS = ("sites", "bounds_a", "scale_a", "weight", "group", "spline", "length_a")


def share_ordered(alpha: np.ndarray, true: np.ndarray) -> float:
    """AUC: how often a true candidate has more weight than a false one."""
    difference = alpha[true][:, None] - alpha[~true]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


@pytest.mark.parametrize("ladders", [False, True])
def test_true_candidates_outweigh_false_ones(ubiquitin: tuple[Target, Restraints], ladders: bool) -> None:
    target, restraints = ubiquitin
    found, true = with_false(make_candidates(target, restraints, settings()), len(target.sequence), ladders)
    alpha = before_structure(target, found, make_system(target, found, settings()), settings()).alpha
    assert share_ordered(alpha, true) > 0.75
    assert np.median(alpha[true]) > 0.5
    assert np.median(alpha[~true]) < np.median(alpha[true]) - 0.2


def test_no_arm_no_weights(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    system = make_system(target, found, settings())
    settled = before_structure(target, found, system, settings("none"))
    assert np.all(settled.alpha == 1.0)
    assert np.all(settled.theta == 0.0)
    assert edge_count(found, settings("none")) == 0
    assert dynamics_options(found, settings("none")) is None


def test_only_contacts_resonate(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = replace(make_candidates(target, restraints, settings()), are_contacts=False)
    system = make_system(target, found, settings())
    assert np.all(before_structure(target, found, system, settings()).alpha == 1.0)
    assert edge_count(found, settings()) == 0


def test_weights_of_a_candidate_follow_its_probability(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    doubtful = replace(found, weight=np.where(np.arange(len(found)) == 0, 1.0, 0.05))
    sure = before_structure(target, found, make_system(target, found, settings()), settings()).alpha
    unsure = before_structure(target, doubtful, make_system(target, doubtful, settings()), settings()).alpha
    assert unsure.mean() < sure.mean() - 0.2


def test_true_candidates_agree_in_phase_and_support_alone_has_none(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    system = make_system(target, found, settings())
    theta = before_structure(target, found, system, settings()).theta
    assert np.ptp(theta) > 0.1
    assert abs(np.exp(1j * theta).mean()) > 0.5
    assert np.all(before_structure(target, found, system, settings("support")).theta == 0.0)


def test_the_tour_visits_every_residue_once_and_keeps_contacts_near(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    length, alpha = len(target.sequence), np.ones(len(found))
    place = tour_places(target, found, alpha)
    assert sorted(place.tolist()) == list(range(length))
    assert np.array_equal(place, tour_places(target, found, alpha))

    def mean_weight(place: np.ndarray) -> float:
        apart = np.abs(place[found.residues[:, 0]] - place[found.residues[:, 1]])
        return float(np.mean(0.5 * (1 + np.cos(2 * np.pi * apart / length))))

    assert mean_weight(place) > mean_weight(np.arange(length)) + 0.05
