"""Rule 12: every benchmark has a smoke mode, says what it measures and gates nothing on time."""

from __future__ import annotations

import ast

from repository import files, read


def programs() -> list:
    return [p for p in files(".py", under="bench") if '__name__ == "__main__"' in read(p)]


def test_every_benchmark_program_has_a_smoke_mode():
    silent = [str(p) for p in programs() if "--smoke" not in read(p)]
    assert not silent, f"add a --smoke option to {silent}"


def test_every_benchmark_program_says_what_it_measures():
    assert [str(p) for p in programs() if not ast.get_docstring(ast.parse(read(p)))] == []
