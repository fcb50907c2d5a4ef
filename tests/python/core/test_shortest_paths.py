import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.shortest_paths import all_pairs_shortest_paths, detours, shortest_paths_from


def test_all_pairs_agree_with_scipy():
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import shortest_path

    rng = np.random.default_rng(3)
    pairs = np.unique(np.sort(rng.integers(0, 50, (200, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    length_a = rng.uniform(1, 10, len(pairs))
    want = shortest_path(coo_matrix((length_a, pairs.T), shape=(50, 50)), directed=False)
    np.testing.assert_allclose(all_pairs_shortest_paths(50, pairs, length_a), want, atol=1e-12)
    np.testing.assert_allclose(shortest_paths_from(50, pairs, length_a, [7, 0]), want[[7, 0]], atol=1e-12)


def test_no_contact_but_itself_means_the_way_along_the_chain():
    assert detours([0, 40], [[5, 30]], [6.0]) == pytest.approx([25 * 3.8])


def test_chains_that_only_one_contact_joins_have_no_detour():
    assert np.isinf(detours([0, 20, 40], [[5, 30]], [6.0])).all()


@pytest.mark.parametrize(
    "pairs, length_a", [([[0, 0]], [1.0]), ([[0, 9]], [1.0]), ([[0, 1]], [np.nan]), ([[0, 1]], [1.0, 2.0])]
)
def test_edges_that_cannot_be_are_refused(pairs, length_a):
    with pytest.raises(InputError):
        all_pairs_shortest_paths(5, pairs, length_a)
