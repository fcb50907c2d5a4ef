"""One trajectory: start, annealing in blocks that can be saved and resumed, quench (Eqs. 25-27)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from prct._core import (
    TERM_NAMES,
    Keyframe,
    Platform,
    SimulationOptions,
    State,
    System,
    TermScales,
    compute,
    draw_velocities,
    quench,
    restraint_distances,
    torsion_finish,
)
from prct.core.parameter_source import ParameterLog
from prct.folding.candidates import Candidates
from prct.folding.first_fold import FirstFold
from prct.folding.pieces import Walk, quench_in_pieces, quench_stages
from prct.folding.settings import FoldSettings

RESTRAINT_TERMS = ("contact", "absence", "orientation")
"""Terms that what was given asks for; the others are physics."""


@dataclass(frozen=True)
class Outcome:
    """A quenched model of one trajectory.

    Attributes
    ----------
    trajectory, hand : int
    backbone_a : float64 [L, 3, 3]
    terms : dict
        Energy by term, kcal/mol, with all restraints.
    satisfied : float
        Share of the restraints within their bounds, one scale allowed; 1 where there are none.
    distances_a : float64 [M]
        Of every restraint.
    max_force : float
        Largest component of a force that the quench left, kcal/mol/Å.
    frames_a : float32 [F, L, 3, 3] or None
        Backbone at every block, when a trajectory was asked for.
    reports : sequence of dict
        At every block: ``step``, ``energy`` (kcal/mol), ``temperature_k``; ``changes`` of parameters in it, where there
        were any (:func:`prct.core.parameter_source.row_of`); Φ of Eq. 14 over ψ and φ (``order_parameter``,
        ``order_parameter_phi``), its mean over windows of seven ψ (``local_order_parameter``) and
        over the phases of the candidate contacts, by their weights (``edge_order_parameter``); |Ψ|²/(Σ α χ τ)² and
        |Ψ|/Σ α τ of Eq. 15 (``resonance_amplitude``, ``resonance_strength``). The last three are None where nothing
        resonates. Unless α follows the structure ϑ stays as it settled before there was one: ``edge_order_parameter``
        is that of the settled phases, and Ψ changes with χ alone.
    """

    trajectory: int
    hand: int
    backbone_a: np.ndarray
    terms: dict[str, float]
    satisfied: float
    distances_a: np.ndarray
    max_force: float
    frames_a: np.ndarray | None
    reports: Sequence[dict[str, Any]]

    @property
    def energy(self) -> float:
        """Total energy, kcal/mol."""
        return sum(self.terms.values())

    @property
    def restraint_energy(self) -> float:
        """What the restraints cost, kcal/mol."""
        return sum(self.terms[name] for name in RESTRAINT_TERMS)


class BlockHook(Protocol):
    """Called after every block with the state; may raise to stop."""

    def __call__(self, state: State, report: dict[str, Any]) -> None: ...


def term_scales(settings: FoldSettings, saturation: float = 0.0, **factors: float) -> TermScales:
    """Factors of the terms; what the settings switch off stays off."""
    weights = settings.weights
    factor = dict.fromkeys(TERM_NAMES, 1.0)
    factor.update(electrostatic=weights.electrostatic, dipole=weights.dipole, coherence=weights.coherence)
    factor.update(factors)
    return TermScales([factor[name] for name in TERM_NAMES], saturation)


def keyframes(settings: FoldSettings) -> list[Keyframe]:
    """Stiffness, excluded volume and hydrogen bonds grow while the temperature falls; the loss saturates at the end.

    Without a soft start all are there from the first step.
    """
    a = settings.annealing
    if not a.soft_start:
        return [Keyframe(0.0, a.start_k, final_scales(settings)), Keyframe(1.0, a.end_k, final_scales(settings))]
    span = a.start_k - a.end_k
    soft = term_scales(settings, angle=0.1, omega=0.22, ramachandran=0.2, repulsion=0.1, hydrogen_bond=0.0, absence=0.2)
    return [
        Keyframe(0.0, a.start_k, soft),
        Keyframe(0.5, a.end_k + 0.5 * span, term_scales(settings, angle=0.5, omega=0.5)),
        Keyframe(0.8, a.end_k + 0.2 * span, term_scales(settings, a.saturation)),
        Keyframe(1.0, a.end_k, term_scales(settings, a.saturation)),
    ]


def final_scales(settings: FoldSettings) -> TermScales:
    """The Hamiltonian that every model is quenched with and ranked by (Eq. 34)."""
    return term_scales(settings, settings.annealing.saturation)


RELAX_ENERGY_TOLERANCE, RELAX_FORCE_TOLERANCE = 1e-3, 1e-2
"""Of FIRE on the chain of a first fold, kcal/mol and kcal/mol/Å."""


def relax_scales(settings: FoldSettings) -> TermScales:
    """Bonds and restraints first: what is stiff or crowded waits."""
    return term_scales(settings, angle=0.1, omega=0.1, ramachandran=0.0, repulsion=0.1, hydrogen_bond=0.0, absence=0.0)


def unrelaxed_state(
    system: System, first: FirstFold, settings: FoldSettings, seed: int, settled_theta: np.ndarray
) -> State:
    """The chain of a first fold, shaken a little, with velocities.

    The first restraints have the phases that they settled to; α of the state is 1 throughout, for the weights of the
    system hold what α settled to.
    """
    rng = np.random.default_rng([seed, 1])
    jitter = first.backbone_a + rng.normal(0.0, 0.2, first.backbone_a.shape)
    alpha = np.ones(system.restraint_count)
    velocities = draw_velocities(len(system), settings.annealing.start_k, seed)
    theta = np.zeros(len(alpha))
    theta[: len(settled_theta)] = settled_theta
    return State(jitter, velocities, alpha, theta, 0, seed)


def relaxed(system: System, platform: Platform, state: State, settings: FoldSettings) -> State:
    """The state with its chain relaxed."""
    tolerances = (RELAX_ENERGY_TOLERANCE, RELAX_FORCE_TOLERANCE)
    scales, evaluations = relax_scales(settings), settings.annealing.relax_evaluations
    backbone = quench(system, platform, state.positions_a, scales, state.alpha, evaluations, 1, *tolerances)[0]
    return State(backbone, state.velocities_a_ps, state.alpha, state.theta, state.step, state.seed)


def start_state(
    system: System, platform: Platform, first: FirstFold, settings: FoldSettings, seed: int, settled_theta: np.ndarray
) -> State:
    """The chain of a first fold, shaken, relaxed and with velocities."""
    return relaxed(system, platform, unrelaxed_state(system, first, settings, seed, settled_theta), settings)


def simulation_options(settings: FoldSettings, edges: int, tour_place: np.ndarray) -> SimulationOptions:
    """The engine's options for one trajectory, whose first restraints are `edges` along a tour."""
    options = SimulationOptions()
    options.total_steps = settings.annealing.steps
    options.step_ps = settings.annealing.step_ps
    options.friction_per_ps = settings.annealing.friction_per_ps
    options.resonance_interval = settings.resonance.interval
    options.edges, options.tour_place = edges, tour_place.tolist()
    options.tour_first = settings.resonance.tour_first
    return options


