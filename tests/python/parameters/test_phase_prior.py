"""The network of the phase prior against plain loops, and what its file holds."""

import numpy as np
import pytest
from prct.parameters.phase_prior import STATES, background, evaluate, log_components, membership, provenance
from prct.parameters.ramachandran import CLASSES, RESIDUES

HELIX = "SAEEAARRLLELAKKAAEEGGSAE"


def codes(sequence):
    return np.array([[RESIDUES.index(letter) for letter in sequence]], np.uint8)


def test_components_are_densities():
    angle = np.radians(np.arange(-180, 180, 2))
    grid = np.stack(np.meshgrid(angle, angle, indexing="ij"), -1)
    mass = np.exp(log_components(grid)).sum(axis=(0, 1)) * np.radians(2) ** 2
    assert np.allclose(mass, 1.0, atol=1e-3)


def test_weights_and_states_are_probabilities_and_burial_a_count():
    weights, states, burial = evaluate(codes(HELIX))
    assert weights.shape == (1, 24, len(background()[0])) and states.shape == (1, 24, 3) and burial.shape == (1, 24)
    assert np.allclose(weights.sum(-1), 1, atol=1e-5) and np.allclose(states.sum(-1), 1, atol=1e-5)
    assert np.all((burial > 0) & (burial < 50))


def test_sequences_of_one_call_do_not_see_each_other():
    other = "GGSTVTVNGKTYEGPLTVTVDGKE"
    both = evaluate(np.concatenate([codes(HELIX), codes(other)]))
    for k, sequence in enumerate((HELIX, other)):
        alone = evaluate(codes(sequence))
        assert all(np.allclose(x[k], y[0], atol=1e-5) for x, y in zip(both, alone, strict=True))


def test_it_knows_a_helix_and_a_strand():
    assert STATES[evaluate(codes(HELIX))[1][0, 10].argmax()] == "H"
    assert STATES[evaluate(codes("KGKTVTVTVTVTVNGKTYTVTVTVKG"))[1][0, 7].argmax()] == "E"


@pytest.mark.parametrize("table, rows", [(background, len(CLASSES)), (membership, None)])
def test_tables_are_shares(table, rows):
    shares = table()
    assert rows is None or len(shares) == rows
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-4) and np.all(shares >= 0)


def test_the_file_says_where_it_comes_from():
    record = provenance()
    assert record["made_by"].startswith("tools/") and len(record["data_sha256"]["train"]) == 64
    assert record["held"]["student"]["basins"] > 0.7
