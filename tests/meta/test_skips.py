"""Rule 13: a skip whose reason is not in the committed list fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository import ROOT, read

pytest_plugins = ["pytester"]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A suite of its own under this suite's conftest.py and list of skips."""
    tests = pytester.mkdir("tests")
    (tests / "conftest.py").write_text(read(Path("tests/conftest.py")), encoding="utf-8")
    (tests / "skips.txt").write_text("needs a CUDA device*\n", encoding="utf-8")
    markers = "\n".join(f"    {m}: needs a machine" for m in ("gpu", "multi_gpu", "server"))
    pytester.makeini(f"[pytest]\nmarkers =\n{markers}\n")
    return pytester


def run(suite: pytest.Pytester, body: str) -> pytest.RunResult:
    (suite.path / "tests" / "test_it.py").write_text(f"import pytest\n{body}", encoding="utf-8")
    return suite.runpytest_subprocess("tests", "-p", "no:cacheprovider")


def test_a_listed_reason_passes_and_is_counted(suite: pytest.Pytester):
    result = run(suite, "@pytest.mark.gpu\ndef test_a():\n    pytest.skip('needs a CUDA device')\ndef test_b(): pass\n")
    assert result.ret == pytest.ExitCode.OK
    assert "did not run for want of a machine: 1 GPU, 0 multi-GPU, 0 server" in result.outlines[-1]


def test_a_new_reason_fails(suite: pytest.Pytester):
    result = run(suite, "def test_a():\n    pytest.skip('not today')\ndef test_b(): pass\n")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*skip reason not in tests/skips.txt: 'not today'*"])


def test_a_module_skipped_for_a_new_reason_fails(suite: pytest.Pytester):
    result = run(suite, "pytest.importorskip('no_such_module')\n")
    assert result.ret not in (pytest.ExitCode.OK,)


def test_every_listed_pattern_is_narrow():
    patterns = [p for p in (ROOT / "tests/skips.txt").read_text("utf-8").splitlines() if p and not p.startswith("#")]
    assert all(len(p.strip("*")) >= len("PRCT_DATA") for p in patterns)
