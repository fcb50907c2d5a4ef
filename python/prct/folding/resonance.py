"""The arms of the contact network (Eqs. 16-20)."""

from __future__ import annotations

import numpy as np

from prct._core import ResonanceOptions, System
from prct.core.target import Target
from prct.folding.candidates import Candidates
from prct.folding.settings import FoldSettings


def before_structure(target: Target, candidates: Candidates, system: System, settings: FoldSettings) -> np.ndarray:
    """Soft weight α of every candidate before there is a structure, float64 [M]."""
    return np.ones(len(candidates))


def dynamics_options(candidates: Candidates, settings: FoldSettings) -> ResonanceOptions | None:
    """How α follows the structure during the annealing; none where nothing resonates."""
    return None
