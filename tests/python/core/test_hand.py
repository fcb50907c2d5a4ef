import numpy as np
from prct.core.hand import hand_score, mirror


def test_a_straight_chain_has_no_hand():
    trace = np.zeros((10, 3))
    trace[:, 0] = 3.8 * np.arange(10)
    score = hand_score([0, 10], trace)
    assert (score.score, score.turns, score.strand_pairs, score.margin) == (0, 0, 0, 0)


def test_mirroring_twice_gives_the_trace_back():
    trace = np.random.default_rng(1).normal(size=(7, 3))
    assert mirror(mirror(trace)).tobytes() == trace.tobytes()
    assert mirror(trace).tobytes() != trace.tobytes()
