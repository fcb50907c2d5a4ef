"""bench/harness.py: pairing, ratio, table and JSON."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[3] / "bench" / "harness.py"


@pytest.fixture(scope="module")
def harness():
    spec = importlib.util.spec_from_file_location("harness", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["harness"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["harness"]


def test_contestants_take_turns_and_alternate_who_goes_first(harness):
    calls = []
    timings = harness.interleave({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 3)
    assert "".join(calls) == "ab" + "ab" + "ba" + "ab"
    assert [len(t.cpu_s) for t in timings.values()] == [3, 3]


def test_ratio_pairs_the_rounds(harness):
    ours, peer = harness.Timing((1.0, 10.0, 2.0), None), harness.Timing((2.0, 20.0, 6.0), None)
    assert harness.ratio(ours, peer) == 2.0
    assert ours.median_s == 2.0


def test_no_rounds_are_refused(harness):
    with pytest.raises(ValueError, match="at least 1"):
        harness.interleave({}, 0)


def test_table_shows_missing_values_as_dashes(harness):
    assert harness.table([{"x": 1}, {"x": 2, "long": 0.123456}]).splitlines() == ["x  long", "1  -", "2  0.1235"]


def test_json_carries_rows_and_provenance(harness, tmp_path, capsys):
    target = tmp_path / "sub" / "r.json"
    harness.main(
        "demo", "About.", lambda smoke: [{"smoke": smoke}], ("no-such-peer",), ["--smoke", "--json", str(target)]
    )
    record = json.loads(target.read_text())
    assert record["bench"] == "demo" and record["smoke"] is True and record["rows"] == [{"smoke": True}]
    assert {"cpu", "commit", "versions", "load_1min", "measured_at"} <= record["provenance"].keys()
    assert record["provenance"]["versions"]["no-such-peer"] == "not installed"
    assert "smoke" in capsys.readouterr().out
