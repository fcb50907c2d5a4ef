"""npz maps: predictions for all residue pairs, [L, L] over the concatenated chains, 0-based.

================  ===========  ==========================================================================
key               shape        meaning
================  ===========  ==========================================================================
``contact_prob``  [L, L]       probability that CB-CB < 8 Å
``distance``      [L, L]       CB-CB distance in Å, kept as given (some predictors mean "beyond" by 16)
``distance_sd``   [L, L]       its standard deviation in Å
``distogram``     [L, L, B]    probabilities of the bins of ``bin_edges`` [B + 1] in Å
``family_states``  [L, 3]      probabilities of helix, strand and the rest, as ``prct contacts`` writes them
``seq``           scalar       the sequence, checked; a vector of letters will do
================  ===========  ==========================================================================

NaN means unknown, and so do the diagonal and a distogram row of zeros. Maps are made symmetric: the mean where (i, j)
and (j, i) are both known, the known one where one is not. Distogram rows are normalised. Other keys are ignored.
An archive that holds ``dist`` is one of trRosetta (:mod:`prct.io.restraint_formats.trrosetta`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import IO

import numpy as np

from prct.base.errors import RestraintError
from prct.core.restraints import MAX_DISTANCE_A, MIN_DISTANCE_A, OrientationMaps, RestraintMaps
from prct.core.target import Target
from prct.io.input_file import BROKEN_ARCHIVE
from prct.io.residue_codes import first_difference
from prct.io.restraint_formats import trrosetta

MAP_KEYS = ("contact_prob", "distance", "distogram")
STATES = "family_states"
KEYS = (*MAP_KEYS, "distance_sd", "bin_edges", "seq", STATES, *trrosetta.BINS)

MAX_MAP_BYTES = 16 << 30
"""Most memory one map may take in double precision; a distogram of 25 bins reaches it at 9,000 residues."""

MIN_BINS = 2
"""A distogram of fewer closed bins has no shape; its probability of contact is a map of its own."""

MAX_BINS = 1024
"""Most bins of a distogram: finer than 0.1 Å over 100 Å."""

MIN_SD_A = 1e-3
"""Least standard deviation, and least width of a bin: no distance in a protein is known better."""

BLOCK_VALUES = 1 << 20
"""Values made symmetric at a time."""

PROBABILITY_SLACK = 2e-3
"""How far a probability may leave 0-1 by rounding: two units of half precision at 1."""


def parse(file: IO[bytes], target: Target, source: str) -> tuple[RestraintMaps, tuple[str, ...]]:
    """Read the maps of an npz archive, and notes of what was settled.

    Raises
    ------
    RestraintError
        For a broken archive, pickled objects, and everything :func:`from_arrays` refuses.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            for key in KEYS:
                if f"{key}.npy" in names:
                    arrays[key] = _member(archive, key, target, source)
    except RestraintError:
        raise
    except BROKEN_ARCHIVE as problem:
        raise RestraintError(f"{source}: broken or truncated npz ({problem}); write or copy the file again") from None
    return from_arrays(arrays, target, source)


def from_arrays(
    arrays: Mapping[str, np.ndarray], target: Target, source: str = "arrays"
) -> tuple[RestraintMaps, tuple[str, ...]]:
    """Check maps, make them symmetric, and normalise distograms.

    Parameters
    ----------
    arrays : mapping
        The keys of the table above; others are ignored.
    target : Target
        Gives L and the sequence.
    source : str
        Where the arrays came from, for messages.

    Returns
    -------
    maps : RestraintMaps
    notes : tuple of str
        Which maps were not symmetric.

    Raises
    ------
    RestraintError
        Naming array, index and remedy: wrong shape or type, infinite or negative distances, probabilities outside
        0-1, bin edges that do not ascend, another sequence, no map, or no known value in any.

    Examples
    --------
    >>> maps, notes = from_arrays({"distance": [[0, 5.0], [np.nan, 0]]}, Target("t", ("A",), ("MK",)))
    >>> maps.distance_a.tolist()
    [[nan, 5.0], [5.0, nan]]
    """
    length = len(target.sequence)
    if "seq" in arrays:
        _check_sequence(arrays["seq"], target, source)
    orientations = None
    if trrosetta.DISTANCE in arrays:
        orientations, arrays = _from_trrosetta(arrays, length, source)
    present = [key for key in MAP_KEYS if key in arrays]
    if not present:
        raise RestraintError(
            f"{source}: none of the arrays {', '.join(MAP_KEYS)}, nor dist of trRosetta; name one of the maps so"
        )
    if "distance" in present and "distance_sd" in arrays:
        present.append("distance_sd")
    maps: dict[str, np.ndarray | None] = {}
    notes = []
    for key in present:
        values = _distogram(arrays, length, source) if key == "distogram" else _map(arrays, key, length, source)
        asymmetry = _symmetrize(values)
        maps[key] = values if np.isfinite(values).any() else None
        if asymmetry > PROBABILITY_SLACK:
            notes.append(f"{source}, array {key}: not symmetric, by {asymmetry:.3g} at most; means were taken")
    if all(maps.get(key) is None for key in MAP_KEYS):
        raise RestraintError(f"{source}: no known value in {', '.join(present)}; fill at least one pair")
    edges = np.asarray(arrays["bin_edges"], np.float64) if maps.get("distogram") is not None else None
    return RestraintMaps(
        maps.get("contact_prob"),
        maps.get("distance"),
        maps.get("distance_sd"),
        maps.get("distogram"),
        edges,
        orientations,
        _states(arrays, length, source) if STATES in arrays else None,
    ), tuple(notes)


