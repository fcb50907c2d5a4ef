"""Constants of the confidence (Eq. 34), for each kind of input: of residues, and of whole models.

Fitted by tools/fit_confidence.py; confidence.json holds the provenance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Calibration:
    """A logistic, and a monotone table of what to expect at its value.

    Attributes
    ----------
    intercept : float
    coefficients : dict
        Of each feature.
    raw, expected : float64 [K]
        From 0 to 1; `raw` ascends and `expected` does not fall. Between its points the table is linear.
    """

    intercept: float
    coefficients: dict[str, float]
    raw: np.ndarray
    expected: np.ndarray


def _calibrations(kinds: dict[str, Any]) -> dict[str, Calibration]:
    return {
        kind: Calibration(
            record["intercept"], record["coefficients"], np.array(record["raw"]), np.array(record["expected"])
        )
        for kind, record in kinds.items()
    }


_RECORD = json.loads(files("prct.parameters").joinpath("confidence.json").read_text())

RESIDUE: dict[str, Calibration] = _calibrations(_RECORD["residue"])
"""Expected CA-lDDT of a residue."""
MODEL: dict[str, Calibration] = _calibrations(_RECORD["model"])
"""Expected TM-score of a model."""
