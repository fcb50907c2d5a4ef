"""Changes of parameters as rows, and the source that gives them again."""

from __future__ import annotations

import pytest
from prct.base.errors import InputError
from prct.core.parameter_source import (
    LiveParameters,
    ParameterBlock,
    ParameterChange,
    RecordedParameters,
    change_of,
    changes_of,
    row_of,
)

CHANGE = ParameterChange(120, 3, LiveParameters(500, 0.1 + 0.2, 4.4))


def test_a_row_is_exact():
    assert row_of(change_of(row_of(CHANGE))) == [120, 3, 500, 0.1 + 0.2, 4.4]


@pytest.mark.parametrize(
    "row",
    [[], [1, 2, 3, 4.0], [1, 2, 3.5, 0.01, 4.4], [1, True, 3, 0.01, 4.4], [1, 0, 3, 0.01, 4.4], [1, 2, 3, "1", 4.4]],
)
def test_what_is_no_row_is_refused(row):
    with pytest.raises(InputError, match="is no change of parameters"):
        change_of(row)


def test_changes_of_blocks_come_in_their_order():
    reports = [
        {"changes": [row_of(CHANGE)]},
        {"step": 1},
        {"changes": [[130, 4, 600, 0.01, 4.4], [131, 5, 700, 0.01, 4.4]]},
    ]
    assert [change.step for change in changes_of(reports)] == [120, 130, 131]


def test_recorded_parameters_are_checked_before_a_fold_begins():
    first = LiveParameters(1000, 0.01, 4.4)
    RecordedParameters({0: [CHANGE], 1: []}).begin(first, 2, 50)
    with pytest.raises(InputError, match="name trajectory 3 of 2"):
        RecordedParameters({2: [CHANGE]}).begin(first, 2, 50)
    with pytest.raises(InputError, match="order of their steps"):
        RecordedParameters({0: [CHANGE, ParameterChange(119, 4, first)]})


def test_a_block_refuses_what_no_simulation_can_run_with():
    block = ParameterBlock(LiveParameters(1000, 0.01, 4.4))
    with pytest.raises(InputError, match="step_ps"):
        block.publish(LiveParameters(1000, -0.01, 4.4))
    assert block.version == 1
