"""A multiple alignment over the residues of a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STATES = "ACDEFGHIKLMNPQRSTVWY-"
"""Residues in the order of the alphabet, and the gap: state k is ``STATES[k]``."""
GAP = STATES.index("-")


@dataclass(frozen=True)
class Alignment:
    """Aligned sequences, one column for each residue of the query that the alignment covers.

    Attributes
    ----------
    states : uint8 [M, L]
        Indices into :data:`STATES`; the first row is the query's.
    residues : int32 [L]
        The residue of the query that each column stands for, 0-based, rising.
    length : int
        Residues of the query.
    source : str
        Where it came from, for messages.
    notes : tuple of str
        What was dropped or replaced.
    """

    states: np.ndarray
    residues: np.ndarray
    length: int
    source: str = "alignment"
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.states)

    @property
    def query(self) -> str:
        """One letter a column."""
        return "".join(STATES[k] for k in self.states[0])
