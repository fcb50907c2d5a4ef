"""The rooms of the Python package: who may import whom."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from repository import ROOT, files, read


def documented_layers() -> list[list[str]]:
    """The `layers` block of docs/ARCHITECTURE.md, lowest room first; rooms on one line never import one another."""
    block = re.search(r"```layers\n(.*?)```", read(Path("docs/ARCHITECTURE.md")), re.DOTALL)
    assert block, "docs/ARCHITECTURE.md has no ```layers block"
    return [
        re.findall(r"\w+", line.split("#")[0]) for line in block.group(1).splitlines() if line.split("#")[0].strip()
    ]


def contract() -> dict:
    settings = tomllib.loads(read(Path("pyproject.toml")))["tool"]["importlinter"]
    return next(c for c in settings["contracts"] if c["type"] == "layers")


def facade_imports(text: str) -> list[int]:
    """Lines that import the facade ``prct`` itself instead of a module."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if (isinstance(node, ast.Import) and any(alias.name == "prct" for alias in node.names)) or (
            isinstance(node, ast.ImportFrom) and node.module == "prct" and not node.level
        ):
            lines.append(node.lineno)
    return lines


def test_the_contract_is_the_one_of_the_architecture():
    written = [re.findall(r"\w+", line) for line in reversed(contract()["layers"])]
    assert [sorted(row) for row in written] == [sorted(row) for row in documented_layers()]
    assert contract()["exhaustive"], "a new room must be given its place"


def test_imports_keep_to_the_layers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_room_imports_the_facade():
    inside = [p for p in files(".py", under="python/prct") if p != Path("python/prct/__init__.py")]
    found = {str(p): lines for p in inside if (lines := facade_imports(read(p)))}
    assert not found, f"import the module, not the facade: {found}"


def test_the_check_catches_what_it_looks_for():
    assert facade_imports("import prct\nfrom prct import fold\nfrom prct.core import chain\nimport prct.base\n") == [
        1,
        2,
    ]
