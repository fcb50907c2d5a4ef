"""Everything that may be chosen about a fold, with the defaults that were measured to be best."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from numbers import Integral
from typing import Any, Literal, get_args

from prct.base.errors import OptionError
from prct.folding.fingerprint import hamiltonian_fingerprint

Arm = Literal["full", "support", "none"]
ReplicaUse = Literal["never", "sequence alone", "always"]

GROUPS = ("weights", "annealing", "resonance", "replicas")
"""Groups of settings that shape a trajectory."""
PLATFORMS = ("auto", "reference", "cpu", "cuda", "cuda-emulation")
RUNS_WHOLE = ("cuda", "cuda-emulation")
"""Platforms that run many whole trajectories at once."""
QUICK = {
    "annealing.steps": 100,
    "annealing.relax_evaluations": 50,
    "annealing.quench_fire": 10,
    "annealing.coarse_evaluations": 110,
    "annealing.quench_evaluations": 10,
    "resonance.traces": 5,
    "resonance.trace_steps": 150,
    "resonance.trace_quench_steps": 60,
    "resonance.trace_finish_steps": 60,
}
"""What :meth:`FoldSettings.quick` changes."""
COUNTS = {
    "annealing": ("relax_evaluations",),
    "resonance": ("traces", "trace_steps", "trace_quench_steps", "trace_finish_steps"),
}
"""Settings that are whole numbers from 0 on, by group."""
MAX_RESIDUES = 200_000
MAX_TRAJECTORIES = 100_000


@dataclass(frozen=True)
class Weights:
    """Strengths of the terms (kcal/mol unless said otherwise) and of the restraints.

    ``absence`` holds for pairs that an exact map or complete list does not name, ``predicted_absence`` for improbable
    pairs of a predicted map, ``list_absence`` for pairs that a list leaves out without claiming to be complete,
    ``doubted_absence`` for the same where part of the list may be false.
    ``contact_kcal`` is what the restraints of one residue are worth together, at one unit of loss each: 1N or 10N
    restraints pull alike (Eq. 9); ``distogram_kcal`` is the same for distograms, at one kT of their splines each.
    ``pair_prior`` is the factor on -kT ln(p/p₀) of CB-CB distances by the sequence where no pair but disulfides is
    restrained, ``pair_prior_beside`` beside restraints that are doubted, probable, or fewer than one a residue.
    ``pair`` and ``burial`` are factors on the two potentials of Eq. 10 where no pair but disulfides is restrained;
    ``potentials_beside`` multiplies both where others are.
    ``electrostatic``, ``dipole`` and ``coherence`` are factors, 1 = the term at full strength (0.3 kcal/mol for λ of
    Eq. 13). Of Eq. 9b, 0 turns each off: ``phase_targets`` and ``secondary_structure`` are factors on -kT ln of what is
    given; ``template`` is a factor on all that comes from a template, whose distances are worth ``template_kcal`` a
    residue at one unit of loss each; ``disulfide_kcal`` holds for each disulfide at one unit of loss;
    ``orientation_kcal`` is what the predicted orientations of one residue are worth together, at one kT each.
    """

    ramachandran: float = 0.6
    repulsion: float = 3.0
    hydrogen_bond: float = 2.0
    contact_kcal: float = 3.0
    distogram_kcal: float = 6.0
    absence: float = 5.0
    list_absence: float = 1.0
    doubted_absence: float = 0.2
    predicted_absence: float = 0.2
    huber_delta: float = 2.0
    log_c: float = 3.0
    contact_scale_a: float = 1.0
    measured_scale: tuple[float, float] = (0.1, 0.05)
    predicted_scale: tuple[float, float] = (0.5, 0.1)
    electrostatic: float = 0.0
    dipole: float = 0.0
    coherence: float = 0.0
    phase_prior: float = 1.0
    pair_prior: float = 0.4
    pair_prior_beside: float = 0.3
    phase_targets: float = 1.0
    secondary_structure: float = 1.0
    disulfide_kcal: float = 1.0
    template: float = 1.0
    template_kcal: float = 3.0
    orientation_kcal: float = 3.0
    pair: float = 1.0
    burial: float = 1.0
    potentials_beside: float = 0.0


@dataclass(frozen=True)
class Annealing:
    """Length and temperatures of a trajectory (Eq. 25).

    A chain on a first fold is relaxed by ``relax_evaluations`` of FIRE before it moves. The quench (Eq. 27) ends its
    first stage at the coarse tolerances (kcal/mol, kcal/mol/Å), its second at the fine.
    ``torsion_finish`` ends on ideal bond lengths and angles; it does not bring the model nearer to the native.
    ``soft_start`` lets stiffness, excluded volume and hydrogen bonds grow in the first half. Lists of residue pairs on
    the cpu platform hold until a site has moved half of ``list_skin_a`` (Eq. 32).
    """

    steps: int = 5000
    step_ps: float = 0.0103
    friction_per_ps: float = 4.4
    start_k: float = 300.0
    end_k: float = 15.0
    saturation: float = 1.0
    soft_start: bool = True
    relax_evaluations: int = 200
    quench_fire: int = 50
    coarse_evaluations: int = 800
    coarse_energy_tolerance: float = 1e-5
    coarse_force_tolerance: float = 0.3
    quench_evaluations: int = 300
    energy_tolerance: float = 1e-9
    force_tolerance: float = 1e-2
    list_skin_a: float = 4.0
    torsion_finish: bool = False
    torsion_evaluations: int = 1500


@dataclass(frozen=True)
class Resonance:
    """The arm of the contact network (Eqs. 16-20) and its constants.

    First folds (Eqs. 22, 23) are annealed in ``trace_steps``, quenched in ``trace_quench_steps``, and finished in
    either hand in ``trace_finish_steps`` and as many of the quench. Trajectories begin with so many different ones in
    turn as ``traces`` says (an odd number, so that each is tried in both hands), each with its own where it is 0.
    Without ``modes`` they start from a random walk; without ``hand_score`` both hands are tried evenly and energies
    choose; ``kept_share`` of the patches of doubted contacts makes each trace of a consensus. With ``tour_first``
    contacts that are near on the tour (Eq. 21) pull first, all of them from half of the annealing on.
    """

    arm: Arm = "full"
    modes: bool = True
    traces: int = 0
    trace_steps: int = 1500
    trace_quench_steps: int = 300
    trace_finish_steps: int = 600
    hand_score: bool = True
    kept_share: float = 1.0
    frequency_ps: float = 1.0
    coupling: float = 10.0
    anchor: float = 2.0
    spread_residues: float = 2.0
    line_weight: float = 0.0
    settled_support: float = 0.7
    support_alone: float = 1.5
    patch_share: float = 0.5
    support_offset: float = 0.3
    sharpness: float = 4.0
    settle_steps: int = 300
    consensus: bool = True
    consensus_kcal: float = 3.0
    follow: bool = False
    tour_first: bool = False
    half_support: float = 1.0
    reach_a: float = 3.0
    alpha_floor: float = 0.3
    interval: int = 20


@dataclass(frozen=True)
class Replicas:
    """The lattice of temperatures and λ before the annealing (Eq. 29), and which folds have one.

    "sequence alone" is for chains of up to ``most_residues``. Temperatures are a geometric ladder from ``lowest_k`` to
    ``highest_k`` whose neighbours exchange with about ``acceptance``. ``lambdas`` ascend to 1 and are factors on the
    terms that hold a fold together (:data:`prct.folding.replicas.SCALED_TERMS`). Exchanges are tried every ``interval``
    steps, ``sweeps`` times. What stands for a cluster of its cold end is annealed from ``lowest_k`` in
    ``anneal_steps``.
    """

    use: ReplicaUse = "sequence alone"
    most_residues: int = 100
    lowest_k: float = 150.0
    highest_k: float = 300.0
    acceptance: float = 0.3
    lambdas: tuple[float, ...] = (1.0,)
    interval: int = 50
    sweeps: int = 1000
    anneal_steps: int = 2500

    def __post_init__(self) -> None:
        _require(self.use in get_args(ReplicaUse), f"replicas.use is {self.use!r}; use one of {get_args(ReplicaUse)}")
        span = (self.lowest_k, self.highest_k)
        _require(
            0 < span[0] <= span[1] < float("inf"),
            f"replicas from {span[0]} to {span[1]} K; give 0 < lowest_k <= highest_k",
        )
        _require(0 < self.acceptance < 1, f"replicas.acceptance is {self.acceptance}; use a share between 0 and 1")
        _require(
            len(self.lambdas) > 0 and self.lambdas[-1] == 1.0 and sorted(set(self.lambdas)) == list(self.lambdas),
            f"replicas.lambdas is {self.lambdas}; give ascending factors that end with 1",
        )
        for name in ("interval", "sweeps"):
            _require(getattr(self, name) >= 1, f"replicas.{name} is {getattr(self, name)}; use 1 or more")


@dataclass(frozen=True)
class FoldSettings:
    """Settings of one fold.

    Attributes
    ----------
    trajectories : int
        Independent annealing runs.
    models : int
        How many of them are kept, best first.
    seed : int
        Same seed, same bytes.
    platform : str
        One of `PLATFORMS`: ``auto`` (= cpu), ``reference``, ``cpu``, ``cuda``, or ``cuda-emulation``, which runs the
        kernels of ``cuda`` on the host to test them.

    Examples
    --------
    >>> FoldSettings(trajectories=4).parameters_hash() == FoldSettings().parameters_hash()
    True
    """

    trajectories: int = 16
    models: int = 5
    seed: int = 1
    platform: str = "auto"
    weights: Weights = field(default_factory=Weights)
    annealing: Annealing = field(default_factory=Annealing)
    resonance: Resonance = field(default_factory=Resonance)
    replicas: Replicas = field(default_factory=Replicas)

    def __post_init__(self) -> None:
        for name in ("trajectories", "models", "seed"):
            object.__setattr__(self, name, whole_number(name, getattr(self, name)))
        _require(1 <= self.trajectories <= MAX_TRAJECTORIES, f"trajectories is {self.trajectories}; use 1 to 100000")
        _require(self.models >= 1, f"models is {self.models}; use 1 or more")
        _require(0 <= self.seed < 2**63, f"seed is {self.seed}; use 0 to 2**63 - 1")
        _require(self.platform in PLATFORMS, f"platform {self.platform!r}; use one of {', '.join(PLATFORMS)}")
        for group, names in COUNTS.items():
            for name in names:
                value = whole_number(name, getattr(getattr(self, group), name))
                _require(value >= 0, f"{name} is {value}; use 0 or more")
        _require(self.annealing.steps >= 0, f"steps is {self.annealing.steps}; use 0 or more")
        evaluations = self.annealing.torsion_evaluations
        _require(evaluations >= 1, f"torsion_evaluations is {evaluations}; use 1 or more")

    def parameters_hash(self) -> str:
        """SHA-256 of what shapes a single trajectory, settings and Hamiltonian, in canonical JSON."""
        chosen: dict[str, Any] = {name: asdict(getattr(self, name)) for name in GROUPS}
        chosen["hamiltonian"] = hamiltonian_fingerprint()
        return hashlib.sha256(json.dumps(chosen, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def quick(self) -> FoldSettings:
        """The same with few steps: a first look, and for many targets. Measured distances fix a chain so well that it
        costs them little; what restraints leave open stays rough (docs/BENCHMARKS.md has the figures).

        Examples
        --------
        >>> FoldSettings(trajectories=4).quick().annealing.steps
        100
        """
        return self.with_overrides(**QUICK)

    def with_overrides(self, **overrides: Any) -> FoldSettings:
        """Change single constants by dotted name, e.g. ``{"weights.repulsion": 2.0}`` (for ablations)."""
        settings = self
        for name, value in overrides.items():
            group, _, key = name.rpartition(".")
            if group:
                settings = replace(settings, **{group: replace(getattr(settings, group), **{key: value})})
            else:
                settings = replace(settings, **{key: value})
        return settings


def whole_number(name: str, value: object) -> int:
    """`value` of a keyword, as int.

    Raises
    ------
    OptionError
        When it is none.

    Examples
    --------
    >>> whole_number("seed", 3)
    3
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise OptionError(f"{name} is {value!r}; give a whole number")
    return int(value)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise OptionError(message)
