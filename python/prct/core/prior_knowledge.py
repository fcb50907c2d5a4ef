"""What is known of a chain beside pair restraints (Eq. 9b): phases, secondary structure, disulfides, cis peptides.

Reading is the work of :mod:`prct.io`, what it means for a fold is decided in :mod:`prct.folding`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

HELIX, STRAND, COIL = 0, 1, 2
"""Columns of secondary structure."""


@dataclass(frozen=True)
class PhaseTargets:
    """φ and ψ as measured or predicted, with their errors.

    Attributes
    ----------
    angle_rad : float64 [L, 2]
        φ, ψ in (-π, π]; NaN = unknown.
    error_rad : float64 [L, 2]
        Standard deviations, > 0 where the angle is known.
    """

    angle_rad: np.ndarray
    error_rad: np.ndarray


@dataclass(frozen=True)
class Template:
    """What a structure of the same or a related sequence says.

    Attributes
    ----------
    pairs : int32 [T, 2]
        0-based residues, i < j.
    distance_a : float64 [T]
        Between CBs.
    scale_a : float
        By how much a distance may differ.
    phases : PhaseTargets
    identity : float
        Share of the aligned residues that have the same letter.
    source : str
    notes : tuple of str
    """

    pairs: np.ndarray
    distance_a: np.ndarray
    scale_a: float
    phases: PhaseTargets
    identity: float
    source: str
    notes: tuple[str, ...] = ()


def _no_pairs() -> np.ndarray:
    return np.zeros((0, 2), np.int32)


def _no_residues() -> np.ndarray:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class PriorKnowledge:
    """Everything of that kind that was given for one target; nothing by default.

    Attributes
    ----------
    phases : PhaseTargets or None
    secondary_structure : float64 [L, 3] or None
        Probabilities of helix, strand and coil; NaN rows are unknown.
    disulfides : int32 [D, 2]
        0-based cysteines, i < j.
    cis : int32 [C]
        0-based residues with a cis peptide *before* them, ascending.
    template : Template or None
    notes : tuple of str
        What the readers had to settle.

    Examples
    --------
    >>> bool(PriorKnowledge()), bool(PriorKnowledge(cis=np.array([92])))
    (False, True)
    """

    phases: PhaseTargets | None = None
    secondary_structure: np.ndarray | None = None
    disulfides: np.ndarray = field(default_factory=_no_pairs)
    cis: np.ndarray = field(default_factory=_no_residues)
    template: Template | None = None
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return any(len(x) for x in (self.disulfides, self.cis)) or any(
            x is not None for x in (self.phases, self.secondary_structure, self.template)
        )
