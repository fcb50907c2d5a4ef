"""PRCT: protein folding by phase resonance."""

import importlib
import importlib.util
import typing

from prct._core import Platform, Simulation, State, System, __version__

if typing.TYPE_CHECKING:
    from prct.app.api import FoldSettings, fold, pack_side_chains
    from prct.app.spectrum_job import amide_spectrum

__all__ = [
    "FoldSettings",
    "Platform",
    "Simulation",
    "State",
    "System",
    "__version__",
    "amide_spectrum",
    "fold",
    "pack_side_chains",
]

_HOMES = {
    "FoldSettings": "prct.app.api",
    "amide_spectrum": "prct.app.spectrum_job",
    "fold": "prct.app.api",
    "pack_side_chains": "prct.app.api",
}


def __getattr__(name: str) -> object:
    """Import what is asked for: a process that needs one room of the package does not wait for all others."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if not name.startswith("_") and importlib.util.find_spec(f"prct.{name}"):
        return importlib.import_module(f"prct.{name}")
    raise AttributeError(f"module 'prct' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
