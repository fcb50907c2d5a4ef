"""Which residue of a model is which residue of a native."""

from __future__ import annotations

from typing import NamedTuple

import gemmi
import numpy as np

from prct.base.errors import StructureError
from prct.core.structure import Structure

MIN_IDENTITY = 0.7
"""Share of the shorter sequence that must agree; unrelated chains, aligned as here, reach 0.33, pieces of 25 0.52."""

MIN_NUMBERED_IDENTITY = 0.9
"""Residue numbers are believed where at least this share of the residues they pair has the same letter."""

MIN_NUMBERED_COVERAGE = 0.5
"""... and they pair at least this share of the shorter structure."""


def match_residues(model: Structure, native: Structure) -> np.ndarray:
    """Pair the residues of a model with those of a native.

    By chain name and residue number where these agree with the letters, otherwise by identical sequences, otherwise by
    a global alignment of each native chain with the model chain that fits it best.

    Parameters
    ----------
    model, native : Structure

    Returns
    -------
    int64 [L]
        For each residue of the native the index in the model, -1 where it has none.

    Raises
    ------
    StructureError
        Where the sequences are not those of one protein.

    Notes
    -----
    Several chains of equal sequence are paired in the order of the files; no permutation of copies is tried.

    Examples
    --------
    >>> import numpy as np
    >>> def chain(sequence, first):
    ...     n = len(sequence)
    ...     return Structure(sequence, np.zeros((n, 5, 3)), np.zeros(n, int), ("A",), np.arange(first, first + n))
    >>> match_residues(chain("MKVLA", 1), chain("KVLA", 2)).tolist()
    [1, 2, 3, 4]
    >>> match_residues(chain("MKVLAWQRTY", 1), chain("KVAWQRTY", 51)).tolist()
    [1, 2, 4, 5, 6, 7, 8, 9]
    """
    numbered = _match_by_number(model, native)
    if numbered is not None:
        return numbered
    if model.sequence == native.sequence:
        return np.arange(len(native.sequence))
    return _match_by_alignment(model, native)


def _same_letter(a: str, b: str) -> bool:
    return a == b or "X" in (a, b)


def _match_by_number(model: Structure, native: Structure) -> np.ndarray | None:
    places = {
        (model.chain_ids[chain], int(number)): k
        for k, (chain, number) in enumerate(zip(model.chain_index, model.residue_numbers, strict=True))
    }
    keys = zip(native.chain_index, native.residue_numbers, strict=True)
    match = np.array([places.get((native.chain_ids[chain], int(number)), -1) for chain, number in keys])
    pairs = [(model.sequence[m], native.sequence[k]) for k, m in enumerate(match) if m >= 0]
    same = sum(_same_letter(a, b) for a, b in pairs)
    shorter = min(len(model.sequence), len(native.sequence))
    believed = len(pairs) >= MIN_NUMBERED_COVERAGE * shorter and same >= MIN_NUMBERED_IDENTITY * len(pairs)
    return match if believed and pairs else None


def _match_by_alignment(model: Structure, native: Structure) -> np.ndarray:
    match = np.full(len(native.sequence), -1, dtype=np.int64)
    free = dict(enumerate(_chain_places(model)))
    for places in _chain_places(native):
        aligned = {chain: _align(_letters(model, others), _letters(native, places)) for chain, others in free.items()}
        if not aligned:
            break
        best = max(aligned, key=lambda chain: aligned[chain].identity)  # the first of equals
        if aligned[best].identity >= MIN_IDENTITY:
            model_places = free.pop(best)
            match[places[aligned[best].native]] = model_places[aligned[best].model]
    if (match >= 0).sum() < 3:
        raise StructureError(
            f"the model ({len(model.sequence)} residues) and the native ({len(native.sequence)}) are not the same "
            f"protein: no chain of one agrees with a chain of the other in {MIN_IDENTITY:.0%} of the shorter sequence; "
            "score a model against the native of its own sequence"
        )
    return match


def _chain_places(structure: Structure) -> list[np.ndarray]:
    return [np.flatnonzero(structure.chain_index == chain) for chain in range(len(structure.chain_ids))]


def _letters(structure: Structure, places: np.ndarray) -> str:
    return "".join(structure.sequence[k] for k in places)


def _scoring() -> gemmi.AlignmentScoring:
    """Gaps dear enough that a short chain cannot be strung along an unrelated long one."""
    scoring = gemmi.AlignmentScoring()
    scoring.match, scoring.mismatch, scoring.gapo, scoring.gape = 2, -2, -8, -1
    return scoring


class _Alignment(NamedTuple):
    model: np.ndarray
    native: np.ndarray
    identity: float


def _align(model: str, native: str) -> _Alignment:
    """Aligned positions of a global alignment, and the share of the shorter sequence that agrees."""
    result = gemmi.align_string_sequences(list(model), list(native), [], _scoring())
    gapped_model, gapped_native = result.add_gaps(model, 1), result.add_gaps(native, 2)
    pairs, m, n = [], 0, 0
    for a, b in zip(gapped_model, gapped_native, strict=True):
        if a != "-" and b != "-":
            pairs.append((m, n))
        m += a != "-"
        n += b != "-"
    positions = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    same = sum(_same_letter(model[m], native[n]) for m, n in pairs)
    return _Alignment(positions[:, 0], positions[:, 1], same / max(1, min(len(model), len(native))))
