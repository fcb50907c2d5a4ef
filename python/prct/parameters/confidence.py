"""Coefficients of the confidence (Eq. 34), a logistic on the features of :mod:`prct.folding.confidence`.

Fitted by tools/fit_confidence.py; confidence.json holds the provenance.
"""

from __future__ import annotations

import json
from importlib.resources import files

CONFIDENCE: dict[str, float] = json.loads(files("prct.parameters").joinpath("confidence.json").read_text())[
    "coefficients"
]
