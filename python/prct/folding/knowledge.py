"""What is known of the chain beside pair restraints, joined to the candidates (Eq. 9b)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from prct.core.prior_knowledge import PriorKnowledge, Template
from prct.core.target import Target
from prct.folding.absence import Absence
from prct.folding.candidates import ROW_FIELDS, Candidates, pair_rows
from prct.folding.phase_restraints import PhaseSource, phase_surfaces
from prct.folding.settings import FoldSettings, Weights

DISULFIDE_A = 3.8
DISULFIDE_SCALE_A = 0.3
"""CB-CB of a disulfide. Its energy is w (d/scale)² near the bottom; at 10 times the default weight that is stiffer
than a bond, and the time step of the annealing too long for it."""
FEWEST_PER_RESIDUE = 0.5
"""Fewer distances of a template than this a residue do not get stronger."""


def with_knowledge(target: Target, candidates: Candidates, known: PriorKnowledge, settings: FoldSettings) -> Candidates:
    """Candidates, then disulfides and distances of a template as rows that do not resonate; cis peptides and surfaces.

    What a weight of 0 turns off is left out.
    """
    if not known:
        return candidates
    weights = settings.weights
    if len(known.disulfides) and weights.disulfide_kcal:
        candidates = _joined(target, candidates, _disulfides(known.disulfides, weights, _weight(candidates)))
        candidates = replace(candidates, disulfides=len(known.disulfides))
    sources = [PhaseSource(known.phases, weights.phase_targets)] if known.phases else []
    template = known.template
    if template is not None and weights.template:
        rows = _distances(template, len(target.sequence), weights, _weight(candidates))
        predicted = candidates.predicted or not len(candidates)
        candidates = replace(_joined(target, candidates, rows), from_template=len(rows), predicted=predicted)
        sources.append(PhaseSource(template.phases, weights.template))
    surfaces = phase_surfaces(len(target.sequence), tuple(sources), known.secondary_structure, weights)
    return replace(candidates, cis=known.cis, phase_surfaces=surfaces)


def _weight(candidates: Candidates) -> float:
    """Of a row that is certain, beside the others."""
    return float(candidates.weight.max(initial=0.0)) or 1.0


def _disulfides(pairs: np.ndarray, weights: Weights, weight: float) -> Candidates:
    distance, ones = np.full(len(pairs), DISULFIDE_A), np.ones(len(pairs))
    return pair_rows(
        pairs[:, 0],
        pairs[:, 1],
        distance,
        distance,
        scale_a=DISULFIDE_SCALE_A * ones,
        length_a=distance,
        weight=weight * ones,
        own_kcal=weights.disulfide_kcal * ones,
    )


def _distances(template: Template, length: int, weights: Weights, weight: float) -> Candidates:
    distance, ones = template.distance_a, np.ones(len(template.pairs))
    return pair_rows(
        template.pairs[:, 0],
        template.pairs[:, 1],
        distance,
        distance,
        scale_a=template.scale_a * ones,
        length_a=distance,
        weight=weight * ones,
        own_kcal=weights.template * weights.template_kcal * length / max(len(ones), FEWEST_PER_RESIDUE * length) * ones,
    )


def _joined(target: Target, first: Candidates, then: Candidates) -> Candidates:
    """The rows of `then`, which have no splines, behind those of `first`; their pairs are not absent."""
    rows: dict[str, Any] = {name: np.concatenate([getattr(first, name), getattr(then, name)]) for name in ROW_FIELDS}
    absent = first.absent
    if absent is not None:
        absent = Absence(target.chain_index, absent.separation, np.concatenate([absent.named, then.residues]))
    return replace(first, **rows, absent=absent)
