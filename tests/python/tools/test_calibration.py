"""tools/calibration.py: logistics of several kinds, and monotone tables."""

from __future__ import annotations

import numpy as np
import pytest
from calibration import fit_kinds, logistic, table_of

RNG = np.random.default_rng(1)

FREE = np.zeros(3, bool)


def share(z):
    return 1.0 / (1.0 + np.exp(-z))


def test_a_logistic_is_found_again():
    x = np.concatenate([np.ones((500, 1)), RNG.normal(size=(500, 2))], axis=1)
    true = np.array([0.3, 1.0, -2.0])
    assert logistic(x, share(x @ true), np.ones(500), np.zeros(3), 1e-9, FREE) == pytest.approx(true, abs=1e-4)


def test_what_must_not_fall_is_left_out_instead():
    x = np.concatenate([np.ones((500, 1)), RNG.normal(size=(500, 2))], axis=1)
    y = share(x @ np.array([0.3, 1.0, -2.0]))
    found = logistic(x, y, np.ones(500), np.zeros(3), 1e-9, np.array([False, True, True]))
    assert found[2] == 0.0 and found[1] > 0.3


def test_kinds_differ_in_what_their_values_say_and_share_what_they_do_not():
    rows = {"a": RNG.normal(3.0, 2.0, (400, 2)), "b": RNG.normal(3.0, 2.0, (400, 2))}
    truth = {"a": share(rows["a"][:, 0] - 3.0), "b": share(0.2 * (rows["b"][:, 0] - 3.0) - 1.0)}
    found = fit_kinds(rows, truth, 1e-3, FREE[1:])
    assert np.abs(found.raw("a", rows["a"]) - truth["a"]).mean() < 0.03
    assert np.abs(found.raw("b", rows["b"]) - truth["b"]).mean() < 0.03
    assert found.raw("a", np.array([[6.0, 3.0]]))[0] > found.raw("b", np.array([[6.0, 3.0]]))[0] + 0.3


def test_a_table_is_monotone_even_where_truth_is_not():
    raw = RNG.uniform(0.1, 0.9, 1000)
    at, found = table_of(raw, 0.5 + 0.3 * np.sin(9.0 * raw) + RNG.normal(0.0, 0.05, 1000), 16)
    assert (at[0], found[0], at[-1], found[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert (np.diff(at) > 0).all() and (np.diff(found) >= 0).all()


def test_a_table_corrects_what_is_twice_too_high():
    raw = RNG.uniform(0.2, 0.9, 2000)
    at, found = table_of(raw, 0.5 * raw, 16)
    assert np.interp([0.3, 0.5, 0.8], at, found) == pytest.approx([0.15, 0.25, 0.4], abs=0.01)


def test_fewer_values_than_bins_and_equal_values_make_a_table():
    at, found = table_of(np.array([0.5, 0.5, 0.5]), np.array([0.2, 0.4, 0.6]), 6)
    assert (np.diff(at) > 0).all() and (np.diff(found) >= 0).all()
