"""``prct fold --quick``."""

from __future__ import annotations

import json

from command import run
from prct.folding.settings import FoldSettings


def summary(folder) -> dict:
    return json.loads((folder / "summary.json").read_text("utf-8"))


def test_it_folds_in_fewer_steps_and_says_so(tiny, tmp_path):
    usual, quick = tmp_path / "usual", tmp_path / "quick"
    assert run(tiny.arguments(usual)).returncode == 0
    done = run(tiny.arguments(quick, "--quick"))
    assert done.returncode == 0, done.stderr
    assert summary(usual)["parameters"] == FoldSettings().parameters_hash()
    assert summary(quick)["parameters"] == FoldSettings().quick().parameters_hash()
    assert (quick / "model_1.cif").read_bytes() != (usual / "model_1.cif").read_bytes()


def test_two_answers_to_how_many_steps_are_refused(tiny, tmp_path):
    done = run(tiny.arguments(tmp_path / "out", "--quick", "--parameters", "certificate.json"))
    assert done.returncode == 2
    assert "give one of them" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
