"""Secondary structure over a family: what the phase prior says of its sequences, averaged (Eq. 24c)."""

from __future__ import annotations

import numpy as np

from prct.core.alignment import GAP, Alignment
from prct.parameters.phase_prior import evaluate

MOST_SEQUENCES = 100
"""So many are looked at, evenly spread over the alignment; more change little."""
LEAST_COVER = 0.5
"""Sequences that cover less of the query are left out."""
BLOCK = 8
"""Sequences a call of the network: bounds the memory."""
UNKNOWN = 20
"""Residue code of the network for a gap."""


def family_states(alignment: Alignment) -> np.ndarray:
    """Mean probabilities of helix, strand and the rest.

    Parameters
    ----------
    alignment : Alignment
        Insertions are not seen, a gap is an unknown residue and has no vote.

    Returns
    -------
    float64 [N, 3]
        Over the residues of the query; NaN where no sequence votes.

    Examples
    --------
    >>> states = np.array([[0, 8, 3, 9, 8, 0, 3, 3, 9, 8]], np.uint8)
    >>> family_states(Alignment(states, np.arange(10, dtype=np.int32), 10)).shape
    (10, 3)
    """
    covered = np.count_nonzero(alignment.states != GAP, axis=1) >= LEAST_COVER * len(alignment.residues)
    covered[0] = True
    rows = np.flatnonzero(covered)
    if len(rows) > MOST_SEQUENCES:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_SEQUENCES).astype(int)]
    total, votes = np.zeros((alignment.length, 3)), np.zeros(alignment.length)
    for first in range(0, len(rows), BLOCK):
        chosen = alignment.states[rows[first : first + BLOCK]]
        codes = np.full((len(chosen), alignment.length), UNKNOWN, np.uint8)
        codes[:, alignment.residues] = np.where(chosen == GAP, UNKNOWN, chosen)
        vote = codes != UNKNOWN
        total += np.einsum("slk,sl->lk", evaluate(codes)[1].astype(np.float64), vote)
        votes += np.count_nonzero(vote, axis=0)
    return np.asarray(total / np.where(votes, votes, np.nan)[:, None])
