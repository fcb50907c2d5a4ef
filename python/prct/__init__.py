"""PRCT: protein folding by phase resonance."""

from prct._core import Platform, Simulation, State, System, __version__
from prct.app.api import fold, pack_side_chains
from prct.app.spectrum_job import amide_spectrum

__all__ = [
    "Platform",
    "Simulation",
    "State",
    "System",
    "__version__",
    "amide_spectrum",
    "fold",
    "pack_side_chains",
]
