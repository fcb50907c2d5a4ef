import numpy as np
import pytest
from prct.base.errors import InputError, NumericsError
from prct.core.ca_refine import CaRefineOptions, Loss, refine_ca
from prct.core.modes import embed_modes

HAIRPIN = [[i, 39 - i] for i in range(16)]


def hairpin_start():
    return embed_modes([0, 40], HAIRPIN, [6.0] * 16)


def test_the_robust_loss_lets_a_contradicted_contact_go():
    pairs, lower, upper = [[2, 20]] * 4, [40.0] * 3 + [3.5], [50.0] * 3 + [8.0]
    gap = {}
    for loss in (Loss.huber, Loss.geman_mcclure):
        options = CaRefineOptions()
        field = options.field
        field.loss = loss
        options.field = field
        options.loss_width_end_a = 4.0 if loss == Loss.geman_mcclure else 20.0
        trace = refine_ca([0, 40], hairpin_start(), pairs, lower, upper, options=options).positions_a
        gap[loss] = np.linalg.norm(trace[2] - trace[20])
    assert gap[Loss.huber] < 37 < 39 < gap[Loss.geman_mcclure]


def test_chains_that_nothing_joins_do_not_disturb_each_other():
    start = embed_modes([0, 40, 50], HAIRPIN, [6.0] * 16)
    trace = refine_ca([0, 40, 50], start, HAIRPIN, [3.5] * 16, [8.0] * 16).positions_a
    bonds = np.linalg.norm(np.diff(trace, axis=0), axis=1)
    assert np.abs(np.delete(bonds, 39) - 3.8).max() < 0.5


@pytest.mark.parametrize(
    "lower, upper", [([9.0] * 16, [8.0] * 16), ([3.5] * 15, [8.0] * 16), ([np.nan] * 16, [8.0] * 16)]
)
def test_bounds_that_cannot_hold_are_refused(lower, upper):
    with pytest.raises(InputError):
        refine_ca([0, 40], hairpin_start(), HAIRPIN, lower, upper)


def test_a_start_that_is_not_finite_is_named():
    start = hairpin_start()
    start[3] = np.nan
    with pytest.raises(NumericsError, match="residue"):
        refine_ca([0, 40], start, HAIRPIN, [3.5] * 16, [8.0] * 16)
