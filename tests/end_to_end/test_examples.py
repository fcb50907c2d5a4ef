"""The numbered examples run as they stand and print what they promise."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import EXAMPLE, LONGEST_WAIT_S, environment

EXAMPLES = EXAMPLE.parent


def run_example(name: str, folder) -> str:
    """What the example prints, run in a folder of its own."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py")],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=LONGEST_WAIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def number(pattern: str, text: str) -> float:
    """The number in the first group of a pattern that must occur."""
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in {text!r}"
    return float(found.group(1))


def test_fold_from_contacts(tmp_path):
    text = run_example("01_fold_from_contacts", tmp_path)
    assert number(r"model 1: (\d+)% of the contacts", text) > 80
    assert (tmp_path / "ubiquitin_from_contacts.cif").read_text().startswith("data_")


def test_fold_from_a_distance_map(tmp_path):
    assert number(r"CA-RMSD to the truth ([\d.]+) Å", run_example("02_fold_from_a_distance_map", tmp_path)) < 3


def test_simulate_by_hand(tmp_path):
    text = run_example("03_simulate_by_hand", tmp_path)
    assert number(r"step 2000: (-?[\d.]+) kcal/mol", text) < number(r"step 500: (-?[\d.]+) kcal/mol", text)
    assert number(r"greatest force ([\d.]+)", text) > 0


def test_score_a_model(tmp_path):
    text = run_example("04_score_a_model", tmp_path)
    assert 0.3 < number(r"tm_score +([\d.]+)", text) < 1
    assert number(r"ca_rmsd_a +([\d.]+)", text) > 0.3


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_is_tested(path):
    assert f'"{path.stem}"' in Path(__file__).read_text("utf-8")
