"""PRCT: protein folding by phase resonance."""

from prct._core import Platform, Simulation, State, System, __version__
from prct.app.api import fold

__all__ = ["Platform", "Simulation", "State", "System", "__version__", "fold"]
