"""Weights of the ranking (Eq. 34).

Fitted by tools/fit_ranking.py; ranking.json holds the provenance.
"""

from __future__ import annotations

import json
from importlib.resources import files

RANKING: dict[str, float] = json.loads(files("prct.parameters").joinpath("ranking.json").read_text())["weights"]
