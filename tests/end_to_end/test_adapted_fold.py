"""``prct fold --adapt`` and ``--replay``."""

from __future__ import annotations

import json

import pytest
from command import run

TRAJECTORIES = 12


def models(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("model_*.cif")}


@pytest.fixture(scope="module")
def adapted(tiny, tmp_path_factory):
    """A fold that learns, and what it printed."""
    out = tmp_path_factory.mktemp("adapted")
    return out, run(tiny.arguments(out, "--adapt", trajectories=TRAJECTORIES))


def test_it_learns_and_says_so(adapted):
    out, done = adapted
    assert done.returncode == 0, done.stderr
    record = json.loads((out / "adaptation.json").read_text("utf-8"))
    assert record["complete"] is True
    assert record["published"][0]["steps"] == 2500
    assert sorted(map(int, record["changes"])) == list(range(1, TRAJECTORIES + 1))
    assert any(record["changes"].values())
    assert "adapted: 2500 steps after" in done.stdout
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["adaptation"] == {"file": "adaptation.json", "published": record["published"]}
    assert "adaptation.json" in summary["run"]["files"]


def test_it_is_repeated_to_the_same_bytes_with_other_threads(adapted, tiny, tmp_path):
    out, _ = adapted
    record = str(out / "adaptation.json")
    done = run(tiny.arguments(tmp_path, "--replay", record, trajectories=TRAJECTORIES, threads=2))
    assert done.returncode == 0, done.stderr
    assert models(tmp_path) == models(out)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["adaptation"] == {"replayed": "adaptation.json"}
    assert not (tmp_path / "adaptation.json").exists()


def test_a_plain_fold_gives_other_models(adapted, tiny, tmp_path):
    out, _ = adapted
    assert run(tiny.arguments(tmp_path, trajectories=TRAJECTORIES)).returncode == 0
    assert models(tmp_path) != models(out)
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["adaptation"] is None


@pytest.mark.parametrize(
    "more, told",
    [
        (["--adapt", "--replay", "RECORD"], "give one of them"),
        (["--replay", "RECORD", "--seed", "7"], "other inputs, settings"),
        (["--replay", "RECORD", "--restraints-complete"], "other inputs, settings"),
        (["--replay", "missing.json"], "cannot be read"),
        (["--replay", "RECORD", "--out", "FOLDER"], "lies in --out"),
        (["--adapt", "--platform", "cuda-emulation"], "runs trajectories whole"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(adapted, tiny, tmp_path, more, told):
    given = {"RECORD": str(adapted[0] / "adaptation.json"), "FOLDER": str(adapted[0])}
    more = [given.get(word, word) for word in more]
    out = tmp_path / "out"
    done = run(tiny.arguments(out, *more, trajectories=TRAJECTORIES))
    assert done.returncode == 2
    assert told in done.stderr and done.stderr.count("\n") == 1
    assert not out.exists()


def test_a_damaged_record_is_refused(adapted, tiny, tmp_path):
    record = json.loads((adapted[0] / "adaptation.json").read_text("utf-8"))
    record["changes"]["13"] = [[0, 2, 500, 0.0103, 4.4]]
    (tmp_path / "more.json").write_text(json.dumps(record))
    out = tmp_path / "out"
    done = run(tiny.arguments(out, "--replay", str(tmp_path / "more.json"), trajectories=TRAJECTORIES))
    assert done.returncode == 2
    assert f"trajectory 13 of {TRAJECTORIES}" in done.stderr
