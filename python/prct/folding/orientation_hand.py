"""The hand of a first fold by predicted orientations, which, unlike distances, know it (Eqs. 9b, 23)."""

from __future__ import annotations

import numpy as np

from prct._core import TERM_NAMES, Platform, System, TermScales, compute
from prct.core.target import Target
from prct.folding.first_fold import on_trace

DECIDED_SHARE = 0.2
"""Both hands are tried where their energies differ by less of the range that orientations span."""


def hand_preference(
    target: Target, system: System, platform: Platform, trace_a: np.ndarray, other_a: np.ndarray
) -> float:
    """How much better the orientations of a system fit one CA trace than the other, each with its backbone.

    Returns
    -------
    float
        The difference of energy over the sum of their sizes, -1 to 1; above 0 where `trace_a` fits better.
    """
    scales = TermScales([float(name == "orientation") for name in TERM_NAMES], 0.0)
    alpha = np.ones(system.restraint_count)
    backbones = [on_trace(target, trace, 0.0, False).backbone_a for trace in (trace_a, other_a)]
    here, there = (compute(system, platform, x, scales, alpha)[0]["orientation"] for x in backbones)
    return float((there - here) / max(abs(there) + abs(here), 1e-9))
