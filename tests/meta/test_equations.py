"""Every equation that code cites stands in docs/PHYSICS.md."""

from __future__ import annotations

import re
from pathlib import Path

from repository import cpp_files, python_files, read

CITATION = re.compile(r"\bEqs?\. ?\(?(\d+[a-e]?)\b")
NUMBERS = [str(k) for k in range(1, 36) if k != 24]
LETTERED = ["9a", "9b", "24a", "24b", "24c", "24d", "24e"]


def equations(text: str) -> list[str]:
    """Numbers that PHYSICS.md defines, in order."""
    return re.findall(r"^\*\*\((\d+[a-e]?)\)\*\*", text, re.MULTILINE)


def unknown_citations(text: str, known: set[str]) -> list[str]:
    return [number for number in CITATION.findall(text) if number not in known]


def test_physics_defines_every_number_once():
    assert sorted(equations(read(Path("docs/PHYSICS.md")))) == sorted(NUMBERS + LETTERED)


def test_cited_equations_exist():
    known = {*equations(read(Path("docs/PHYSICS.md"))), "24"}
    paths = [p for p in cpp_files() + python_files() if not p.is_relative_to("tests/meta")]
    found = {str(p): numbers for p in paths if (numbers := unknown_citations(read(p), known))}
    assert not found, f"these cite equations that docs/PHYSICS.md does not have: {found}"


def test_the_check_catches_what_it_looks_for():
    assert unknown_citations("// Eq. 12\n// Eq. 99, Eq. 9c", {"12", "9"}) == ["99", "9c"]
    assert equations("**(9a)** Absence\n(10) no\n") == ["9a"]
