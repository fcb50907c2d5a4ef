"""The first fold: resonance modes, an achiral refinement of the CA trace, and its hand (Eqs. 22, 23)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.core.build_coordinates import backbone_from_trace
from prct.core.ca_refine import CaRefineOptions, refine_ca
from prct.core.hand import hand_score, mirror
from prct.core.modes import embed_modes
from prct.core.target import Target
from prct.folding.candidates import Candidates

DOUBTED_PATH_A = 60.0
"""How much longer a way over a contact of α = 0 counts than over one of α = 1."""
UNDECIDED_MARGIN = 1.0
"""Below this margin of the hand score both hands are tried evenly."""
LOSS_WIDTH_DISTANCES_A = (20.0, 2.0)
LOSS_WIDTH_CONTACTS_A = (20.0, 4.0)


@dataclass(frozen=True)
class FirstFold:
    """A backbone to start from.

    Attributes
    ----------
    backbone_a : float64 [L, 3, 3]
        N, CA, C.
    hand : int
        +1 when the trace was taken as the score says, -1 when its mirror image was.
    margin : float
        How decided the score was.
    """

    backbone_a: np.ndarray
    hand: int
    margin: float


def first_fold(
    target: Target, candidates: Candidates, alpha: np.ndarray, seed: int, against_score: bool = False
) -> FirstFold:
    """Embed, refine and hand a trace; `against_score` asks for the other hand.

    Parameters
    ----------
    target : Target
    candidates : Candidates
    alpha : float64 [M]
        Soft weight of each candidate before there is a structure (Eq. 19).
    seed : int
    against_score : bool
        Take the mirror image of what the hand score prefers.
    """
    starts = target.chain_starts
    bounded = np.isfinite(candidates.length_a)
    doubt = DOUBTED_PATH_A * (1.0 - alpha[bounded]) if candidates.are_contacts else 0.0
    trace = embed_modes(
        starts,
        candidates.residues[bounded],
        candidates.length_a[bounded] + doubt,
        distances_known=not candidates.are_contacts,
    )
    trace = _refined(target, candidates, alpha, trace, seed)
    score = hand_score(starts, trace)
    if (score.score < 0) != against_score:
        trace = mirror(trace)
    return FirstFold(backbone_from_trace(starts, trace), -1 if against_score else 1, abs(score.margin))


def _refined(target: Target, candidates: Candidates, alpha: np.ndarray, trace: np.ndarray, seed: int) -> np.ndarray:
    options = CaRefineOptions()
    options.seed = seed
    if not candidates.are_contacts:
        options.loss_width_start_a, options.loss_width_end_a = LOSS_WIDTH_DISTANCES_A
    alone = candidates.group < 0
    weight = candidates.weight * alpha
    upper = np.minimum(candidates.bounds_a[:, 1], 1e4)
    return refine_ca(
        target.chain_starts,
        trace,
        candidates.residues[alone],
        candidates.bounds_a[alone, 0],
        upper[alone],
        weight[alone] / max(float(weight[alone].mean()), 1e-9) if alone.any() else None,
        options,
    ).positions_a
