"""Backbone coordinates of a model or a native."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Structure:
    """Backbone of one or more chains.

    Attributes
    ----------
    sequence : str
        One-letter codes, length L, all chains concatenated; X where a file's residue is unknown.
    coords_a : float64 [L, 5, 3]
        N, CA, C, O, CB in Å; NaN where the file has no such atom (CB of Gly included).
    chain_index : int32 [L]
        Chain of each residue, 0-based, ascending.
    chain_ids : tuple of str
        Name of each chain.
    residue_numbers : int32 [L]
        Numbers as in the file, for messages and for matching a model to a native.
    confidence : float64 [L] or None
        0-100 per residue (B-factor column, ``_ma_qa_metric``).
    notes : tuple of str
        What the reader had to handle: chain breaks, missing atoms, modified residues, alternate locations.
    insertion_codes : tuple of str
        Of each residue, "" where it has none; empty where no residue has one.
    """

    sequence: str
    coords_a: np.ndarray
    chain_index: np.ndarray
    chain_ids: tuple[str, ...]
    residue_numbers: np.ndarray
    confidence: np.ndarray | None = None
    notes: tuple[str, ...] = field(default=())
    insertion_codes: tuple[str, ...] = ()
