"""What the trajectories of a fold share."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

import prct._core as _core
from prct.core.target import Target
from prct.folding.ab_initio import AbInitio
from prct.folding.candidates import Candidates
from prct.folding.consensus import Consensus
from prct.folding.hamiltonian import make_system
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

    def opened(self, platform: str) -> Job:
        """The same in another process, whose system and platforms are made anew."""
        steady = self.consensus.steady if self.consensus else None
        system = make_system(self.target, self.candidates, self.settings, self.alpha, steady)
        search, exact = platforms(platform, 1, self.settings.annealing.list_skin_a)
        return replace(self, system=system, platform=search, finish_platform=exact)

    @functools.cached_property
    def parameters_hash(self) -> str:
        """Of the settings, that of :meth:`FoldSettings.parameters_hash`."""
        return self.settings.parameters_hash()

    @functools.cached_property
    def tour_place(self) -> np.ndarray:
        """Place of every residue in the tour of the contact graph, int32 [L]; empty where nothing resonates. Found when
        the first trajectory asks, so that its first fold has been saved by then.
        """
        if not edge_count(self.candidates, self.settings):
            return np.zeros(0, np.int32)
        return tour_places(self.target, self.candidates, self.alpha)


def platforms(name: str, threads: int, list_skin_a: float) -> tuple[_core.Platform, _core.Platform]:
    """The platforms of a job: of the search, and of what has to be exact."""
    exact = name if name == "reference" else "cpu-f64"
    return _core.Platform(name, threads, list_skin_a), _core.Platform(exact, threads, list_skin_a)


@functools.lru_cache(maxsize=1024)  # a fold asks three times
def trajectory_seed(seed: int, trajectory: int) -> int:
    """A seed of its own for every trajectory."""
    return int(np.random.SeedSequence([seed, trajectory]).generate_state(1, np.uint64)[0] >> 1)
