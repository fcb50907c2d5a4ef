"""The network of the pair prior against plain loops, and what its file holds."""

import numpy as np
from prct.parameters import pair_prior
from prct.parameters.pair_prior import background, edges_a, evaluate, provenance
from prct.parameters.ramachandran import RESIDUES

HAIRPIN = "GSKTVTVTVNGKTYTVTVEG"
HELIX = "SAEEAARRLLELAKKAAEEG"


def codes(sequence):
    return np.array([RESIDUES.index(letter) for letter in sequence], np.uint8)


def near(sequence, length=None):
    """Probability of a CB-CB distance below 8 Å, [L, L]."""
    found = evaluate(codes(sequence), length or len(sequence))
    return found[..., edges_a()[1:] <= 8.0].sum(-1)


def test_distances_have_symmetric_probabilities():
    found = evaluate(codes(HELIX), 20)
    assert found.shape == (20, 20, len(edges_a()) - 1)
    assert np.allclose(found.sum(-1), 1.0, atol=1e-5) and np.allclose(found, found.transpose(1, 0, 2), atol=1e-6)


def test_the_convolution_of_a_map_is_the_plain_sum():
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(7, 7, 3)), rng.normal(size=(4, 3, 3, 3))
    plain = np.zeros((7, 7, 4))
    for i, j, a, b in np.ndindex(7, 7, 3, 3):
        row, column = i + 2 * (a - 1), j + 2 * (b - 1)
        if 0 <= row < 7 and 0 <= column < 7:
            plain[i, j] += kernel[:, :, a, b] @ x[row, column]
    assert np.allclose(pair_prior._convolved_map(x, kernel, 2), plain, atol=1e-5)


def test_it_knows_a_helix_from_a_hairpin():
    i = np.arange(4, 12)
    assert near(HELIX)[i, i + 4].mean() > 0.8 > 0.3 > near(HAIRPIN)[i, i + 4].mean()
    pairs = np.array([[4, 14], [5, 13], [6, 12]])
    assert near(HAIRPIN)[tuple(pairs.T)].mean() > 3 * near(HELIX)[tuple(pairs.T)].mean()


def test_it_is_told_how_long_the_chain_is():
    assert not np.allclose(near(HAIRPIN, 20), near(HAIRPIN, 400), atol=1e-3)


def test_the_background_is_a_density_that_knows_the_chain():
    separation = np.array([3, 10, 500])
    found = background(separation, 80)
    assert np.allclose(found.sum(-1), 1.0, atol=5e-3)
    middle = np.concatenate([edges_a()[1:-1] - 0.5, [edges_a()[-2] + 5]])
    assert np.all(np.diff(found @ middle) > 0)


def test_the_file_says_where_it_comes_from():
    record = provenance()
    assert record["chains"] > 1000 and set(record["data_sha256"]) == {"train", "val"}
    assert record["held"]["nats"] < record["background_nats"]
