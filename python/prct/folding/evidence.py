"""All that is known of a fold, joined: what was given, and what an alignment predicts where nothing was given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from prct.core.restraints import PredictedContacts, RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.absence import Absence
from prct.folding.candidates import LEAST_PROBABILITY, ROW_FIELDS, Candidates, make_candidates, no_candidates
from prct.folding.knowledge import with_knowledge
from prct.folding.pair_prior import MOST_RESIDUES, pair_prior
from prct.folding.phase_prior import FAMILY_TRUST, prior_surfaces
from prct.folding.settings import FoldSettings, Weights

SEQUENCE_ALONE = "folded from the sequence alone; such models are usually wrong"

NO_PAIRS = "no contact or distance was given; such models are usually wrong"


def gather_evidence(target: Target, restraints: Restraints, settings: FoldSettings) -> Candidates:
    """Candidates from restraints, predicted contacts and what else is known; perhaps none.

    Parameters
    ----------
    target : Target
    restraints : Restraints
        Where its table or maps name a pair, what is predicted of the pair is not used; nothing is where they name all
        contacts.
    settings : FoldSettings

    Raises
    ------
    RestraintError
        When a table or maps were given of which nothing is usable.
    """
    weights, known = settings.weights, restraints.known
    pairs = _pair_evidence(target, restraints, settings)
    if not weights.phase_prior:
        return with_knowledge(target, pairs, known, settings)
    given = known.secondary_structure
    found = with_knowledge(target, pairs, replace(known, secondary_structure=None), settings)
    family = restraints.contacts or restraints.maps
    states, trust = (family.family_states if family else None), FAMILY_TRUST
    if given is not None and weights.secondary_structure:
        states, trust = given, weights.secondary_structure
    is_cis = np.isin(np.arange(len(target.sequence)), found.cis)
    surfaces = weights.phase_prior * prior_surfaces(target, states, trust, is_cis)
    if found.phase_surfaces is not None:
        surfaces += found.phase_surfaces
    return replace(found, phase_surfaces=surfaces)


def with_pair_prior(target: Target, candidates: Candidates, weights: Weights) -> Candidates:
    """With what the sequence says of distances, as far as the candidates leave them open.

    It is whole where candidates are doubted or stated as probable; sure ones leave less the more of them there are, and
    nothing from one a residue on. A list or map that names all contacts, and distograms, leave nothing.
    """
    length = len(target.sequence)
    given = candidates.restraint_count - candidates.disulfides
    strength = weights.pair_prior
    if given:
        left = 1.0 if candidates.doubted else max(0.0, 1.0 - given / length)
        strength = weights.pair_prior_beside * left
    if not strength or length > MOST_RESIDUES or candidates.complete or len(candidates.spline_values):
        return candidates
    return replace(candidates, pair_prior=pair_prior(target, strength))


def _pair_evidence(target: Target, restraints: Restraints, settings: FoldSettings) -> Candidates:
    given = None
    if restraints.table is not None or restraints.maps is not None:
        given = make_candidates(target, restraints, settings)
    predicted = None
    if restraints.contacts is not None:
        predicted = _predicted(target, restraints, restraints.contacts, given, settings)
    if given is not None and predicted is not None:
        return _joined(target, predicted, given)
    if given is not None:
        return given
    if predicted is not None and len(predicted):
        return predicted
    notes = predicted.notes if predicted is not None else ()
    if restraints.known.template is None:
        notes += (f"{target.name}: {NO_PAIRS if restraints.known else SEQUENCE_ALONE}",)
    return replace(no_candidates(), notes=notes)


def _predicted(
    target: Target,
    restraints: Restraints,
    contacts: PredictedContacts,
    given: Candidates | None,
    settings: FoldSettings,
) -> Candidates:
    """Candidates from predicted contacts of pairs that were not given; perhaps none."""
    if given is not None and given.complete:
        note = f"{contacts.source}: not used; {restraints.source or 'restraints'} name all contacts"
        return replace(no_candidates(), notes=(note,))
    probability = contacts.probability
    notes: tuple[str, ...] = ()
    if given is not None:
        known = _named(restraints, len(probability))
        repeated = int(np.count_nonzero(np.triu(known & (probability >= LEAST_PROBABILITY))))
        probability = np.where(known, np.nan, probability)
        if repeated:
            notes = (f"{contacts.source}: {repeated} predicted contacts not used; of these pairs the restraints count",)
    if not np.any(probability >= LEAST_PROBABILITY):
        none = f"{contacts.source}: no contact of probability {LEAST_PROBABILITY:g} or more to use"
        return replace(no_candidates(), notes=(*notes, none))
    maps = Restraints(maps=RestraintMaps(contact_prob=probability), source=contacts.source)
    found = make_candidates(target, maps, settings)
    return replace(found, notes=(*notes, *found.notes), from_alignment=len(found))


def _named(restraints: Restraints, length: int) -> np.ndarray:
    """bool [L, L]: pairs that a table restrains by themselves, or that the map which is used knows."""
    maps, table = restraints.maps, restraints.table
    if table is not None:
        named = np.zeros((length, length), bool)
        rows = (table.group < 0) & (table.weight > 0)
        named[table.residue_i[rows], table.residue_j[rows]] = True
        return named | named.T
    assert maps is not None
    if maps.distogram is not None:
        return np.stack([np.isfinite(row).all(axis=-1) for row in maps.distogram])
    known = maps.distance_a if maps.distance_a is not None else maps.contact_prob
    assert known is not None
    return np.isfinite(known)


def _joined(target: Target, first: Candidates, then: Candidates) -> Candidates:
    """The contacts `first`, `then` what was given. Weights of bounds are relative: the largest becomes that of a sure
    contact.
    """
    if not len(first):
        return replace(then, notes=(*then.notes, *first.notes))
    if not then.edges:
        then = replace(then, weight=then.weight / float(then.weight.max()))
    rows: dict[str, Any] = {name: np.concatenate([getattr(first, name), getattr(then, name)]) for name in ROW_FIELDS}
    absences = [one for one in (first, then) if one.absent is not None]
    absent = None
    if absences:
        named = np.concatenate([one.absent.named if one.absent else one.residues for one in (first, then)])
        separation = max(one.absent.separation for one in absences if one.absent)
        absent = Absence(target.chain_index, separation, named.astype(np.int32))
    return replace(
        then,
        **rows,
        absent=absent,
        absence_kcal=min((one.absence_kcal for one in absences), default=0.0),
        stated=len(first) + then.stated,
        from_alignment=len(first),
        notes=(*then.notes, *first.notes),
    )