def _states(arrays: Mapping[str, np.ndarray], length: int, source: str) -> np.ndarray:
    """Checked [L, 3]; rows are probabilities or unknown."""
    raw = _array(arrays, STATES, source)
    if raw.shape != (length, 3):
        raise RestraintError(f"{source}, array {STATES}: shape {list(raw.shape)} is not [L, 3]; L is {length} residues")
    states = raw.astype(np.float64)
    known = np.asarray(np.isfinite(states).all(axis=1))
    if np.any(states[known] < 0) or np.any(np.abs(states[known].sum(axis=1) - 1) > PROBABILITY_SLACK):
        raise RestraintError(f"{source}, array {STATES}: a row is no probability; each needs a sum of 1, or NaN")
    return np.where(known[:, None], states, np.nan)


def _from_trrosetta(
    arrays: Mapping[str, np.ndarray], length: int, source: str
) -> tuple[OrientationMaps | None, dict[str, np.ndarray]]:
    """The orientations of a trRosetta archive, and its distances as a distogram of ours."""
    if "distogram" in arrays:
        raise RestraintError(f"{source}: holds distogram and dist of trRosetta; leave one out")
    checked = {key: _array(arrays, key, source) for key in trrosetta.BINS if key in arrays}
    ours = {"distogram": trrosetta.distogram(checked, length, source), "bin_edges": trrosetta.EDGES_A}
    return trrosetta.orientations(checked, length, source), ours


def _member(archive: zipfile.ZipFile, key: str, target: Target, source: str) -> np.ndarray:
    """One array; its header is checked before its data is unpacked, so that size follows from the target."""
    length = len(target.sequence)
    with archive.open(f"{key}.npy") as stream:
        try:
            version = np.lib.format.read_magic(stream)
            read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
            shape, _, dtype = read_header[version](stream)
        except BROKEN_ARCHIVE as problem:
            reason = str(problem).split("\n")[0]
            raise RestraintError(f"{source}, array {key}: broken header ({reason}); write it by numpy.savez") from None
    _check_type(dtype, key, source)
    if key in trrosetta.BINS:
        trrosetta.check_shape(shape, key, length, source)
    elif key in (*MAP_KEYS, "distance_sd"):
        _check_shape(shape, key, length, source)
    elif key == STATES:
        if len(shape) != 2 or shape[0] > length + 1 or shape[1] > 3:
            raise RestraintError(f"{source}, array {key}: shape {list(shape)} is not [L, 3] with L = {length} residues")
    elif len(shape) > 1 or (shape and shape[0] > max(length, MAX_BINS) + 1) or dtype.itemsize > 8 * (length + 1024):
        raise RestraintError(
            f"{source}, array {key}: shape {list(shape)} is too large; see the formats in docs/FORMATS.md"
        )
    with archive.open(f"{key}.npy") as stream:
        try:
            return np.lib.format.read_array(stream, allow_pickle=False)
        except BROKEN_ARCHIVE as problem:
            reason = str(problem).split("\n")[0]
            raise RestraintError(f"{source}, array {key}: cannot be read ({reason}); write the file again") from None


def _check_type(dtype: np.dtype, key: str, source: str) -> None:
    if dtype.hasobject:
        raise RestraintError(f"{source}, array {key}: holds pickled objects, never loaded; save plain numbers")
    if dtype.kind not in ("US" if key == "seq" else "fiub"):
        wanted = "text" if key == "seq" else "real numbers"
        raise RestraintError(f"{source}, array {key}: type {dtype} where {wanted} are needed; convert it")


def _check_shape(shape: tuple[int, ...], key: str, length: int, source: str) -> None:
    wanted = "[L, L, B]" if key == "distogram" else "[L, L]"
    if shape[:2] != (length, length) or len(shape) != (3 if key == "distogram" else 2):
        raise RestraintError(
            f"{source}, array {key}: shape {list(shape)} is not {wanted} with L = {length} residues of the sequence; "
            "use the maps of this target, chains in its order"
        )
    if key == "distogram" and not MIN_BINS <= shape[2] <= MAX_BINS:
        raise RestraintError(
            f"{source}, array {key}: {shape[2]} bins; give {MIN_BINS}-{MAX_BINS}, or contact_prob instead"
        )
    if int(np.prod(shape, dtype=object)) * 8 > MAX_MAP_BYTES:
        raise RestraintError(f"{source}, array {key}: too large for memory; give a list (RR or CSV) of the best pairs")


