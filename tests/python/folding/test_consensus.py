"""Consensus of first folds: hand, average, patches."""

import numpy as np
import pytest
from prct.core.ca_fold import CaFold
from prct.core.hand import hand_score, mirror
from prct.core.superpose import superpose
from prct.folding.consensus import average_trace, one_hand, patches


@pytest.fixture
def helices() -> np.ndarray:
    """A right-handed helix of 40 residues."""
    angle = np.radians(100.0) * np.arange(40)
    return np.stack([2.3 * np.cos(angle), 2.3 * np.sin(angle), 1.5 * np.arange(40)], axis=1)


def noisy(trace: np.ndarray, count: int, spread_a: float) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [trace + rng.normal(0.0, spread_a, trace.shape) for _ in range(count)]


def test_mirrored_members_come_to_the_hand_of_nature(helices: np.ndarray) -> None:
    members = noisy(helices, 8, 0.4)
    scored = [hand_score([0, 40], m).score for m in members]
    # Two of eight are scored wrongly, less decidedly than the others.
    folds = [
        CaFold(mirror(m), m, 0.0, 0.0, 0.3 * score, 1.0, np.ones(1))
        if k in (0, 3)
        else CaFold(m, mirror(m), 0.0, 0.0, score, 1.0, np.ones(1))
        for k, (m, score) in enumerate(zip(members, scored, strict=True))
    ]
    together, margin = one_hand(folds)
    assert all(hand_score([0, 40], m).score > 0 for m in together)
    assert all(superpose(m, helices).rmsd_a < 1.5 for m in together)
    assert margin > 1.5


def test_average_is_nearer_than_its_members(helices: np.ndarray) -> None:
    members = np.stack(noisy(helices, 12, 2.0))
    average, aligned = average_trace(members)
    nearest = min(superpose(m, helices).rmsd_a for m in members)
    assert superpose(average, helices).rmsd_a < 0.6 * nearest
    assert aligned.shape == members.shape


def test_average_ignores_an_outlier(helices: np.ndarray) -> None:
    rng = np.random.default_rng(5)
    members = np.stack([*noisy(helices, 6, 0.5), rng.normal(0.0, 20.0, helices.shape)])
    assert superpose(average_trace(members)[0], helices).rmsd_a < 1.0


def test_patches_are_connected_in_the_contact_plane() -> None:
    residues = np.array([[10, 40], [12, 38], [38, 14], [10, 50], [60, 90]])
    number = patches([0, 100], residues)
    assert number[0] == number[1] == number[2]
    assert len(set(number[[0, 3, 4]])) == 3


def test_patches_end_at_the_borders_of_chains() -> None:
    residues = np.array([[19, 30], [20, 32], [18, 31], [32, 22]])
    assert list(patches([0, 20, 40], residues)) == [0, 1, 0, 1]
    assert len(set(patches([0, 40], residues))) == 1
