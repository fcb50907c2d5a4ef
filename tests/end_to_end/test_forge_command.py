"""``prct forge``: tuned on a small workload, verified, edited, folded with."""

from __future__ import annotations

import json

import pytest
from command import run
from tuning_workload import QUICK, write_targets, write_workload

PARAMETERS = {"annealing.steps": [50, 2000], "annealing.step_ps": ["4 fs", "11 fs"]}


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tuned")
    write_targets(folder)
    path = write_workload(folder, parameters=PARAMETERS, settings=QUICK)
    done = run(["forge", "tune", "--workload", path, "--budget", "2s", "-o", folder / "out"])
    return folder, done


def test_tune_says_what_it_does_and_what_came_out(tuned):
    folder, done = tuned
    assert done.returncode == 0, done.stderr
    assert "start: " in done.stderr
    assert "annealing.steps" in done.stdout
    assert "2 targets that nothing was chosen on" in done.stdout
    assert (folder / "out" / "choices.png").exists()


def test_verify_checks_and_returns_the_verdict(tuned):
    folder, _ = tuned
    path = folder / "out" / "certificate.json"
    adopted = json.loads(path.read_text())["adopted"]
    done = run(["forge", "verify", path])
    assert done.returncode == (0 if adopted else 1)
    assert done.stdout.endswith("verified: digest, constraints, choice, intervals and verdict\n")
    edited = folder / "edited.json"
    edited.write_text(path.read_text().replace('"seed": 2', '"seed": 3', 1))
    done = run(["forge", "verify", edited])
    assert done.returncode == 2
    assert "digest" in done.stderr
    done = run(["fold", folder / "targets" / "a" / "sequence.fasta", "--parameters", edited, "--out", folder / "fold"])
    assert done.returncode == 2
    assert "digest" in done.stderr


def test_explain(tuned):
    folder, _ = tuned
    done = run(["forge", "explain", "--workload", folder / "work.json", "--set", "annealing.step_ps=5 fs"])
    assert done.returncode == 0, done.stderr
    assert "steps are stable (Eqs. 5, 25)" in done.stdout
    assert done.stdout.endswith("annealing.step_ps is 0.005 ps\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tune"], "--workload"),
        (["tune", "--workload", "nothing.json"], "nothing.json"),
        (["tune", "--workload", "nothing.json", "--budget", "soon"], "no time"),
        (["verify", "nothing.json"], "cannot be read"),
        (["explain", "--workload", "nothing.json"], "nothing.json"),
        ([], "COMMAND"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, message):
    done = run(["forge", *arguments])
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
