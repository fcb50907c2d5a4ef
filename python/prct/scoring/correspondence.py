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


class _Pairs(NamedTuple):
    """Places of paired residues, and the share of the shorter chain that is paired with its own letter."""

    model: np.ndarray
    native: np.ndarray
    identity: float


def match_residues(model: Structure, native: Structure) -> np.ndarray:
    """Pair the residues of a model with those of a native.

    Chains of one name are paired by residue number and insertion code where these agree with the letters. Each chain
    of the native that is left goes with the model chain that is left and fits it best: by number or by a global
    alignment. Structures of which no chain is paired by number, but whose sequences are equal, are paired in order.

    Parameters
    ----------
    model, native : Structure

    Returns
    -------
    int64 [L]
        For each residue of the native the index in the model, -1 where it has none; none comes twice.

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
    match = np.full(len(native.sequence), -1, dtype=np.int64)
    free = dict(enumerate(_chain_places(model)))
    left: list[int] = []
    for chain, places in enumerate(_chain_places(native)):
        named = next((k for k in free if model.chain_ids[k] == native.chain_ids[chain]), None)
        pairs = None if named is None else _by_number(model, free[named], native, places)
        if named is None or pairs is None:
            left.append(chain)
        else:
            del free[named]
            match[pairs.native] = pairs.model
    if (match < 0).all() and model.sequence == native.sequence:
        return np.arange(len(native.sequence))
    _match_what_is_left(model, free, native, left, match)
    if (match >= 0).sum() < 3:
        raise StructureError(
            f"the model ({len(model.sequence)} residues) and the native ({len(native.sequence)}) are not the same "
            f"protein: no chain of one agrees with a chain of the other in {MIN_IDENTITY:.0%} of the shorter sequence; "
            "score a model against the native of its own sequence"
        )
    return match


def _match_what_is_left(
    model: Structure, free: dict[int, np.ndarray], native: Structure, left: list[int], match: np.ndarray
) -> None:
    """Fill `match` for the chains `left` of the native with the `free` chains of the model."""
    native_places = _chain_places(native)
    for chain in left:
        pairs = {k: _best(model, places, native, native_places[chain]) for k, places in free.items()}

        def fit(k: int, chain: int = chain, pairs: dict[int, _Pairs] = pairs) -> tuple[float, bool]:
            return pairs[k].identity, model.chain_ids[k] == native.chain_ids[chain]

        best = max(pairs, key=fit, default=None)  # the first of equals
        if best is not None and pairs[best].identity >= MIN_IDENTITY:
            del free[best]
            match[pairs[best].native] = pairs[best].model


def _same_letter(a: str, b: str) -> bool:
    return a == b or "X" in (a, b)


def _keys(structure: Structure, places: np.ndarray) -> list[tuple[int, str]]:
    codes = structure.insertion_codes or ("",) * len(structure.sequence)
    return [(int(structure.residue_numbers[k]), codes[k]) for k in places]


def _by_number(model: Structure, model_places: np.ndarray, native: Structure, places: np.ndarray) -> _Pairs | None:
    """Pairs of equal number and insertion code, where letters say that they can be believed."""
    waiting: dict[tuple[int, str], list[int]] = {}
    for k, key in zip(model_places, _keys(model, model_places), strict=True):
        waiting.setdefault(key, []).append(int(k))
    keyed = zip(places, _keys(native, places), strict=True)
    pairs = [(waiting[key].pop(0), int(k)) for k, key in keyed if waiting.get(key)]
    same = sum(_same_letter(model.sequence[m], native.sequence[k]) for m, k in pairs)
    shorter = min(len(model_places), len(places))
    if not pairs or len(pairs) < MIN_NUMBERED_COVERAGE * shorter or same < MIN_NUMBERED_IDENTITY * len(pairs):
        return None
    found = np.array(pairs, dtype=np.int64)
    return _Pairs(found[:, 0], found[:, 1], same / shorter)


def _best(model: Structure, model_places: np.ndarray, native: Structure, places: np.ndarray) -> _Pairs:
    """The better of the pairs by number and by alignment."""
    numbered = _by_number(model, model_places, native, places)
    aligned = _align(_letters(model, model_places), _letters(native, places))
    if numbered is not None and numbered.identity >= aligned.identity:
        return numbered
    return _Pairs(model_places[aligned.model], places[aligned.native], aligned.identity)


def _chain_places(structure: Structure) -> list[np.ndarray]:
    return [np.flatnonzero(structure.chain_index == chain) for chain in range(len(structure.chain_ids))]


def _letters(structure: Structure, places: np.ndarray) -> str:
    return "".join(structure.sequence[k] for k in places)


def _scoring() -> gemmi.AlignmentScoring:
    """Gaps dear enough that a short chain cannot be strung along an unrelated long one."""
    scoring = gemmi.AlignmentScoring()
    scoring.match, scoring.mismatch, scoring.gapo, scoring.gape = 2, -2, -8, -1
    return scoring


def _align(model: str, native: str) -> _Pairs:
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
    return _Pairs(positions[:, 0], positions[:, 1], same / max(1, min(len(model), len(native))))
