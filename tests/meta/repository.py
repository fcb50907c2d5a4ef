"""The files a rule is checked on."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CPP_SUFFIXES = (".h", ".hpp", ".cpp", ".cuh", ".cu")
TEXT_SUFFIXES = (
    *CPP_SUFFIXES, ".py", ".pyi", ".md", ".txt", ".toml", ".cmake", ".in", ".sh", ".json", ".csv", ".cff",
    ".yaml", ".yml", ".fasta", ".rr",
)  # fmt: skip
EXTRA_TEXT_FILES = (".ci/run", ".clang-format", ".gitignore", "LICENSE")


@cache
def committed_files() -> tuple[Path, ...]:
    """Tracked files, and new ones that git does not ignore, relative to the root."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the source tree under git")
    names = sorted({name for name in listing.split("\0") if name})
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


def files(*suffixes: str, under: str = "") -> list[Path]:
    """Committed files below a folder with one of the suffixes, relative to the root."""
    return [p for p in committed_files() if p.suffix in suffixes and (not under or p.is_relative_to(under))]


def read(path: Path) -> str:
    """Text of a committed file."""
    return (ROOT / path).read_text(encoding="utf-8")


def text_files() -> list[Path]:
    """Committed files that people read."""
    return [p for p in committed_files() if p.suffix in TEXT_SUFFIXES or p.as_posix() in EXTRA_TEXT_FILES]


def cpp_files() -> list[Path]:
    return files(*CPP_SUFFIXES)


def python_files() -> list[Path]:
    return files(".py")
