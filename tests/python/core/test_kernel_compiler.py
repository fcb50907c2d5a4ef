"""Every kernel compiles by NVRTC for every architecture, within the registers, stack and spills of the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from measure_kernel_resources import ARCHITECTURES, resources
from prct._core import built_in_kernels, kernel_stems
from prct.base.errors import GpuError
from prct.core import kernel_compiler
from prct.core.kernel_compiler import compile_kernel

TABLE = json.loads((Path(__file__).parents[2] / "cuda" / "kernel_resources.json").read_text(encoding="utf-8"))
MORE_SPILL_BYTES = 64
"""What a compiler of another patch level may spill beyond the table."""
ELF = b"\x7fELF"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("stem", kernel_stems())
def test_kernels_compile_within_their_resources(stem: str, architecture: str):
    image, log = compile_kernel(stem, architecture, "--ptxas-options=-v")
    assert image.startswith(ELF)
    found = resources(log)
    assert found, log
    for name, used in found.items():
        limit = TABLE[architecture][name]
        assert used["registers"] <= limit["registers"], name
        assert used["stack_bytes"] <= limit["stack_bytes"] + MORE_SPILL_BYTES, name
        assert used["spill_bytes"] <= limit["spill_bytes"] + MORE_SPILL_BYTES, name


def test_the_table_names_the_same_kernels_for_all_architectures():
    names = [set(TABLE[architecture]) for architecture in ARCHITECTURES]
    assert names[0] and names[0] == names[1] == names[2]


def test_this_build_has_all_kernels_or_none():
    assert built_in_kernels() in ([], kernel_stems())


def test_what_does_not_compile_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = kernel_compiler.device_sources()
    (tmp_path / "cuda" / "kernels").mkdir(parents=True)
    (tmp_path / "cuda" / "kernels" / "broken.cu").write_text("__global__ void f() { no_such_thing(); }\n")
    (tmp_path / "cuda" / "rtc").symlink_to(root / "cuda" / "rtc")
    (tmp_path / "include").symlink_to(root / "include")
    monkeypatch.setattr(kernel_compiler, "device_sources", lambda: tmp_path)
    with pytest.raises(GpuError, match="no_such_thing"):
        compile_kernel("broken", "sm_90")


def test_an_architecture_that_is_none_is_refused():
    with pytest.raises(GpuError, match="evaluate_forces"):
        compile_kernel("evaluate_forces", "sm_11")


def test_the_log_of_ptxas_is_read():
    log = (
        "ptxas info    : Compiling entry function 'one' for 'sm_90'\n"
        "ptxas         .     48 bytes stack frame, 8 bytes spill stores, 4 bytes spill loads\n"
        "ptxas info    : Used 127 registers, used 1 barriers\n"
        "ptxas info    : Function properties for called\n"
        "ptxas         .     16 bytes stack frame, 2 bytes spill stores, 0 bytes spill loads\n"
    )
    assert resources(log) == {"one": {"registers": 127, "stack_bytes": 48, "spill_bytes": 14}}
