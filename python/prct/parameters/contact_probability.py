"""Coefficients of contact probabilities (Eq. 24b), a logistic on the features of :mod:`prct.coevolution.contacts`.

Fitted by tools/fit_contact_probability.py; contact_probability.json holds the provenance.
"""

from __future__ import annotations

import json
from importlib.resources import files

CONTACT_PROBABILITY: dict[str, float] = json.loads(
    files("prct.parameters").joinpath("contact_probability.json").read_text()
)["coefficients"]
