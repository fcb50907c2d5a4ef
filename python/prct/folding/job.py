"""What the trajectories of a fold share."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

import prct._core as _core
from prct.core.target import Target
from prct.folding.ab_initio import AbInitio
from prct.folding.candidates import Candidates
from prct.folding.consensus import Consensus
from prct.folding.resonance import edge_count, tour_places
from prct.folding.settings import FoldSettings


@dataclass(frozen=True)
class Job:
    """What every trajectory of a fold shares.

    Attributes
    ----------
    alpha, theta : float64 [M]
        Weight and settled phase of each candidate.
    ab_initio : AbInitio or None
        The starts that replica exchange found.
    """

    target: Target
    candidates: Candidates
    alpha: np.ndarray
    theta: np.ndarray
    consensus: Consensus | None
    system: _core.System
    platform: _core.Platform
    finish_platform: _core.Platform
    settings: FoldSettings
    keep_frames: bool
    ab_initio: AbInitio | None = None

    @functools.cached_property
    def tour_place(self) -> np.ndarray:
        """Place of every residue in the tour of the contact graph, int32 [L]; empty where nothing resonates. Found when
        the first trajectory asks, so that its first fold has been saved by then.
        """
        if not edge_count(self.candidates, self.settings):
            return np.zeros(0, np.int32)
        return tour_places(self.target, self.candidates, self.alpha)


def trajectory_seed(seed: int, trajectory: int) -> int:
    """A seed of its own for every trajectory."""
    return int(np.random.SeedSequence([seed, trajectory]).generate_state(1, np.uint64)[0] >> 1)
