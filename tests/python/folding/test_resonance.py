"""Phase resonance before a structure tells true candidates from false ones."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.candidates import ROW_FIELDS, Candidates, make_candidates
from prct.folding.pipeline import fold
from prct.folding.resonance import are_doubted, before_structure, density, dynamics_options, edge_count, tour_places
from prct.folding.settings import FoldSettings, Resonance
from prct.io.fasta import read_fasta
from prct.io.restraint_formats.npz_maps import from_arrays
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


FIELDS = tuple(name for name in ROW_FIELDS if name != "residues")


def share_ordered(alpha: np.ndarray, true: np.ndarray) -> float:
    """AUC: how often a true candidate has more weight than a false one."""
    difference = alpha[true][:, None] - alpha[~true]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


@pytest.mark.parametrize("ladders", [False, True])
def test_true_candidates_outweigh_false_ones(ubiquitin: tuple[Target, Restraints], ladders: bool) -> None:
    target, restraints = ubiquitin
    found, true = with_false(make_candidates(target, restraints, settings()), len(target.sequence), ladders)
    alpha = before_structure(target, found, settings()).alpha
    assert share_ordered(alpha, true) > 0.75
    assert np.median(alpha[true]) > 0.5
    assert np.median(alpha[~true]) < np.median(alpha[true]) - 0.2


def test_no_arm_no_weights(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    settled = before_structure(target, found, settings("none"))
    assert np.all(settled.alpha == 1.0)
    assert np.all(settled.theta == 0.0)
    assert edge_count(found, settings("none")) == 0
    assert dynamics_options(found, len(target.sequence), settings("none")) is None


def test_only_contacts_resonate(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    found = replace(found, is_contact=np.zeros(len(found), bool))
    assert np.all(before_structure(target, found, settings()).alpha == 1.0)
    assert edge_count(found, settings()) == 0


def test_what_is_known_of_phases_does_not_resonate(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    known = replace(found, phase_surfaces=np.random.default_rng(1).random((len(target.sequence), 36, 36)))
    plain, told = before_structure(target, found, settings()), before_structure(target, known, settings())
    assert plain.alpha.tobytes() == told.alpha.tobytes() and plain.theta.tobytes() == told.theta.tobytes()


def test_weights_of_a_candidate_follow_its_probability(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    doubtful = replace(found, weight=np.where(np.arange(len(found)) == 0, 1.0, 0.05))
    sure = before_structure(target, found, settings()).alpha
    unsure = before_structure(target, doubtful, settings()).alpha
    assert unsure.mean() < sure.mean() - 0.2


def test_true_candidates_agree_in_phase_and_support_alone_has_none(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found = make_candidates(target, restraints, settings())
    theta = before_structure(target, found, settings()).theta
    assert np.ptp(theta) > 0.1
    assert abs(np.exp(1j * theta).mean()) > 0.5
    assert np.all(before_structure(target, found, settings("support")).theta == 0.0)


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


def is_doubted(target: Target, found: Candidates) -> bool:
    alpha = before_structure(target, found, settings()).alpha
    return are_doubted(found, alpha, len(target.sequence), settings())


@pytest.mark.parametrize("share", [1.0, 0.5, 0.3, 0.1])
def test_a_true_list_is_trusted_however_sparse(ubiquitin: tuple[Target, Restraints], share: float) -> None:
    target, restraints = ubiquitin
    whole = make_candidates(target, restraints, settings())
    sparse = whole.subset(np.random.default_rng(5).random(len(whole)) < share)
    assert density(sparse, len(target.sequence)) == pytest.approx(min(1.0, len(sparse) / 1.5 / 76))
    assert not is_doubted(target, sparse)


def test_a_list_with_false_ladders_is_doubted(ubiquitin: tuple[Target, Restraints]) -> None:
    target, restraints = ubiquitin
    found, _ = with_false(make_candidates(target, restraints, settings()), len(target.sequence), True)
    assert is_doubted(target, found)


def test_chains_that_single_contacts_link_come_together() -> None:
    chains = tuple("ABCDEF")
    target = Target("links", chains, ("GEWTYDDATKTF",) * len(chains))
    pairs = np.array([(12 * k + 2, 12 * k + 19) for k in range(len(chains) - 1)])
    contact = np.full((72, 72), np.nan)
    contact[pairs[:, 0], pairs[:, 1]] = 1.0
    maps, _ = from_arrays({"contact_prob": contact}, target, "test")
    fewer = FoldSettings(trajectories=1).with_overrides(**{"annealing.steps": 2000})
    assert fold(target, Restraints(None, maps), fewer).best.satisfied == 1.0
