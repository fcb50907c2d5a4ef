import numpy as np
from prct.core.held_out import HeldOutOptions, contact_belief, contact_support, held_out

LADDER = [[10 + k, 60 - k] for k in range(6)]


def test_support_of_a_ladder_is_that_of_equation_18():
    got = contact_support([0, 80], LADDER)
    k = np.arange(6)
    kernel = np.exp(-2 * (k[:, None] - k) ** 2 / 8.0) * (np.abs(k[:, None] - k) <= 6) - np.eye(6)
    np.testing.assert_allclose(got, kernel.sum(1), atol=1e-12)


def test_among_single_contacts_the_unsupported_are_doubted():
    pairs = [*LADDER, [2, 30], [5, 70], [25, 44]]
    belief = contact_belief([0, 80], pairs, np.ones(9))
    assert belief[:6].min() > 0.7 and belief[6:].max() < 0.01


def test_among_ladders_the_held_out_agreement_decides():
    pairs = LADDER + [[30 + k, 75 - k] for k in range(6)]
    belief = contact_belief([0, 80], pairs, [0.9] * 6 + [0.3] * 6)
    assert belief[:6].min() > 0.9 and belief[6:].max() < 0.1


def test_same_seed_same_bytes_and_no_contacts_no_answer():
    options = HeldOutOptions()
    options.folds = 4
    options.anneal_steps = 50
    a, b = (held_out([0, 80], LADDER, [8.0] * 6, options=options) for _ in range(2))
    assert a[0].tobytes() == b[0].tobytes() and a[1].tobytes() == b[1].tobytes()
    assert len(contact_belief([0, 80], [], [])) == 0
