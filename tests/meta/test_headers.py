"""Rule 14: every header compiles alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from repository import ROOT, files, read

JOBS = 2


@pytest.fixture(scope="module")
def compiler() -> str:
    found = shutil.which(os.environ.get("CXX", "c++")) or shutil.which("g++")
    if found is None:
        pytest.skip("needs a C++ compiler")
    return found


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Headers that CMake configures, with every @VARIABLE@ set to 0."""
    folder = tmp_path_factory.mktemp("include")
    for template in files(".in", under="cpp/include"):
        target = folder / template.relative_to("cpp/include").with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(re.sub(r"@\w+@", "0", read(template)), encoding="utf-8")
    return folder


def syntax_errors(compiler: str, header: Path, include: Path) -> str:
    """What the compiler says of the header alone; empty when it compiles."""
    flags = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wno-pragma-once-outside-header"]
    command = [
        compiler,
        *flags,
        f"-I{ROOT / 'cpp/include'}",
        f"-I{ROOT / 'cuda'}",
        f"-I{ROOT / 'cuda/include'}",
        f"-I{include}",
        "-x",
        "c++",
        str(header),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{header}:\n{result.stderr}" if result.returncode else ""


def test_every_header_compiles_alone(compiler: str, generated: Path):
    written = [*files(".h", ".hpp", under="cpp/include"), *files(".h", ".hpp", under="cuda")]
    written = [p for p in written if not p.is_relative_to("cuda/rtc")]  # for NVRTC, which has these names built in
    headers = [ROOT / p for p in written] + sorted(generated.rglob("*.hpp"))
    assert headers
    with ThreadPoolExecutor(JOBS) as pool:
        errors = [e for e in pool.map(lambda h: syntax_errors(compiler, h, generated), headers) if e]
    assert not errors, "\n".join(errors)


def test_a_header_that_needs_another_is_caught(compiler: str, generated: Path, tmp_path: Path):
    header = tmp_path / "lacking.hpp"
    header.write_text("#pragma once\nstd::vector<int> f();\n", encoding="utf-8")
    assert "vector" in syntax_errors(compiler, header, generated)
