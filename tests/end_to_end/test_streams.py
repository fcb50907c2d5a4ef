"""Standard output and standard error that are full, closed, or cannot show a character."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from command import environment, run

FULL = "/dev/full"
pytestmark = pytest.mark.skipif(not os.path.exists(FULL), reason="needs /dev/full")


def prct(arguments: list[str], redirect: str, **variables: str) -> subprocess.CompletedProcess:
    """``prct`` by a shell that redirects its streams."""
    line = f'exec "$0" -m prct "$@" {redirect}'
    return subprocess.run(
        ["bash", "-c", line, sys.executable, *arguments],
        capture_output=True, text=True, check=False, env={**environment(), **variables},
    )  # fmt: skip


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["info"], ["--version"], ["fold", "--help"]])
def test_output_that_cannot_be_written_is_one_line(arguments, unbuffered):
    done = prct(arguments, f">{FULL}", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert done.stderr.startswith("prct: standard output: cannot be written (No space left on device);")
    assert done.stderr.count("\n") == 1
    assert prct(arguments, ">&-", PYTHONUNBUFFERED=unbuffered).returncode == 0


@pytest.mark.parametrize("redirect", [f"2>{FULL}", "2>&-"])
def test_lost_messages_end_no_fold_and_change_no_exit_code(tiny, tmp_path, redirect):
    done = prct(tiny.arguments(tmp_path / "out", trajectories=1), redirect)
    assert done.returncode == 0
    assert done.stdout.startswith("tiny: ")
    assert (tmp_path / "out" / "summary.json").exists()
    assert prct(["fold", "nothing.fasta", "--restraints", "nothing.rr"], redirect).returncode == 2
    assert prct(["bend"], redirect).returncode == 2


def test_models_are_there_when_their_table_is_not(tiny, tmp_path):
    done = prct(tiny.arguments(tmp_path / "out", trajectories=1), f">{FULL}")
    assert done.returncode == 2
    assert "standard output" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "summary.json").exists()


def test_a_name_that_the_encoding_lacks_is_shown_by_its_code(tiny, tmp_path):
    out = tmp_path / os.fsdecode(b"out\xff")
    done = prct(tiny.arguments(out, trajectories=1), "", PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == 0, done.stderr
    assert "out\\udcff" in done.stdout
    assert run(["fold", str(out), "--restraints", str(out)]).returncode == 2
