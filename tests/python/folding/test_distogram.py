"""Splines of distograms against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from prct.folding.distogram import FLOOR, LEAST_INFORMATION, REFERENCE_EXPONENT, distogram_splines

EDGES = np.array([4.0, 6.0, 8.0, 10.0, 12.0, np.inf])
MIDDLE = np.array([5.0, 7.0, 9.0, 11.0])


def test_a_distogram_of_the_reference_has_no_potential():
    reference = MIDDLE**REFERENCE_EXPONENT
    probability = np.append(0.8 * reference / reference.sum(), 0.2)
    splines = distogram_splines(probability[None], EDGES)
    assert splines.knots_a == pytest.approx(MIDDLE)
    assert splines.values[0] == pytest.approx(np.zeros(4), abs=1e-12)


def test_values_are_the_log_odds_relative_to_the_last_closed_bin():
    p = np.array([0.1, 0.4, 0.2, 0.1, 0.2])
    expected = -np.log(p[:4] / p[3]) + REFERENCE_EXPONENT * np.log(MIDDLE / MIDDLE[3])
    splines = distogram_splines(p[None], EDGES)
    assert splines.values[0] == pytest.approx(expected)
    assert splines.values[0, -1] == splines.slopes[0, -1] == 0.0


def test_the_first_bin_repels_and_no_bin_is_forbidden():
    splines = distogram_splines(np.array([[0.0, 0.0, 1.0, 0.0, 0.0]]), EDGES)
    assert splines.slopes[0, 0] <= -1.0
    assert np.isfinite(splines.values).all()
    depth = np.log(1.0 / FLOOR) - REFERENCE_EXPONENT * np.log(MIDDLE[2] / MIDDLE[3])
    assert splines.values[0].min() == pytest.approx(-depth)


def test_what_lies_beyond_counts_as_a_lower_bound_and_the_rest_as_its_mean():
    p = np.array([[0.01, 0.01, 0.01, 0.02, 0.95], [0.1, 0.1, 0.1, 0.1, 0.6], [0.0, 1.0, 0.0, 0.0, 0.0]])
    splines = distogram_splines(np.vstack([p, [[0.0, 0.0, 0.5, 0.25, 0.25]]]), EDGES)
    assert splines.information == pytest.approx([LEAST_INFORMATION, 0.4, 1.0, 0.75])
    assert splines.expected_a == pytest.approx([np.inf, np.inf, 7.0, 0.5 * 9.0 + 0.25 * 11.0 + 0.25 * 13.0])


def test_a_first_bin_from_zero_counts_as_wide_as_the_second():
    edges = np.array([0.0, 4.0, 6.0, 8.0])
    assert distogram_splines(np.array([[0.2, 0.3, 0.5]]), edges).knots_a.tolist() == [3.0, 5.0, 7.0]
