"""A target: the chains that are folded together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Target:
    """One or more chains, folded together as one system.

    Attributes
    ----------
    name : str
        Used in file names and summaries.
    chain_ids : tuple of str
        One identifier a chain, unique.
    sequences : tuple of str
        One-letter codes of the 20 amino acids, one string a chain.

    Examples
    --------
    >>> t = Target("pair", ("A", "B"), ("MKV", "GG"))
    >>> t.sequence, t.chain_index.tolist()
    ('MKVGG', [0, 0, 0, 1, 1])
    """

    name: str
    chain_ids: tuple[str, ...]
    sequences: tuple[str, ...]

    @cached_property
    def sequence(self) -> str:
        """All chains concatenated, length L."""
        return "".join(self.sequences)

    @cached_property
    def chain_index(self) -> np.ndarray:
        """int32 [L]: the chain each residue belongs to."""
        return np.repeat(np.arange(len(self.sequences), dtype=np.int32), [len(s) for s in self.sequences])

    @cached_property
    def chain_starts(self) -> np.ndarray:
        """int32 [n_chains + 1]: offsets of the chains in the concatenated numbering."""
        return np.concatenate([[0], np.cumsum([len(s) for s in self.sequences])]).astype(np.int32)
