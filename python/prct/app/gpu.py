"""Whether this machine's GPU can fold, and its kernels made ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prct._core import Platform, built_in_kernels, fold_block, gpu_devices, kernel_stems, set_kernel_image
from prct.base.errors import GpuError
from prct.core.kernel_compiler import compile_kernels

USUAL_RESIDUES = 128
"""Of a chain by which the folds are counted that fill a GPU; of longer ones fewer fit, and the others wait."""
MOST_FOLDS = 128
"""Side by side in one process: each keeps its system and its trajectories."""
BUILT_FOR_DRIVER = 13000
"""Machine code that this build brings was made by CUDA 13, and an older driver may refuse it."""
BUILT_ARCHITECTURES = ((8, 0), (8, 9), (9, 0))
"""Compute capabilities with machine code; newer ones are translated from PTX by the driver, which takes a while."""
OLDEST_CAPABILITY = (8, 0)


@dataclass(frozen=True)
class Gpu:
    """The GPU that folds.

    Attributes
    ----------
    name : str
    capability : (int, int)
    memory_bytes : int
    driver : int
        13000 for CUDA 13.0.
    most_residues : int
        Of a chain that folds within one block.
    """

    name: str
    capability: tuple[int, int]
    memory_bytes: int
    driver: int
    most_residues: int

    @property
    def kernels(self) -> str:
        """Where its kernels come from."""
        if needs_compiling(self.driver, built_in_kernels()):
            return "compiled at run time"
        if has_machine_code(self.capability):
            return "built in"
        return "built in, translated from PTX by the driver at the first use"

    def text(self) -> str:
        """One line on it."""
        major, minor = self.capability
        driver = f"{self.driver // 1000}.{self.driver % 1000 // 10}"
        return (
            f"{self.name}, compute capability {major}.{minor}, {self.memory_bytes / 2**30:.0f} GiB, driver of CUDA "
            f"{driver}, kernels {self.kernels}"
        )


def needs_compiling(driver: int, built_in: list[str]) -> bool:
    """Whether kernels have to be compiled at run time for a driver."""
    return driver < BUILT_FOR_DRIVER or built_in != kernel_stems()


def has_machine_code(capability: tuple[int, int]) -> bool:
    """Whether the build has machine code for a GPU: that of the same major version and no newer minor one runs."""
    return any(capability[0] == major and capability[1] >= minor for major, minor in BUILT_ARCHITECTURES)


def find_gpu() -> Gpu:
    """The first GPU.

    Raises
    ------
    GpuError
        Where there is none that can be used; the message says why.
    """
    found = gpu_devices()
    device = found["devices"][0]
    capability = device["capability"]
    if capability < OLDEST_CAPABILITY:
        raise GpuError(
            f"the GPU {device['name']} has compute capability {capability[0]}.{capability[1]}; the kernels need 8.0 or "
            "newer, use the platform cpu"
        )
    return Gpu(device["name"], capability, device["total_bytes"], found["driver"], device["most_residues"])


def prepare_gpu() -> Gpu:
    """Find the GPU, and compile its kernels where those of the build do not suit its driver.

    Raises
    ------
    GpuError
        Where there is no GPU that can be used, or no compiler where one is needed.
    """
    gpu = find_gpu()
    if needs_compiling(gpu.driver, built_in_kernels()):
        for stem, image in compile_kernels(*gpu.capability).items():
            set_kernel_image(stem, image)
    return gpu


def folds_side_by_side(platform: str, trajectories: int, cores: int) -> int:
    """So many folds that a GPU has a trajectory for each of its places while every core prepares or judges another.

    Parameters
    ----------
    platform : {"cuda", "cuda-emulation"}
        Ready to be opened.
    trajectories : int
        Of a fold.
    cores : int

    Examples
    --------
    >>> folds_side_by_side("cuda-emulation", trajectories=16, cores=2)
    4
    """
    block = fold_block(Platform(platform), USUAL_RESIDUES)
    places = block["resident_blocks"] * block["multiprocessors"]
    return min(MOST_FOLDS, cores + -(-places // trajectories))


def ready_platform(name: str, say: Callable[[str], None] | None = None) -> None:
    """Make sure that a platform can be opened; `say` hears what takes a while.

    Raises
    ------
    GpuError
        As :func:`prepare_gpu`.
    """
    if name != "cuda":
        return
    gpu = prepare_gpu()
    if say and gpu.kernels != "built in":
        say(f"kernels for the GPU are {gpu.kernels}")
