"""bench/cases/reliability.py and bench/fold/confidence.py: figures of made-up scores, and the smoke run."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench.cases.reliability import reliability, reliability_bins
from bench.fold.confidence import main

RNG = np.random.default_rng(1)


def test_scores_that_are_right_have_no_error():
    true = [RNG.uniform(size=100) for _ in range(3)]
    found = reliability(true, true)
    assert found["pearson_pooled"] == found["pearson_within"] == 1.0
    assert found["error_points"] == found["calibration_error_points"] == 0.0


def test_scores_that_are_too_high_by_ten_points_are_off_by_ten():
    true = RNG.uniform(0.0, 0.8, 1000)
    assert reliability([true + 0.1], [true])["calibration_error_points"] == pytest.approx(10.0)


def test_levels_count_pooled_and_order_within():
    expected = [np.linspace(0.1, 0.2, 50), np.linspace(0.8, 0.9, 50)]
    found = reliability(expected, [e[::-1] for e in expected])
    assert found["pearson_pooled"] > 0.9 and found["pearson_within"] == -1.0


def test_bins_hold_equally_many_and_nothing_varies_is_said():
    bins = reliability_bins(np.arange(100.0), np.arange(100.0))
    assert bins[:, 2].tolist() == [10] * 10 and bins[0].tolist() == [4.5, 4.5, 10]
    assert reliability([np.full(5, 0.5)], [np.full(5, 0.4)])["pearson_pooled"] is None


def test_a_smoke_run_writes_a_report_and_a_picture(tmp_path, capsys):
    main(["--smoke", "--json", str(tmp_path / "a.json"), "--png", str(tmp_path / "a.png")])
    report = json.loads((tmp_path / "a.json").read_text())
    assert {"all", "map", "sequence"} <= set(report["residues"]) == set(report["models"])
    assert report["residues"]["all"]["models"] == 4 and report["provenance"]["versions"]["prct"]
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG") and capsys.readouterr().out
