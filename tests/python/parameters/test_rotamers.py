"""The rotamer table and its interpolation."""

import doctest
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from prct.parameters import rotamers
from prct.parameters.rotamers import rotamer_table, rotamers_at

ROOT = Path(__file__).resolve().parents[3]
RECORD = json.loads((ROOT / "python/prct/parameters/rotamers.json").read_text())
LETTERS = "CDEFHIKLMNPQRSTVWY"


def test_doctests():
    result = doctest.testmod(rotamers)
    assert result.attempted >= 2
    assert result.failed == 0


def test_provenance_describes_the_committed_table():
    data = (ROOT / RECORD["table"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == RECORD["table_sha256"]
    assert len(data) < 500_000
    assert RECORD["rotamers"] == {letter: len(rotamer_table(letter).chi_rad) for letter in LETTERS}


def test_frequencies_by_backbone_say_more_of_other_side_chains_than_plain_ones():
    for letter, check in RECORD["check_on_top8000"].items():
        assert check["ln_p_by_backbone"] > check["ln_p_anywhere"] + 0.04, letter
        assert check["near_a_rotamer"] > 0.94


@pytest.mark.parametrize("letter", LETTERS)
def test_interpolation_meets_the_nodes_and_is_periodic(letter):
    table = rotamer_table(letter)
    phi_psi = np.radians([[-180.0, -60.0], [180.0, 300.0], [-60.0, -40.0]])
    probability, chi = rotamers_at(letter, phi_psi)
    assert np.allclose(probability.sum(axis=1), 1.0)
    assert np.allclose(probability[0], probability[1])
    at = table.probability[:, 6, 7]
    assert np.allclose(probability[2], at / at.sum())
    assert np.allclose(chi[2], table.chi_rad + table.deviation_rad[:, 6, 7])
    assert abs(table.probability_anywhere.sum() - 1) < 0.1


def test_halfway_between_nodes_is_their_mean():
    table = rotamer_table("V")
    probability, _ = rotamers_at("V", np.radians([[-50.0, -40.0]]))
    mean = (table.probability[:, 6, 7] + table.probability[:, 7, 7]) / 2
    assert np.allclose(probability[0], mean / mean.sum())


def test_a_chain_end_takes_the_frequencies_whatever_the_backbone():
    table = rotamer_table("L")
    probability, chi = rotamers_at("L", [[np.nan, 2.0]])
    assert np.allclose(probability[0], table.probability_anywhere / table.probability_anywhere.sum())
    assert np.allclose(chi[0], table.chi_rad)


def test_textbook_rotamers():
    """Leucine in a helix: (-65, 175), then (180, 65); Lovell et al., Proteins 40, 389 (2000)."""
    probability, chi = rotamers_at("L", np.radians([[-63.0, -42.0]]))
    best = np.degrees(chi[0, probability[0].argsort()[::-1][:2]]) % 360
    assert np.allclose(best, [[295, 175], [180, 65]], atol=12)
