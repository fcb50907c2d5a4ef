"""Which GPU can be used, and how its kernels are made ready."""

from __future__ import annotations

from typing import Any

import pytest
from prct.app import gpu
from prct.base.errors import GpuError

STEMS = ["fold_trajectories", "evaluate_forces"]


def device(**changes: Any) -> dict[str, Any]:
    one = {"name": "Card", "capability": (9, 0), "total_bytes": 80 * 2**30, "most_residues": 1000, **changes}
    return {"driver": one.pop("driver", 13000), "devices": [one]}


@pytest.fixture
def built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "kernel_stems", lambda: STEMS)
    monkeypatch.setattr(gpu, "built_in_kernels", lambda: STEMS)


def found(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    monkeypatch.setattr(gpu, "gpu_devices", lambda: device(**changes))


def test_no_driver_says_why(monkeypatch: pytest.MonkeyPatch):
    def none() -> dict[str, Any]:
        raise GpuError("no GPU driver: libcuda.so.1 cannot be loaded")

    monkeypatch.setattr(gpu, "gpu_devices", none)
    with pytest.raises(GpuError, match="no GPU driver"):
        gpu.ready_platform("cuda")
    gpu.ready_platform("cpu")
    gpu.ready_platform("cuda-emulation")


def test_an_old_gpu_is_refused(monkeypatch: pytest.MonkeyPatch):
    found(monkeypatch, capability=(7, 5))
    with pytest.raises(GpuError, match=r"7\.5.*platform cpu"):
        gpu.find_gpu()


@pytest.mark.usefixtures("built_in")
def test_one_line_tells_what_was_found(monkeypatch: pytest.MonkeyPatch):
    found(monkeypatch)
    assert gpu.find_gpu().text() == ("Card, compute capability 9.0, 80 GiB, driver of CUDA 13.0, kernels built in")


@pytest.mark.usefixtures("built_in")
@pytest.mark.parametrize(
    ("capability", "kernels"), [((8, 6), "built in"), ((8, 9), "built in"), ((10, 0), "translated"), ((12, 0), "PTX")]
)
def test_a_gpu_without_machine_code_is_translated_for_and_said_so(
    monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], kernels: str
):
    found(monkeypatch, capability=capability)
    said: list[str] = []
    gpu.ready_platform("cuda", said.append)
    assert kernels in gpu.find_gpu().kernels
    assert bool(said) == (kernels != "built in")


@pytest.mark.usefixtures("built_in")
def test_an_older_driver_gets_kernels_of_its_own(monkeypatch: pytest.MonkeyPatch):
    found(monkeypatch, driver=12040, capability=(8, 9))
    images: dict[str, bytes] = {}
    monkeypatch.setattr(gpu, "compile_kernels", lambda major, minor: {stem: b"%d%d" % (major, minor) for stem in STEMS})
    monkeypatch.setattr(gpu, "set_kernel_image", images.__setitem__)
    said: list[str] = []
    gpu.ready_platform("cuda", said.append)
    assert images == {stem: b"89" for stem in STEMS}
    assert "compiled at run time" in said[0]


def test_a_build_without_kernels_compiles_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gpu, "kernel_stems", lambda: STEMS)
    monkeypatch.setattr(gpu, "built_in_kernels", list)
    assert gpu.needs_compiling(13000, gpu.built_in_kernels())
    assert not gpu.needs_compiling(13000, STEMS)


def test_folds_fill_the_places_of_a_gpu_and_every_core(monkeypatch: pytest.MonkeyPatch):
    block = {"resident_blocks": 5, "multiprocessors": 10}
    monkeypatch.setattr(gpu, "Platform", lambda name: name)
    monkeypatch.setattr(gpu, "fold_block", lambda platform, residues: block)
    assert gpu.folds_side_by_side("cuda", trajectories=16, cores=3) == 3 + 4, "fifty places, a fourth fold for the last"
    assert gpu.folds_side_by_side("cuda", trajectories=50, cores=3) == 3 + 1
    assert gpu.folds_side_by_side("cuda", trajectories=1, cores=90) == gpu.MOST_FOLDS
