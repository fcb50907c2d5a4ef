"""npz as trRosetta writes it: distances and orientations of all residue pairs, as probabilities of bins.

=========  ===========  ============================================================================================
key        shape        meaning; bin 0 of each is "no contact", CBs further apart than 20 Å
=========  ===========  ============================================================================================
``dist``   [L, L, 37]   CB-CB, 36 bins of 0.5 Å from 2 to 20 Å
``omega``  [L, L, 25]   dihedral CA-CB-CB-CA, 24 bins of 15° from -180°; symmetric
``theta``  [L, L, 25]   dihedral N-CA-CB of i and CB of j, 24 bins of 15° from -180°
``phi``    [L, L, 13]   angle of CA, CB of i and CB of j, 12 bins of 15° from 0°
=========  ===========  ============================================================================================

``dist`` is needed, the others are optional. Source of the conventions: J. Yang et al., PNAS 117, 1496 (2020).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from prct.base.errors import RestraintError
from prct.core.restraints import OrientationMaps

DISTANCE = "dist"
BINS = {DISTANCE: 37, "omega": 25, "theta": 25, "phi": 13}
EDGES_A = np.append(np.arange(2.0, 20.25, 0.5), np.inf)
SUM_SLACK = 0.05
"""How far probabilities may miss 1: half precision, and rounding to two digits."""
ROWS_AT_ONCE = 64


def check_shape(shape: tuple[int, ...], key: str, length: int, source: str) -> None:
    """Refuse another shape than that of the table above.

    Raises
    ------
    RestraintError
    """
    wanted = (length, length, BINS[key])
    if shape != wanted:
        raise RestraintError(
            f"{source}, array {key}: shape {list(shape)} is not {list(wanted)}, L x L x bins of trRosetta for this "
            "sequence; use the maps of this target"
        )


def distogram(arrays: Mapping[str, np.ndarray], length: int, source: str) -> np.ndarray:
    """``dist`` with "no contact" as the last, open bin of :data:`EDGES_A`, [L, L, 37].

    Raises
    ------
    RestraintError
        For another shape, and for what are no probabilities.
    """
    values = _probabilities(arrays, DISTANCE, length, source)
    return np.concatenate([values[..., 1:], values[..., :1]], axis=2)


def orientations(arrays: Mapping[str, np.ndarray], length: int, source: str) -> OrientationMaps | None:
    """The orientations that are there, ``omega`` made symmetric; None where there is none.

    Raises
    ------
    RestraintError
        For another shape, and for what are no probabilities.
    """
    found = {key: _probabilities(arrays, key, length, source) for key in ("omega", "theta", "phi") if key in arrays}
    if "omega" in found:
        found["omega"] = 0.5 * (found["omega"] + np.swapaxes(found["omega"], 0, 1))
    return OrientationMaps(**found) if found else None


def _probabilities(arrays: Mapping[str, np.ndarray], key: str, length: int, source: str) -> np.ndarray:
    """Checked and normalised, float32; NaN on the diagonal and where unknown."""
    raw = np.asarray(arrays[key])
    check_shape(raw.shape, key, length, source)
    values = raw.astype(np.float32)
    values[np.arange(length), np.arange(length)] = np.nan
    for first in range(0, length, ROWS_AT_ONCE):
        rows = values[first : first + ROWS_AT_ONCE]
        total = rows.sum(axis=2)
        with np.errstate(invalid="ignore"):
            wrong = (rows < 0).any(axis=2) | np.isinf(rows).any(axis=2) | (np.abs(total - 1) > SUM_SLACK)
        if wrong.any():
            i, j = np.argwhere(wrong)[0]
            raise RestraintError(
                f"{source}, array {key}[{first + i}, {j}] (0-based): its bins are no probabilities that add up to 1 "
                f"(sum {total[i, j]:.3g}); give what the softmax gives, NaN for unknown pairs"
            )
        rows /= total[:, :, None]
    return values
