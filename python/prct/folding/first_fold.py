"""The first fold: resonance modes, a refined CA trace in both hands, and a backbone on it (Eqs. 22, 23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

import prct._core as _core
from prct.core.build_coordinates import backbone_from_trace
from prct.core.ca_fold import CaFold, CaFoldOptions, Evidence, StateKeeper, ca_folding, run_folding
from prct.core.target import Target
from prct.folding.candidates import Candidates
from prct.folding.settings import Resonance

LEAST_ALPHA = 0.1
"""Candidate contacts of less weight are left out of the trace: many weak wrong pulls spoil it."""
UNDECIDED_MARGIN = 1.0
"""Below this margin of the hand score both hands are tried evenly."""


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


CIS_STEP_A = 2.92
"""CA-CA over a cis peptide (Eq. 5)."""


def on_trace(target: Target, trace: np.ndarray, margin: float, against_score: bool, cis: ArrayLike = ()) -> FirstFold:
    """A backbone on a trace, with a cis peptide before each residue of `cis`."""
    backbone = backbone_from_trace(target.chain_starts, with_cis_steps(target, trace, cis))
    return FirstFold(backbone, -1 if against_score else 1, margin)


def with_cis_steps(target: Target, trace: np.ndarray, cis: ArrayLike) -> np.ndarray:
    """The trace, float64 [L, 3], with CA-CA steps of a cis peptide before the residues of `cis`: what follows in the
    chain is moved along the step.

    Examples
    --------
    >>> trace = np.array([[0.0, 0, 0], [3.8, 0, 0], [7.6, 0, 0]])
    >>> with_cis_steps(Target("t", ("A",), ("APA",)), trace, [1])[:, 0].tolist()
    [0.0, 2.92, 6.72]
    """
    moved = np.array(trace, float)
    for residue in np.asarray(cis, int).tolist():
        step = moved[residue] - moved[residue - 1]
        end = target.chain_starts[target.chain_index[residue] + 1]
        moved[residue:end] += (CIS_STEP_A / max(float(np.linalg.norm(step)), 1e-9) - 1.0) * step
    return moved


def fold_trace(
    target: Target,
    candidates: Candidates,
    alpha: np.ndarray,
    resonance: Resonance,
    seed: int,
    keeper: StateKeeper | None = None,
) -> CaFold:
    """A CA trace in both hands from the candidates that stand alone (no alternatives)."""
    folding = trace_folding(target, candidates, alpha, resonance, seed)
    return run_folding(folding, len(target.sequence), keeper)


@dataclass(frozen=True)
class TraceOutcome:
    """What became of a first fold on a GPU.

    Attributes
    ----------
    folding : CaFolding
    failure : str
        Why it has not finished; empty where it has.
    lost : bool
        Whether the GPU failed, and not the fold.
    """

    folding: _core.CaFolding
    failure: str
    lost: bool

    @property
    def fold(self) -> CaFold:
        """What it came to; only where it has finished."""
        return CaFold(*self.folding.result())


def folds_many(platform: _core.Platform, target: Target) -> bool:
    """Whether a platform folds many traces of a target at once: one with a GPU, that the chain is not too long for."""
    return len(target.sequence) <= _core.most_trace_residues(platform)


def fold_traces(
    platform: _core.Platform,
    target: Target,
    candidates: Candidates,
    resonance: Resonance,
    beginnings: Sequence[tuple[np.ndarray, int]],
) -> list[TraceOutcome]:
    """What :func:`fold_trace` folds one by one, side by side on a GPU; results differ by the GPU's precision.

    Parameters
    ----------
    platform : Platform
        One that folds many (:func:`folds_many`).
    target : Target
    candidates : Candidates
    resonance : Resonance
    beginnings : sequence of (float64 [M], int)
        Weights of the candidates, and seed, of each trace.
    """
    foldings = [trace_folding(target, candidates, alpha, resonance, seed) for alpha, seed in beginnings]
    ended = _core.fold_traces(platform, foldings)
    return [TraceOutcome(folding, *end) for folding, end in zip(foldings, ended, strict=True)]


def trace_folding(
    target: Target, candidates: Candidates, alpha: np.ndarray, resonance: Resonance, seed: int
) -> _core.CaFolding:
    """What :func:`fold_trace` runs, before its beginning."""
    kept = candidates.group < 0
    if candidates.doubted:
        kept &= alpha >= LEAST_ALPHA
    rows = candidates.subset(kept)
    options = CaFoldOptions()
    options.seed = seed
    options.evidence = _evidence(candidates)
    options.modes = resonance.modes
    options.anneal_steps, options.finish_steps = resonance.trace_steps, resonance.trace_finish_steps
    options.quench_steps = resonance.trace_quench_steps
    if resonance.arm == "none":
        options.rounds = 0  # no contact is weighed by the others
    return ca_folding(
        target.chain_starts,
        rows.residues,
        rows.bounds_a[:, 0],
        rows.bounds_a[:, 1],
        rows.length_a,
        weight=rows.weight / max(float(rows.weight.mean()), 1e-9) if len(rows) else None,
        alpha=alpha[kept],
        options=options,
    )


def _evidence(candidates: Candidates) -> Evidence:
    if not candidates.are_contacts:
        return Evidence.distances
    if candidates.doubted:
        return Evidence.doubted_contacts
    return Evidence.complete_contacts if candidates.complete else Evidence.contacts
