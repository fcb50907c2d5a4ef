"""Rule 1: size budgets of files and functions."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from cpp_functions import function_bodies
from repository import cpp_files, python_files, read

FILE_LINES_MAX = 400
FILE_LINES_MEDIAN_MAX = 150
FUNCTION_LINES_MAX = 70
FUNCTION_LINES_USUAL = 40
USUAL_SHARE = 0.9
DATA_TABLE_MARK = "Data table:"


def is_data_table(text: str) -> bool:
    """Files whose first three lines say so are exempt: they hold numbers, not code."""
    return any(DATA_TABLE_MARK in line for line in text.splitlines()[:3])


def python_functions(text: str) -> list[tuple[str, int, int]]:
    """Name, line and length of every function; its docstring is not counted."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            found.append((node.name, node.lineno, lines))
    return found


def all_functions() -> list[tuple[Path, str, int, int]]:
    found = [(path, *function) for path in python_files() for function in python_functions(read(path))]
    found += [(path, b.head, b.line, b.lines) for path in cpp_files() for b in function_bodies(read(path))]
    return found


def test_no_file_is_longer_than_its_budget():
    lengths = {p: len(read(p).splitlines()) for p in cpp_files() + python_files() if not is_data_table(read(p))}
    long = {str(p): n for p, n in lengths.items() if n > FILE_LINES_MAX}
    assert not long, f"split these files; at most {FILE_LINES_MAX} lines: {long}"
    assert median(lengths.values()) <= FILE_LINES_MEDIAN_MAX


def test_no_function_is_longer_than_its_budget():
    long = [f"{p}:{line} {name} ({n} lines)" for p, name, line, n in all_functions() if n > FUNCTION_LINES_MAX]
    assert not long, f"split these functions; at most {FUNCTION_LINES_MAX} lines:\n" + "\n".join(long)


def test_most_functions_are_short():
    lengths = [n for *_, n in all_functions()]
    short = sum(n <= FUNCTION_LINES_USUAL for n in lengths) / len(lengths)
    assert short >= USUAL_SHARE, f"only {short:.0%} of the functions have at most {FUNCTION_LINES_USUAL} lines"


def test_the_counters_see_what_they_count():
    assert python_functions('def f():\n    """A.\n\n    B.\n    """\n    return 1\n') == [("f", 1, 2)]
    assert is_data_table("// Data table: made by a tool\n") and not is_data_table("// code\n\n\n// Data table:\n")
    names = {name for _, name, _, _ in all_functions()}
    assert {"all_functions", "const char* version()"} <= names
