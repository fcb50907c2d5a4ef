"""Kernels compiled at run time by NVRTC, for a driver or a GPU that the built-in ones do not suit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prct._core import kernel_stems
from prct.base.errors import GpuError

KERNEL_FLAGS = ("--std=c++20", "--prec-div=false", "--prec-sqrt=false", "--ftz=true")
"""As the build's: cmake/cuda_library.cmake."""


def device_sources() -> Path:
    """The folder of the kernels' sources: `cuda` and `include`."""
    return Path(__file__).resolve().parents[1] / "_device"


def compile_kernels(major: int, minor: int) -> dict[str, bytes]:
    """Machine code of all kernels for GPUs of a compute capability, by the stem of their sources.

    Needs no GPU and no driver.

    Raises
    ------
    GpuError
        Where NVRTC is missing or refuses; its log is in the message.
    """
    return {stem: compile_kernel(stem, f"sm_{major}{minor}")[0] for stem in kernel_stems()}


def compile_kernel(stem: str, architecture: str, *options: str, sources: Path | None = None) -> tuple[bytes, str]:
    """Machine code of the kernels in one source, and what the compiler said.

    `architecture` is written ``sm_90``; `sources` are other ones than those of the package, laid out as they are.
    """
    nvrtc = _nvrtc()
    root = sources or device_sources()
    source = (root / "cuda" / "kernels" / f"{stem}.cu").read_bytes()
    flags = [
        f"--gpu-architecture={architecture}",
        *KERNEL_FLAGS,
        *options,
        f"--include-path={root / 'cuda'}",
        f"--include-path={root / 'include'}",
        f"--pre-include={root / 'cuda' / 'rtc' / 'prelude.h'}",
    ]
    program = _checked(nvrtc, nvrtc.nvrtcCreateProgram(source, f"{stem}.cu".encode(), 0, [], []))
    try:
        (status,) = nvrtc.nvrtcCompileProgram(program, len(flags), [flag.encode() for flag in flags])
        log = b" " * _checked(nvrtc, nvrtc.nvrtcGetProgramLogSize(program))
        _checked(nvrtc, nvrtc.nvrtcGetProgramLog(program, log))
        text = log.decode(errors="replace").rstrip("\0 \n")
        if status != nvrtc.nvrtcResult.NVRTC_SUCCESS:
            raise GpuError(f"the kernels of {stem} do not compile for {architecture}:\n{text}")
        image = b" " * _checked(nvrtc, nvrtc.nvrtcGetCUBINSize(program))
        _checked(nvrtc, nvrtc.nvrtcGetCUBIN(program, image))
        return image, text
    finally:
        nvrtc.nvrtcDestroyProgram(program)


def _nvrtc() -> Any:
    try:
        from cuda.bindings import nvrtc

        nvrtc.nvrtcVersion()
    except (ImportError, RuntimeError) as problem:
        raise GpuError(
            f"kernels cannot be compiled here ({problem}); install the extra cuda13, or cuda12 for a driver of CUDA 12"
        ) from None
    return nvrtc


def _checked(nvrtc: Any, answer: tuple[Any, ...]) -> Any:
    """What a call returned, without its status."""
    if answer[0] != nvrtc.nvrtcResult.NVRTC_SUCCESS:
        raise GpuError(f"NVRTC failed with {answer[0].name}; check that its version suits the extra that is installed")
    return answer[1] if len(answer) > 1 else None
