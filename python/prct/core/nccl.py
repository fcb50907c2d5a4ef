"""NCCL, found at run time: the library of collective operations between GPUs."""

from __future__ import annotations

import ctypes
import importlib.util
from pathlib import Path

LIBRARY = "libnccl.so.2"


def nccl_library() -> Path | None:
    """The library of the installed wheel (extras cuda13, cuda12), None where there is none.

    Examples
    --------
    >>> found = nccl_library()
    >>> found is None or found.name == "libnccl.so.2"
    True
    """
    try:
        package = importlib.util.find_spec("nvidia.nccl")
    except ModuleNotFoundError:
        return None
    folders = list(package.submodule_search_locations or []) if package else []
    found = [Path(folder) / "lib" / LIBRARY for folder in folders]
    return next((path for path in found if path.is_file()), None)


def nccl_version(library: Path | str = LIBRARY) -> str | None:
    """Its version as ``2.27.7``; None where it cannot be loaded. Needs neither a GPU nor a driver."""
    try:
        loaded = ctypes.CDLL(str(library))
        number = ctypes.c_int()
        status = loaded.ncclGetVersion(ctypes.byref(number))
    except (OSError, AttributeError):
        return None
    if status != 0:
        return None
    major, rest = divmod(number.value, 10_000)
    minor, patch = divmod(rest, 100)
    return f"{major}.{minor}.{patch}"
