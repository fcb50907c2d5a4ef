"""The first fold: resonance modes, an achiral refinement of the CA trace, and its hand (Eqs. 22, 23)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.core.build_coordinates import backbone_from_trace
from prct.core.ca_refine import CaRefineOptions, Loss, refine_ca
from prct.core.hand import hand_score, mirror
from prct.core.modes import embed_modes
from prct.core.target import Target
from prct.folding.candidates import Candidates

DOUBTED_PATH_A = 60.0
"""How much longer a way over a contact of α = 0 counts than over one of α = 1."""
LEAST_ALPHA = 0.1
"""Candidate contacts of less weight are left out of the trace: many weak wrong pulls spoil it."""
UNDECIDED_MARGIN = 1.0
"""Below this margin of the hand score both hands are tried evenly."""
CONTACT_STEPS = (800, 100)
"""Annealing and quench of a trace from contacts, of which an ensemble is made."""
START_NOISE_A = 2.0
LOSS_WIDTH_DISTANCES_A = (20.0, 2.0)


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
    trace = refined_trace(target, candidates, alpha, seed)
    score = hand_score(starts, trace)
    return handed(target, mirror(trace) if score.score < 0 else trace, abs(score.margin), against_score)


def handed(target: Target, trace: np.ndarray, margin: float, against_score: bool) -> FirstFold:
    """A backbone on a trace of the preferred hand, or on its mirror image."""
    trace = mirror(trace) if against_score else trace
    return FirstFold(backbone_from_trace(target.chain_starts, trace), -1 if against_score else 1, margin)


def refined_trace(target: Target, candidates: Candidates, alpha: np.ndarray, seed: int) -> np.ndarray:
    """A CA trace [L, 3] from modes, refined with achiral terms; its hand is arbitrary."""
    if candidates.are_contacts:
        kept = alpha >= LEAST_ALPHA
        candidates, alpha = candidates.subset(kept), alpha[kept]
    bounded = np.isfinite(candidates.length_a)
    doubt = DOUBTED_PATH_A * (1.0 - alpha[bounded]) if candidates.are_contacts else 0.0
    trace = embed_modes(
        target.chain_starts,
        candidates.residues[bounded],
        candidates.length_a[bounded] + doubt,
        distances_known=not candidates.are_contacts,
    )
    return _refined(target, candidates, alpha, trace, seed)


def _refined(target: Target, candidates: Candidates, alpha: np.ndarray, trace: np.ndarray, seed: int) -> np.ndarray:
    options = CaRefineOptions()
    options.seed = seed
    if candidates.are_contacts:  # the engine's loss widths, 20 → 4 Å, are those for contacts
        options.field.loss = Loss.geman_mcclure
        options.anneal_steps, options.quench_steps = CONTACT_STEPS
        trace = trace + np.random.default_rng(seed).normal(0.0, START_NOISE_A, trace.shape)
    else:
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