def _array(arrays: Mapping[str, np.ndarray], key: str, source: str) -> np.ndarray:
    try:
        array = np.asarray(arrays[key])
    except ValueError:
        raise RestraintError(f"{source}, array {key}: rows of different length; give a rectangular array") from None
    _check_type(array.dtype, key, source)
    return array


def _map(arrays: Mapping[str, np.ndarray], key: str, length: int, source: str) -> np.ndarray:
    """Checked [L, L] in double precision with an unknown diagonal."""
    raw = _array(arrays, key, source)
    _check_shape(raw.shape, key, length, source)
    values = raw.astype(np.float64)
    np.fill_diagonal(values, np.nan)
    if key == "contact_prob":
        wrong = (values < -PROBABILITY_SLACK) | (values > 1 + PROBABILITY_SLACK)
        _refuse(wrong, values, key, source, "a probability is in 0-1; scale the map, NaN for unknown pairs")
        np.clip(values, 0, 1, out=values)
    else:
        least_a = MIN_SD_A if key == "distance_sd" else MIN_DISTANCE_A
        wrong = (values < least_a) | (values > MAX_DISTANCE_A)
        remedy = f"give positive, finite Å from {least_a:g} to {MAX_DISTANCE_A:g}; NaN for unknown pairs"
        _refuse(wrong, values, key, source, remedy)
    return values


def _distogram(arrays: Mapping[str, np.ndarray], length: int, source: str) -> np.ndarray:
    """Checked, normalised [L, L, B] with an unknown diagonal."""
    raw = _array(arrays, "distogram", source)
    _check_shape(raw.shape, "distogram", length, source)
    _check_edges(arrays, raw.shape[2], source)
    values = raw.astype(np.float64)
    values[np.arange(length), np.arange(length)] = np.nan
    wrong = (values < 0) | np.isinf(values)
    _refuse(wrong, values, "distogram", source, "give probabilities, not logits; NaN for unknown pairs")
    total = values.sum(axis=2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        values /= np.where(total > 0, total, np.nan)
    return values


def _symmetrize(values: np.ndarray) -> float:
    """Replace each two mirror values by their mean or by the known one; return their largest difference.

    In place and some rows at a time: a map of 10,000 residues takes 800 MB already.
    """
    length, largest = len(values), 0.0
    rows = max(1, BLOCK_VALUES // max(1, values[0].size)) if length else 1
    for first in range(0, length, rows):
        last = min(first + rows, length)
        upper, lower = values[first:last, first:], np.swapaxes(values[first:, first:last], 0, 1)
        difference = np.abs(upper - lower)
        largest = max(largest, float(np.max(difference, where=np.isfinite(difference), initial=0.0)))
        mean = np.where(np.isnan(upper), lower, np.where(np.isnan(lower), upper, 0.5 * (upper + lower)))
        values[first:last, first:] = mean
        values[first:, first:last] = np.swapaxes(mean, 0, 1)
    return largest


def _refuse(wrong: np.ndarray, values: np.ndarray, key: str, source: str, remedy: str) -> None:
    if wrong.any():
        index = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        place = ", ".join(map(str, index))
        raise RestraintError(f"{source}, array {key}[{place}] (0-based): value {values[index]:g}; {remedy}")


def _check_edges(arrays: Mapping[str, np.ndarray], n_bins: int, source: str) -> None:
    if "bin_edges" not in arrays:
        raise RestraintError(f"{source}: distogram without bin_edges; add the {n_bins + 1} edges of its bins in Å")
    edges = _array(arrays, "bin_edges", source)
    if edges.shape != (n_bins + 1,):
        raise RestraintError(
            f"{source}, array bin_edges: shape {list(edges.shape)} for {n_bins} bins; give {n_bins + 1} edges"
        )
    edges = edges.astype(np.float64)
    if np.isnan(edges).any() or edges[0] < 0 or np.isinf(edges[:-1]).any() or (edges[1:] <= edges[:-1]).any():
        raise RestraintError(
            f"{source}, array bin_edges: edges must ascend from 0 or more, only the last may be inf; correct them"
        )
    closed = edges[np.isfinite(edges)]
    if len(closed) - 1 < MIN_BINS:
        raise RestraintError(
            f"{source}, array bin_edges: one closed bin; give {MIN_BINS} or more, or contact_prob instead"
        )
    if closed[-1] > MAX_DISTANCE_A or np.diff(closed).min() < MIN_SD_A:
        raise RestraintError(
            f"{source}, array bin_edges: edges beyond {MAX_DISTANCE_A:g} Å or nearer than {MIN_SD_A:g} Å to each "
            "other; give Å, the last may be inf"
        )


def _check_sequence(seq: np.ndarray, target: Target, source: str) -> None:
    letters = np.asarray(seq)
    _check_type(letters.dtype, "seq", source)
    text = "".join(
        item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in letters.ravel().tolist()
    )
    difference = first_difference(text.replace(":", ""), target.sequence)
    if difference:
        raise RestraintError(
            f"{source}, array seq: not the target's sequence ({difference}); use the maps of this target"
        )
