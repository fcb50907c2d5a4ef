"""Which candidate contacts are real, as far as their graph tells: phase resonance before a structure (Eqs. 15-21)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from prct._core import ResonanceOptions, settle_phases
from prct.core.ca_fold import CaFoldOptions
from prct.core.modes import embed_modes
from prct.core.shortest_paths import detours
from prct.core.target import Target
from prct.core.tour import find_tour
from prct.folding.candidates import Candidates
from prct.folding.hamiltonian import make_system
from prct.folding.settings import FoldSettings, Resonance

DETOUR_TO_DISTANCE = 0.6
"""A path is longer than the straight line (Eq. 20)."""
CONTACT_PATH_A = 6.0
LONGEST_DETOUR_A = 200.0
TOUR_KICKS_PER_RESIDUE = 1.0
"""Half a second for 10,000 residues; five times as many make the tour 0.3 % shorter."""

FULL_DENSITY = 1.5
"""Candidates a residue at which support has the size that its constants were chosen for. True contacts of a sparser
list have fewer neighbours in it: support counts in proportion."""
LEAST_DENSITY = 1 / 3
"""A list sparser than this cannot be doubted: hardly any contact has a neighbour, true or false."""
DOUBTED_ALPHA = 0.15
DOUBTED_SHARE = 0.15
SPARSE_SHARE = 0.45
"""When more of the weight than the share has α below that, part of the candidates is false. Of 58 training chains true
lists of full density had at most 0.146, lists with 30 % false ones at least 0.14 and in 95 of 100 cases 0.185. The
share grows by this much times what lacks of full density."""


def are_doubted(candidates: Candidates, alpha: np.ndarray, residues: int, settings: FoldSettings) -> bool:
    """Whether the contact network of a target of so many residues says by its weights α that part of the candidates is
    false; without it they always may be.
    """
    if not candidates.edges:
        return False
    if settings.resonance.arm == "none":
        return True
    full = density(candidates, residues)
    if full < LEAST_DENSITY:
        return False
    share = DOUBTED_SHARE + SPARSE_SHARE * (1.0 - full)
    weight, alpha = candidates.weight[: candidates.edges], alpha[: candidates.edges]
    return float(weight[alpha < DOUBTED_ALPHA].sum()) > share * float(weight.sum())


def density(candidates: Candidates, residues: int) -> float:
    """Candidate contacts a residue as a share of :data:`FULL_DENSITY`, at most 1."""
    return min(1.0, candidates.edges / (FULL_DENSITY * residues))


@dataclass(frozen=True)
class Settled:
    """What the oscillators of the candidates settled to before there is a structure.

    Attributes
    ----------
    alpha : float64 [M]
        Soft weights in [0, 1].
    theta : float64 [M]
        Phases, rad. Patches that locked at different frequencies point anywhere; where all phases are equal by choice
        of the arm, or nothing resonates, 0.
    """

    alpha: np.ndarray
    theta: np.ndarray


def edge_count(candidates: Candidates, settings: FoldSettings) -> int:
    """How many restraints are oscillators, the first ones of the system: the candidate contacts.

    Distances do not resonate, and neither do the steady pairs of a consensus, which follow the candidates.
    """
    return candidates.edges if settings.resonance.arm != "none" else 0


def before_structure(target: Target, candidates: Candidates, settings: FoldSettings) -> Settled:
    """Soft weight α and phase of every candidate before there is a structure.

    Parameters
    ----------
    target : Target
    candidates : Candidates
        Only contacts resonate; other restraints keep α = 1 and ϑ = 0.
    settings : FoldSettings
        The arm: ``full`` (phases, detuned by detours), ``support`` (all phases equal: support alone) or ``none``.

    Returns
    -------
    Settled
    """
    resonance = settings.resonance
    alpha, theta = np.ones(len(candidates)), np.zeros(len(candidates))
    edges = edge_count(candidates, settings)
    if not edges:
        return Settled(alpha, theta)
    contacts = replace(candidates.subset(candidates.is_contact), phase_surfaces=None)  # which cost more than the rest
    system = make_system(target, contacts, settings)
    pairs = candidates.residues[:edges]
    around = detours(target.chain_starts, pairs, np.full(edges, CONTACT_PATH_A), bound_a=LONGEST_DETOUR_A)
    distance = DETOUR_TO_DISTANCE * np.minimum(around, LONGEST_DETOUR_A)
    options = engine_options(resonance, density(candidates, len(target.sequence)))
    settled = settle_phases(system, options, distance, resonance.settle_steps)
    alpha[:edges], theta[:edges] = settled["alpha"], settled["theta"]
    return Settled(alpha, theta)


def tour_places(target: Target, candidates: Candidates, alpha: np.ndarray) -> np.ndarray:
    """Place of every residue in a short closed tour of the contact graph, o of Eq. 21.

    The tour goes through the resonance modes of the candidates (Eqs. 22, 31): it is there before a structure, and the
    same for all trajectories. Its search is counted, not timed.

    Parameters
    ----------
    target : Target
    candidates : Candidates
    alpha : float64 [M]
        The way over a contact is longer the less it weighs.

    Returns
    -------
    int32 [L]
        A permutation of 0..L-1.
    """
    length = CONTACT_PATH_A + CaFoldOptions().doubt_path_a * (1.0 - alpha)
    edges = candidates.edges
    modes = embed_modes(target.chain_starts, candidates.residues[:edges], length[:edges])
    return np.argsort(find_tour(modes, kicks_per_point=TOUR_KICKS_PER_RESIDUE).order).astype(np.int32)


def engine_options(resonance: Resonance, density: float) -> ResonanceOptions:
    """The constants of an arm as the engine takes them; support is measured against that of the list's density."""
    options = ResonanceOptions()
    options.phases = resonance.arm == "full"
    options.settled_support = resonance.settled_support if options.phases else resonance.support_alone
    for name in ("frequency_ps", "coupling", "anchor", "spread_residues", "line_weight", "half_support", "reach_a"):
        setattr(options, name, getattr(resonance, name))
    for name in ("alpha_floor", "patch_share", "sharpness"):
        setattr(options, name, getattr(resonance, name))
    options.settled_support *= density
    options.support_offset = resonance.support_offset * density
    return options


def dynamics_options(candidates: Candidates, residues: int, settings: FoldSettings) -> ResonanceOptions | None:
    """How α follows the structure during the annealing; none where α stays as it is before a structure."""
    resonance = settings.resonance
    if not resonance.follow or not edge_count(candidates, settings):
        return None
    return engine_options(resonance, density(candidates, residues))
