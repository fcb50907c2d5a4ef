"""Weights of the packing energy.

Fitted by tools/fit_packing.py; packing.json holds the provenance.
"""

from __future__ import annotations

import json
from importlib.resources import files

PACKING: dict[str, float] = json.loads(files("prct.parameters").joinpath("packing.json").read_text())["weights"]
"""``rotamer`` multiplies -ln p; the others are the fields of SideChainContact in physics/side_chain_contact_term.h."""

CONTACT_FIELDS = ("reach_a", "radius_scale", "polar_scale", "well", "polar_well", "cap", "disulfide")
"""In the order of that struct."""
