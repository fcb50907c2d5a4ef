"""PRCT: protein folding by phase resonance."""

from prct._core import __version__

__all__ = ["__version__"]
