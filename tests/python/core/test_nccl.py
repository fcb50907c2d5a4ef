"""NCCL is found at run time, or said not to be there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from prct.core import nccl
from prct.core.nccl import nccl_library, nccl_version

SOURCE = "int ncclGetVersion(int* v) { *v = VALUE; return STATUS; }"


def built(tmp_path: Path, value: int, status: int) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a C++ compiler")
    library = tmp_path / f"lib{value}_{status}.so"
    source = tmp_path / "nccl.c"
    source.write_text(SOURCE.replace("VALUE", str(value)).replace("STATUS", str(status)))
    subprocess.run([compiler, "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    return library


def test_the_version_is_read(tmp_path: Path):
    assert nccl_version(built(tmp_path, 22707, 0)) == "2.27.7"
    assert nccl_version(built(tmp_path, 22707, 3)) is None


def test_what_is_no_nccl_has_no_version(tmp_path: Path):
    assert nccl_version(tmp_path / "missing.so") is None
    assert nccl_version("libm.so.6") is None


def test_the_wheel_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "nvidia" / "nccl"
    (package / "lib").mkdir(parents=True)

    class Spec:
        submodule_search_locations = (str(package),)

    monkeypatch.setattr(nccl.importlib.util, "find_spec", lambda name: Spec())
    assert nccl_library() is None
    (package / "lib" / "libnccl.so.2").touch()
    assert nccl_library() == package / "lib" / "libnccl.so.2"