def run_trajectory(
    system: System,
    platform: Platform,
    state: State,
    options: SimulationOptions,
    settings: FoldSettings,
    after_block: Callable[[State, dict[str, Any], int], None],
    log: ParameterLog | None = None,
) -> tuple[State, int]:
    """Anneal from `state` to the end of the schedule: the last state, and the step of that end.

    `after_block` hears where the schedule ends at the present pace.
    """
    walk = Walk(system, platform, state, keyframes(settings), options, log)
    for now, report in walk:
        state = now
        after_block(state, report, walk.end_step)
    return state, walk.end_step


@dataclass(frozen=True)
class Finished:
    """A quenched model; fields as those of :class:`Outcome`."""

    backbone_a: np.ndarray
    terms: dict[str, float]
    satisfied: float
    distances_a: np.ndarray
    max_force: float


def finish(
    candidates: Candidates,
    system: System,
    search: Platform,
    platform: Platform,
    state: State,
    end_step: int,
    settings: FoldSettings,
    after_piece: Callable[[State], None],
) -> Finished:
    """Quench with the final Hamiltonian and all restraints (Eq. 27), coarsely on the platform of the search, to the end
    on `platform`; `end_step` is the last of the annealing.

    Long quenches tell `after_piece` where they are (:func:`prct.folding.pieces.quench_in_pieces`).
    """
    a = settings.annealing
    scales = final_scales(settings)
    alpha = np.ones(system.restraint_count)
    stages = quench_stages(search, platform, a)
    backbone, max_force = quench_in_pieces(system, stages, state, scales, end_step, after_piece)
    if a.torsion_finish:
        backbone, _, max_force, *_ = torsion_finish(
            system,
            platform,
            backbone,
            scales,
            alpha,
            a.torsion_evaluations,
            a.energy_tolerance,
            a.force_tolerance,
        )
    terms = compute(system, platform, backbone, scales, alpha)[0]
    distances = restraint_distances(system, backbone)[: len(candidates)]
    satisfied = float(candidates.held(distances).mean()) if len(candidates) else 1.0
    return Finished(backbone, terms, satisfied, distances, max_force)
