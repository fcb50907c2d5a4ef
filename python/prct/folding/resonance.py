"""Which candidate contacts are real, as far as their graph tells: phase resonance before a structure (Eqs. 15-20)."""

from __future__ import annotations

import numpy as np

from prct._core import ResonanceOptions, System, settle_phases
from prct.core.shortest_paths import detours
from prct.core.target import Target
from prct.folding.candidates import Candidates
from prct.folding.settings import FoldSettings, Resonance

DETOUR_TO_DISTANCE = 0.6
"""A path is longer than the straight line (Eq. 20)."""
CONTACT_PATH_A = 6.0
LONGEST_DETOUR_A = 200.0


DOUBTED_ALPHA = 0.15
DOUBTED_SHARE = 0.15
"""When more of the weight than this has α below that, part of the candidates is false. Of 58 training chains true lists
had at most 0.146, lists with 30 % false ones at least 0.14 and in 95 of 100 cases 0.185."""


def are_doubted(candidates: Candidates, alpha: np.ndarray, settings: FoldSettings) -> bool:
    """Whether the contact network says by its weights α that part of the candidates is false; without it they always
    may be.
    """
    if not candidates.are_contacts:
        return False
    if settings.resonance.arm == "none":
        return True
    return float(candidates.weight[alpha < DOUBTED_ALPHA].sum()) > DOUBTED_SHARE * float(candidates.weight.sum())


def before_structure(target: Target, candidates: Candidates, system: System, settings: FoldSettings) -> np.ndarray:
    """Soft weight α of every candidate before there is a structure.

    Parameters
    ----------
    target : Target
    candidates : Candidates
        Only contacts resonate; other restraints keep α = 1.
    system : System
        With one restraint for every candidate, in their order.
    settings : FoldSettings
        The arm: ``full`` (phases, detuned by detours), ``support`` (all phases equal: support alone) or ``none``.

    Returns
    -------
    float64 [M]
        In [0, 1].
    """
    resonance = settings.resonance
    if resonance.arm == "none" or not candidates.are_contacts:
        return np.ones(len(candidates))
    around = detours(
        target.chain_starts, candidates.residues, np.full(len(candidates), CONTACT_PATH_A), bound_a=LONGEST_DETOUR_A
    )
    distance = DETOUR_TO_DISTANCE * np.minimum(around, LONGEST_DETOUR_A)
    return settle_phases(system, engine_options(resonance), distance, resonance.settle_steps)["alpha"]


def engine_options(resonance: Resonance) -> ResonanceOptions:
    """The constants of an arm as the engine takes them."""
    options = ResonanceOptions()
    options.phases = resonance.arm == "full"
    options.settled_support = resonance.settled_support if options.phases else resonance.support_alone
    for name in ("frequency_ps", "coupling", "anchor", "spread_residues", "line_weight", "half_support", "reach_a"):
        setattr(options, name, getattr(resonance, name))
    for name in ("alpha_floor", "support_offset", "patch_share", "sharpness"):
        setattr(options, name, getattr(resonance, name))
    return options


def dynamics_options(candidates: Candidates, settings: FoldSettings) -> ResonanceOptions | None:
    """How α follows the structure during the annealing; none where α stays as it is before a structure."""
    resonance = settings.resonance
    if resonance.arm == "none" or not resonance.follow or not candidates.are_contacts:
        return None
    return engine_options(resonance)
