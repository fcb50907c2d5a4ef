"""``prct info``."""

from __future__ import annotations

import argparse
import platform

from prct._core import __version__, platform_names
from prct.app.gpu import find_gpu
from prct.app.machine import available_threads
from prct.base.errors import GpuError
from prct.cli.streams import show
from prct.core.nccl import nccl_library, nccl_version
from prct.folding.settings import FoldSettings


def declare(parser: argparse.ArgumentParser) -> None:
    """No options."""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print version, platforms, threads, parameters."""
    rows = {
        "version": __version__,
        "platforms": ", ".join(platform_names()),
        "GPU": _gpu(),
        "NCCL": _nccl(),
        "threads": str(available_threads()),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "parameters": FoldSettings().parameters_hash(),
    }
    show("\n".join(f"{name:11s} {value}" for name, value in rows.items()))
    return 0


def _gpu() -> str:
    """What was found, or why none is used."""
    try:
        return find_gpu().text()
    except GpuError as problem:
        return f"not used: {problem}"


def _nccl() -> str:
    """Its version, from the wheel or the system."""
    found = nccl_library()
    return (nccl_version(found) if found else nccl_version()) or "not found; the extras cuda13 and cuda12 bring it"
