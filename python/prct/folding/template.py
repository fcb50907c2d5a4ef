"""A template: distances and phases of a structure of the same or a related sequence, over the residues of a target.

Related folds differ by an rms of 0.40 exp(1.87 H) Å, H the share of aligned residues that differ (Chothia and Lesk,
EMBO J. 5, 823, 1986); a distance, between two ends along one line, by the root of 2/3 of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np

from prct.base.errors import StructureError
from prct.core.build_coordinates import backbone_torsions
from prct.core.prior_knowledge import PhaseTargets, Template
from prct.core.structure import Structure
from prct.core.target import Target
from prct.core.virtual_sites import cb_coords
from prct.folding.pair_blocks import pair_blocks

LARGEST_DISTANCE_A = 12.0
"""CB-CB; pairs further apart follow from these, and differ more between relatives."""
SEPARATION = 3
LEAST_SCALE_A = 0.5
"""Chosen a little above what the formula says of equal sequences, 0.33 Å."""
PHASE_ERROR_RAD = np.radians(30.0)
"""Chosen, not fitted: tells helix from strand from left-handed, and leaves the rest to Eq. 6."""
LEAST_ALIGNED = 3
DISTANT_IDENTITY = 0.25
"""Below this identity a common fold is not certain (the twilight zone; Rost, Protein Eng. 12, 85, 1999)."""
CHAIN_GAP_A = 2.5
"""A C-N distance beyond this is a break in the chain."""


@dataclass(frozen=True)
class _Aligned:
    """Residues of the target and of the template, one to one; how many have the same letter."""

    target: np.ndarray
    template: np.ndarray
    same: int


def template_of(target: Target, structure: Structure, source: str) -> Template:
    """What a structure says of a target.

    Each chain of the target takes the chain of the template that is still free and fits it best in a global alignment
    (BLOSUM62). Distances between chains are taken as well.

    Parameters
    ----------
    target : Target
    structure : Structure
    source : str
        Its name in messages.

    Raises
    ------
    StructureError
        When fewer than three residues can be aligned, or no pair of them is near.
    """
    parts = _align_chains(target, structure)
    to_target = np.concatenate([part.target for part in parts]) if parts else np.zeros(0, int)
    to_template = np.concatenate([part.template for part in parts]) if parts else np.zeros(0, int)
    if len(to_target) < LEAST_ALIGNED:
        raise StructureError(f"{source}: no chain can be aligned with the sequence; give a relative's structure")
    identity = sum(part.same for part in parts) / len(to_target)
    place = np.full(len(target.sequence), -1)
    place[to_target] = to_template
    pairs, distance = _near_pairs(target, place, cb_coords(structure.coords_a))
    if not len(pairs):
        raise StructureError(f"{source}: no two aligned residues within {LARGEST_DISTANCE_A:g} Å; give another model")
    difference = 0.40 * np.exp(1.87 * (1.0 - identity))
    scale = max(LEAST_SCALE_A, float(np.sqrt(2.0 / 3.0) * difference))
    notes = [f"{source}: {len(to_target)} of {len(place)} residues aligned, {identity:.0%} of them identical"]
    if identity < DISTANT_IDENTITY:
        notes.append(
            f"{source}: identity below {DISTANT_IDENTITY:.0%}, where folds often differ; a closer template, or none, "
            "may be better"
        )
    phases = _phases(target, structure, place)
    return Template(pairs, distance, scale, phases, identity, source, tuple(notes))


def _align_chains(target: Target, structure: Structure) -> list[_Aligned]:
    free = [np.flatnonzero(structure.chain_index == chain) for chain in range(len(structure.chain_ids))]
    found = []
    for chain, sequence in enumerate(target.sequences):
        tried = [_align(sequence, "".join(structure.sequence[k] for k in places)) for places in free]
        best = max(range(len(tried)), key=lambda k: tried[k].same, default=None)  # the first of equals
        if best is None or not len(tried[best].target):
            continue
        one, places = tried[best], free.pop(best)
        found.append(_Aligned(one.target + target.chain_starts[chain], places[one.template], one.same))
    return found


def _align(target: str, template: str) -> _Aligned:
    names = [[gemmi.expand_one_letter(c, gemmi.ResidueKind.AA) or "UNK" for c in text] for text in (target, template)]
    result = gemmi.align_string_sequences(names[0], names[1], [], gemmi.AlignmentScoring("b"))
    gapped = zip(result.add_gaps(target, 1), result.add_gaps(template, 2), strict=True)
    pairs, i, j, same = [], 0, 0, 0
    for a, b in gapped:
        if a != "-" and b != "-":
            pairs.append((i, j))
            same += a == b
        i += a != "-"
        j += b != "-"
    columns = np.array(pairs, int).reshape(-1, 2)
    return _Aligned(columns[:, 0], columns[:, 1], same)


def _near_pairs(target: Target, place: np.ndarray, cb_a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of the target, int32 [T, 2], whose places in the template are near, and their distances."""
    where = np.where((place >= 0)[:, None], cb_a[place], np.nan)
    rows, distances = [], []
    for i, j in pair_blocks(target, SEPARATION):
        distance = np.linalg.norm(where[i] - where[j], axis=1)
        near = distance <= LARGEST_DISTANCE_A
        rows.append(np.stack([i[near], j[near]], axis=1))
        distances.append(distance[near])
    if not rows:
        return np.zeros((0, 2), np.int32), np.zeros(0)
    return np.concatenate(rows).astype(np.int32), np.concatenate(distances)


def _phases(target: Target, structure: Structure, place: np.ndarray) -> PhaseTargets:
    """φ and ψ where the residue and its neighbour stand side by side in both."""
    coords = structure.coords_a[:, :3]
    breaks = np.linalg.norm(coords[1:, 0] - coords[:-1, 2], axis=1)
    broken = ~(breaks < CHAIN_GAP_A) | (np.diff(structure.chain_index) != 0)
    starts = np.concatenate([[0], np.flatnonzero(broken) + 1, [len(coords)]])
    measured = backbone_torsions(starts, np.where(np.isfinite(coords), coords, 0.0))[:, :2]
    measured[~np.isfinite(coords).all(axis=(1, 2))] = np.nan
    angle = np.where((place >= 0)[:, None], measured[place], np.nan)
    follows = (place[1:] == place[:-1] + 1) & (np.diff(target.chain_index) == 0) & (place[:-1] >= 0)
    angle[~np.concatenate([[False], follows]), 0] = np.nan
    angle[~np.concatenate([follows, [False]]), 1] = np.nan
    return PhaseTargets(angle, np.where(np.isfinite(angle), PHASE_ERROR_RAD, np.nan))
