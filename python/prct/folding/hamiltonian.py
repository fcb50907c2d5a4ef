"""The system of the engine from candidates and settings (Eqs. 4-9b)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct._core import System
from prct.core.target import Target
from prct.core.virtual_sites import CA_SITE, CB_SITE
from prct.folding.alternatives import restraint_starts
from prct.folding.candidates import Candidates
from prct.folding.settings import FoldSettings

FEWEST_PER_RESIDUE = 0.5
"""Fewer restraints than this a residue do not get stronger."""
CIS = 1
"""The engine's number of a peptide bond that is given as cis."""


@dataclass(frozen=True)
class SteadyPairs:
    """CA-CA distances that an ensemble of first folds agrees on.

    Attributes
    ----------
    pairs : int32 [Q, 2]
    bounds_a : float64 [Q, 2]
    scale_a : float64 [Q]
        Spread of the distance over the ensemble.
    """

    pairs: np.ndarray
    bounds_a: np.ndarray
    scale_a: np.ndarray


def make_system(
    target: Target,
    candidates: Candidates,
    settings: FoldSettings,
    alpha: np.ndarray | None = None,
    steady: SteadyPairs | None = None,
) -> System:
    """The system of the engine: restraint weights normalised so that 1N or 10N restraints pull alike.

    Rows are the candidates, weighted by `alpha` [M] where it is given, the `steady` pairs of a consensus, and those of
    the pair prior.
    """
    weights = settings.weights
    system = System(list(target.sequences))
    force_field = system.force_field
    for name in ("ramachandran", "repulsion", "hydrogen_bond", "huber_delta", "log_c"):
        setattr(force_field, name, getattr(weights, name))
    share = weights.potentials_beside if candidates.restraint_count > candidates.disulfides else 1.0
    force_field.pair, force_field.burial = share * weights.pair, share * weights.burial
    force_field.absence = candidates.absence_kcal
    for residue in candidates.cis.tolist():
        system.set_peptide_kind(residue - 1, CIS)
    n = len(target.sequence)
    shared = np.isnan(candidates.own_kcal)
    weight = np.where(shared, candidates.weight if alpha is None else candidates.weight * alpha, 0.0)
    each = np.maximum.reduceat(weight, restraint_starts(candidates.group)) if len(weight) else weight
    total = max(float(each.sum()), FEWEST_PER_RESIDUE * n * float(weight.max(initial=0.0)), 1e-9)
    worth_kcal = weights.distogram_kcal if len(candidates.spline_values) else weights.contact_kcal
    rows = [
        candidates.residues,
        candidates.sites,
        candidates.bounds_a,
        candidates.scale_a,
        np.where(shared, weight * (worth_kcal * n / total), candidates.own_kcal),
        candidates.group,
        candidates.spline,
    ]
    if steady is not None and len(steady.pairs):
        each_kcal = settings.resonance.consensus_kcal * n / len(steady.pairs)
        rows = _appended(rows, _pair_rows(steady.pairs, CA_SITE, each_kcal, steady.bounds_a, steady.scale_a))
    splines = [candidates.knots_a, candidates.spline_values, candidates.spline_slopes]
    prior = candidates.pair_prior
    if prior is not None:
        rows = _appended(rows, _pair_rows(prior.residues, CB_SITE, prior.strength, splines=np.arange(len(prior))))
        splines = [prior.knots_a, prior.values, prior.slopes]
    system.set_restraints(*rows, *splines)
    if candidates.orientations is not None:
        given = candidates.orientations
        system.set_orientations(given.residues, given.kind, given.coefficients)
    if candidates.phase_surfaces is not None and weights.ramachandran:  # a factor of the engine on all of Eq. 6
        system.set_phase_surfaces(candidates.phase_surfaces / weights.ramachandran)
    if candidates.absent is not None:
        system.set_absence(candidates.absent.named, candidates.absent.separation)
    return system


def _pair_rows(
    pairs: np.ndarray,
    site: int,
    each_kcal: float,
    bounds_a: np.ndarray | None = None,
    scale_a: np.ndarray | None = None,
    splines: np.ndarray | None = None,
) -> list[np.ndarray]:
    """Rows of the engine for pairs that are restrained one by one, each worth the same."""
    count = len(pairs)
    none = np.full(count, -1, np.int32)
    return [
        pairs,
        np.full((count, 2), site, np.uint8),
        np.zeros((count, 2)) if bounds_a is None else bounds_a,
        np.ones(count) if scale_a is None else scale_a,
        np.full(count, each_kcal),
        none,
        none if splines is None else splines,
    ]


def _appended(rows: list[np.ndarray], more: list[np.ndarray]) -> list[np.ndarray]:
    return [np.concatenate(pair) for pair in zip(rows, more, strict=True)]
