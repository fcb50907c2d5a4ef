import numpy as np
import pytest
from prct.base.errors import InputError
from prct.core.modes import embed_modes


def test_two_chains_joined_by_a_restraint_lie_together():
    joined = embed_modes([0, 20, 40], [[10, 30]], [6.0])
    apart = embed_modes([0, 20, 40], np.empty((0, 2)), [])
    assert np.linalg.norm(joined[10] - joined[30]) < 12 < 15 <= np.linalg.norm(apart[10] - apart[30])


def test_four_modes_start_with_the_three():
    pairs, length_a = [[0, 29], [5, 24], [3, 18]], [6.0] * 3
    three, four = (embed_modes([0, 30], pairs, length_a, dimensions=d) for d in (3, 4))
    np.testing.assert_allclose(three, four[:, :3], atol=1e-5)


def test_same_input_same_bytes():
    args = ([0, 60], [[0, 50], [10, 40]], [6.0, 6.0])
    assert embed_modes(*args).tobytes() == embed_modes(*args).tobytes()


def test_a_contact_outside_the_chain_is_refused():
    with pytest.raises(InputError, match="0\\.\\.29"):
        embed_modes([0, 30], [[0, 30]], [6.0])
