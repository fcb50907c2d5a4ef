"""Restraints as they were given: a table of pairs, or maps over all residue pairs.

Reading is the work of :mod:`prct.io`, what they mean for a fold is decided in :mod:`prct.folding.candidates`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from prct.core.prior_knowledge import PriorKnowledge

ATOM_NAMES = ("N", "CA", "C", "O", "CB")
"""Atoms a restraint may name, by their index in the arrays below and in ``coords[:, k]``."""

MIN_DISTANCE_A = 1.0
"""No two atoms of different residues are nearer: the peptide bond, the shortest distance between them, has 1.33 Å."""

MAX_DISTANCE_A = 10_000.0
"""Longest distance believed; a straight chain of 2,700 residues, or three times the largest assemblies."""


@dataclass(frozen=True)
class RestraintTable:
    """Bounds on single distances, M rows.

    Attributes
    ----------
    residue_i, residue_j : int32 [M]
        0-based positions in the concatenated chains, ``residue_i != residue_j``.
    atom_i, atom_j : uint8 [M]
        Index into :data:`ATOM_NAMES`; 4 = CB (virtual for glycine).
    lower_a, upper_a : float64 [M]
        Bounds in Å; ``upper_a`` may be inf.
    weight : float64 [M]
        Relative weight, for contact lists the probability; >= 0.
    group : int32 [M]
        Members of one group are alternatives (OR); -1 = on its own.
    is_contact : bool [M]
        True where the row is a predicted contact (CASP RR), false where it is a measured bound.
    """

    residue_i: np.ndarray
    residue_j: np.ndarray
    atom_i: np.ndarray
    atom_j: np.ndarray
    lower_a: np.ndarray
    upper_a: np.ndarray
    weight: np.ndarray
    group: np.ndarray
    is_contact: np.ndarray


@dataclass(frozen=True)
class OrientationMaps:
    """How residues stand to each other, as probabilities of bins of 15 degrees; bin 0 is "no contact"; NaN = unknown.

    Attributes
    ----------
    omega : float32 [L, L, 25] or None
        Dihedral CA-CB-CB-CA, from -180 degrees; symmetric.
    theta : float32 [L, L, 25] or None
        Dihedral N-CA-CB of i and CB of j, from -180 degrees.
    phi : float32 [L, L, 13] or None
        Angle of CA, CB of i and CB of j, from 0 degrees.
    """

    omega: np.ndarray | None = None
    theta: np.ndarray | None = None
    phi: np.ndarray | None = None


@dataclass(frozen=True)
class RestraintMaps:
    """Predictions for all pairs of L residues; NaN = unknown, symmetric.

    Attributes
    ----------
    contact_prob : float64 [L, L] or None
        Probability that CB-CB < 8 Å.
    distance_a, distance_sd_a : float64 [L, L] or None
        CB-CB distance and its standard deviation in Å.
    distogram : float64 [L, L, B] or None
        Probabilities of the CB-CB distance bins, normalised over B.
    bin_edges_a : float64 [B + 1] or None
        Edges of the bins in Å, ascending; the last may be inf.
    orientations : OrientationMaps or None
        Beside a distogram.
    family_states : float64 [L, 3] or None
        As of :class:`PredictedContacts`, beside ``contact_prob``.
    """

    contact_prob: np.ndarray | None = None
    distance_a: np.ndarray | None = None
    distance_sd_a: np.ndarray | None = None
    distogram: np.ndarray | None = None
    bin_edges_a: np.ndarray | None = None
    orientations: OrientationMaps | None = None
    family_states: np.ndarray | None = None


@dataclass(frozen=True)
class PredictedContacts:
    """Contacts that the alignment of a family predicts.

    Attributes
    ----------
    probability : float64 [L, L]
        That CB-CB < 8 Å; symmetric, NaN = unknown.
    effective : float
        Sequences that count.
    source : str
        Where the alignment came from.
    family_states : float64 [L, 3] or None
        Mean probabilities of helix, strand and the rest over the sequences of the alignment; NaN rows are unknown.
    """

    probability: np.ndarray
    effective: float
    source: str = "alignment"
    family_states: np.ndarray | None = None


@dataclass(frozen=True)
class Restraints:
    """Everything that was given for one target; a chain is folded from its sequence alone where all three are None.

    Attributes
    ----------
    table : RestraintTable or None
    maps : RestraintMaps or None
    contacts : PredictedContacts or None
        What a table or maps say of a pair counts instead.
    known : PriorKnowledge
        What is known beside pairs.
    complete : bool
        True when a list names *all* contacts, so that absence is information (Eq. 9a).
    source : str
        Where it came from, for messages and the summary.
    notes : tuple of str
        What the reader had to settle: pairs given twice, maps that were not symmetric.
    """

    table: RestraintTable | None = None
    maps: RestraintMaps | None = None
    complete: bool = False
    source: str = ""
    notes: tuple[str, ...] = ()
    contacts: PredictedContacts | None = None
    known: PriorKnowledge = field(default_factory=PriorKnowledge)
