"""What the given restraints mean for a fold (Eqs. 9, 9a): candidate contacts, distances, splines, absences."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np

from prct.base.errors import RestraintError
from prct.core.restraints import Restraints, RestraintTable
from prct.core.target import Target
from prct.core.virtual_sites import CB_SITE
from prct.folding.absence import Absence
from prct.folding.alternatives import restraint_starts, usable_rows
from prct.folding.distogram import DistogramSplines, distogram_splines
from prct.folding.likely_contacts import likely, unlikely_notes
from prct.folding.orientations import Orientations, make_orientations
from prct.folding.pair_blocks import are_apart, pair_blocks, pairs_where, share_where
from prct.folding.pair_prior import PairPrior
from prct.folding.settings import FoldSettings, Weights
from prct.parameters.ramachandran import KT_KCAL

CONTACT_UPPER_A = 8.0
"""CB-CB distance of a contact."""
CONTACT_SEPARATION = 6
"""Within a chain nearer pairs say nothing about the fold (Eq. 9a, contact maps)."""
RESTRAINT_SEPARATION = 3
"""Within a chain nearer pairs are fixed by the chain itself."""
BEYOND_A = 15.5
"""A predicted distance from here on is only a lower bound (Eq. 9)."""
FULL_MAP = 0.9
"""A map that knows this share of its pairs is a prediction; a sparser one holds measurements."""
LEAST_PROBABILITY = 0.1
"""Less probable contacts of a map are no candidates."""
ABSENT_PROBABILITY = 0.05
"""Less probable pairs of a map are taken as absent."""
EXACT = 0.02
"""Probabilities this near to 0 or 1 throughout make a map exact."""
ROW_FIELDS = (
    "residues", "sites", "bounds_a", "scale_a", "weight", "group", "spline", "is_contact", "length_a", "own_kcal"
)  # fmt: skip
"""What of candidates has a row for each."""


@dataclass(frozen=True)
class Candidates:
    """Restraints as the engine takes them; M rows, members of a group together.

    Attributes
    ----------
    residues : int32 [M, 2]
    sites : uint8 [M, 2]
    bounds_a : float64 [M, 2]
    scale_a : float64 [M]
        Violation that counts as one unit of loss, Å.
    weight : float64 [M]
        Relative weight.
    group, spline : int32 [M]
        -1 = none.
    knots_a, spline_values, spline_slopes : float64 [B], [K, B], [K, B]
        Splines over the distance in units of kT (Eq. 9).
    absent : Absence or None
        Pairs known not to be contacts.
    absence_kcal : float
    is_contact : bool [M]
        Rows that are candidate contacts, which may resonate; they come first.
    complete : bool
        True when all contacts are named, so that absence is certain.
    length_a : float64 [M]
        Usual distance of the pair, for the first fold (Eq. 22).
    own_kcal : float64 [M]
        What a row is worth at one unit of loss whatever the others are; NaN where weights share what there is (Eq. 9).
    doubted : bool
        True when part of the candidate contacts may be false.
    predicted : bool
        True when distances are predictions, not measurements.
    stated : int
        So many rows, the first ones, have probabilities for weights: predicted contacts, some of which are false.
    from_alignment : int
        So many rows, the first ones, are contacts predicted from an alignment.
    disulfides, from_template : int
        So many rows, the last but the template's and the last ones.
    cis : int32 [C]
        Residues with a cis peptide before them (Eq. 5).
    orientations : Orientations or None
        Of residue pairs, predicted (Eq. 9b).
    phase_surfaces : float64 [L, 36, 36] or None
        What is known of φ and ψ of each residue, kcal/mol (Eq. 9b).
    pair_prior : PairPrior or None
        What the sequence says of distances, where the rows leave them open.
    notes : tuple of str
        What of the given was not used, or not as it was given.
    """

    residues: np.ndarray
    sites: np.ndarray
    bounds_a: np.ndarray
    scale_a: np.ndarray
    weight: np.ndarray
    group: np.ndarray
    spline: np.ndarray
    knots_a: np.ndarray
    spline_values: np.ndarray
    spline_slopes: np.ndarray
    absent: Absence | None
    absence_kcal: float
    is_contact: np.ndarray
    length_a: np.ndarray
    own_kcal: np.ndarray
    complete: bool = False
    doubted: bool = False
    predicted: bool = False
    stated: int = 0
    from_alignment: int = 0
    disulfides: int = 0
    from_template: int = 0
    cis: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    orientations: Orientations | None = None
    phase_surfaces: np.ndarray | None = None
    pair_prior: PairPrior | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.residues)

    @property
    def edges(self) -> int:
        """How many rows are candidate contacts."""
        return int(np.count_nonzero(self.is_contact))

    @property
    def are_contacts(self) -> bool:
        """Whether most rows are candidate contacts."""
        return 2 * self.edges > len(self)

    @functools.cached_property
    def phase_certainty(self) -> np.ndarray:
        """float64 [L]: how much the phase surfaces, which are there, say of φ and ψ of each residue, nats."""
        surfaces = self.phase_surfaces
        assert surfaces is not None
        lowest = surfaces.min(axis=(1, 2), keepdims=True)
        return np.asarray(-np.log(np.exp((lowest - surfaces) / KT_KCAL).mean(axis=(1, 2))))

    def satisfied(self, distances_a: np.ndarray) -> np.ndarray:
        """bool [M]: rows within their bounds, one scale allowed, at distances [M]."""
        lower, upper = self.bounds_a.T
        return (distances_a >= lower - self.scale_a) & (distances_a <= upper + self.scale_a)

    @functools.cached_property
    def restraint_of(self) -> np.ndarray:
        """int64 [M]: the restraint each row belongs to, 0 to R-1; a group of alternatives is one restraint."""
        begins = np.zeros(len(self), np.int64)
        begins[self._starts] = 1
        return np.cumsum(begins) - 1

    @property
    def restraint_count(self) -> int:
        """R, the number of restraints."""
        return len(self._starts)

    @functools.cached_property
    def _starts(self) -> np.ndarray:
        return restraint_starts(self.group)

    @property
    def given_count(self) -> int:
        """How many restraints come from a table or maps."""
        return self.restraint_count - self.from_alignment - self.disulfides - self.from_template

    def held(self, distances_a: np.ndarray) -> np.ndarray:
        """bool [R]: restraints of which some row is satisfied at distances [M]."""
        return self.of_some_row(self.satisfied(distances_a))

    def of_some_row(self, rows: np.ndarray) -> np.ndarray:
        """bool [..., R]: restraints of which some row is true, of rows [..., M]."""
        return rows if self.restraint_count == len(self) else np.logical_or.reduceat(rows, self._starts, axis=-1)

    def subset(self, keep: np.ndarray) -> Candidates:
        """The rows where `keep` [M] is true."""
        if keep.all():
            return self  # each trajectory asks
        return replace(self, **{name: getattr(self, name)[keep] for name in ROW_FIELDS})


def no_candidates() -> Candidates:
    """Of a chain that is folded from its sequence alone."""
    none, no_bounds = np.zeros(0, int), np.zeros(0)
    return pair_rows(none, none, no_bounds, no_bounds, scale_a=no_bounds, length_a=no_bounds)


def make_candidates(target: Target, restraints: Restraints, settings: FoldSettings) -> Candidates:
    """Turn a table or maps into candidates.

    Raises
    ------
    RestraintError
        When nothing usable is left.
    """
    weights = settings.weights
    maps = restraints.maps
    if restraints.table is not None:
        found = _from_table(target, restraints.table, restraints.complete, weights)
    elif maps is not None and maps.distogram is not None:
        found = _from_distogram(target, maps.distogram, maps.bin_edges_a, weights)
        if maps.orientations is not None:
            used = make_orientations(target, maps.orientations, weights.orientation_kcal)
            found = replace(found, orientations=used, notes=(*found.notes, *(used.notes if used else ())))
    elif maps is not None and maps.distance_a is not None:
        found = _from_distances(target, maps.distance_a, maps.distance_sd_a, weights)
    elif maps is not None and maps.contact_prob is not None:
        found = _from_contact_map(target, maps.contact_prob, weights)
    else:
        raise RestraintError(f"{restraints.source or 'restraints'}: nothing is restrained; give a table or a map")
    if not len(found):
        raise RestraintError(
            f"{restraints.source or 'restraints'}: no pair says anything about the fold "
            f"(separation below {RESTRAINT_SEPARATION}, or no probable contact); give more restraints"
        )
    source = restraints.source or "restraints"
    return replace(found, notes=tuple(f"{source}: {note}" for note in found.notes))


def pair_rows(i: np.ndarray, j: np.ndarray, lower: np.ndarray, upper: np.ndarray, **given: object) -> Candidates:
    """CB-CB rows without groups or splines, unless given otherwise."""
    m = len(i)
    rows: dict[str, object] = {
        "residues": np.stack([i, j], axis=1).astype(np.int32).reshape(m, 2),
        "sites": np.full((m, 2), CB_SITE, np.uint8),
        "bounds_a": np.stack([lower, upper], axis=1).reshape(m, 2),
        "group": np.full(m, -1, np.int32),
        "spline": np.full(m, -1, np.int32),
        "knots_a": np.zeros(2),
        "spline_values": np.zeros((0, 2)),
        "spline_slopes": np.zeros((0, 2)),
        "absent": None,
        "absence_kcal": 0.0,
        "is_contact": np.zeros(m, bool),
        "weight": np.ones(m),
        "own_kcal": np.full(m, np.nan),
    }
    return Candidates(**{**rows, **given})  # type: ignore[arg-type]


def _from_table(target: Target, table: RestraintTable, complete: bool, weights: Weights) -> Candidates:
    near = ~are_apart(target, table.residue_i, table.residue_j, RESTRAINT_SEPARATION)
    usable = ~near & (table.weight > 0)
    weightless = int(np.count_nonzero(~near & ~usable & (table.group < 0)))
    single = np.flatnonzero(usable & table.is_contact & (table.group < 0))
    usable[single] = among = likely(table.weight[single], len(target.sequence))
    rows = usable_rows(table, usable)
    order, lower, upper = rows.order, rows.lower_a, rows.upper_a
    i, j = table.residue_i[order], table.residue_j[order]
    contact = table.is_contact[order]
    base, share = weights.measured_scale
    middle = np.where(np.isfinite(upper), 0.5 * (lower + upper), lower)
    exact = upper - lower < 1e-6
    scale = np.where(contact, weights.contact_scale_a, np.where(exact, base + share * middle, 1.0))
    found = pair_rows(
        i,
        j,
        lower,
        upper,
        sites=np.stack([table.atom_i[order], table.atom_j[order]], axis=1).astype(np.uint8).reshape(-1, 2),
        scale_a=scale,
        weight=rows.weight,
        group=rows.group,
        notes=(
            *_near_notes(int(np.count_nonzero(near & (table.group < 0)))),
            *((f"{weightless} rows of weight 0; not used",) if weightless else ()),
            *unlikely_notes(among),
            *rows.notes,
        ),
        is_contact=contact,
        length_a=np.where(contact, 6.0, np.where(np.isfinite(upper), middle, lower + 4.0)),
    )
    if not (complete or contact.all()):
        return found
    named = np.stack([table.residue_i, table.residue_j], axis=1).astype(np.int32)
    return replace(
        found,
        absent=Absence(target.chain_index, CONTACT_SEPARATION, named),
        absence_kcal=weights.absence if complete else weights.list_absence,
        complete=complete,
    )


def _near_notes(count: int) -> tuple[str, ...]:
    note = f"{count} pairs nearer than {RESTRAINT_SEPARATION} residues in their chain, which fixes them; not used"
    return (note,) if count else ()


def _from_contact_map(target: Target, probability: np.ndarray, weights: Weights) -> Candidates:
    i, j = pairs_where(target, CONTACT_SEPARATION, lambda i, j: probability[i, j] >= LEAST_PROBABILITY).T
    exact = all(np.all((row < EXACT) | (row > 1 - EXACT) | np.isnan(row)) for row in probability)
    known = share_where(target, CONTACT_SEPARATION, lambda i, j: np.isfinite(probability[i, j]))
    absent = None
    if known >= FULL_MAP:
        named = pairs_where(target, CONTACT_SEPARATION, lambda i, j: ~(probability[i, j] < ABSENT_PROBABILITY))
        absent = Absence(target.chain_index, CONTACT_SEPARATION, named)
    among = likely(probability[i, j], len(target.sequence))
    i, j = i[among], j[among]
    m = len(i)
    return pair_rows(
        i,
        j,
        np.zeros(m),
        np.full(m, CONTACT_UPPER_A),
        scale_a=np.full(m, weights.contact_scale_a),
        weight=probability[i, j],
        absent=absent,
        absence_kcal=weights.absence if exact else weights.predicted_absence,
        complete=exact and absent is not None,
        stated=0 if exact else m,
        is_contact=np.ones(m, bool),
        length_a=np.full(m, 6.0),
        notes=unlikely_notes(among),
    )


def _from_distances(target: Target, distance: np.ndarray, sd: np.ndarray | None, weights: Weights) -> Candidates:
    def known(i: np.ndarray, j: np.ndarray) -> np.ndarray:
        return np.isfinite(distance[i, j])

    full = share_where(target, RESTRAINT_SEPARATION, known) >= FULL_MAP
    predicted = sd is None and full
    i, j = pairs_where(target, RESTRAINT_SEPARATION, known).T
    d = distance[i, j]
    base, share = weights.predicted_scale if predicted else weights.measured_scale
    scale = base + share * d
    if sd is not None:
        given = sd[i, j]
        scale = np.where(np.isfinite(given) & (given > 0), given, scale)
    beyond = (d >= BEYOND_A) & predicted
    lower, upper = np.where(beyond, BEYOND_A, d), np.where(beyond, np.inf, d)
    # A bound says less than a distance; precise distances say more than vague ones.
    weight = np.where(beyond, 0.2, 1.0) * np.where(predicted, (4.0 / np.maximum(d, 4.0)) ** 2, 1.0)
    length = np.where(beyond, np.inf, d)
    near = 0 if full else sum(int(np.count_nonzero(np.isfinite(row))) for row in distance) // 2 - len(i)
    return pair_rows(
        i,
        j,
        lower,
        upper,
        scale_a=scale,
        weight=weight,
        length_a=length,
        predicted=predicted,
        notes=_near_notes(near),
    )


def _from_distogram(target: Target, distogram: np.ndarray, edges: np.ndarray | None, weights: Weights) -> Candidates:
    if edges is None:
        raise RestraintError("the distogram has no bin_edges; give [B+1] ascending edges in Å")
    i, j, splines = _known_splines(target, distogram, edges)
    m = len(i)
    expected = splines.expected_a
    lower = np.where(np.isfinite(expected), expected, splines.knots_a[-1])
    base, share = weights.predicted_scale
    return pair_rows(
        i,
        j,
        lower,
        expected,
        scale_a=base + share * lower,
        weight=splines.information,
        spline=np.arange(m, dtype=np.int32),
        knots_a=splines.knots_a,
        spline_values=splines.values,
        spline_slopes=splines.slopes,
        length_a=expected,
        predicted=True,
    )


def _known_splines(
    target: Target, distogram: np.ndarray, edges: np.ndarray
) -> tuple[np.ndarray, np.ndarray, DistogramSplines]:
    """Pairs with a distogram, and their splines."""
    rows, columns, parts = [], [], []
    for i, j in pair_blocks(target, RESTRAINT_SEPARATION):
        known = np.isfinite(distogram[i, j]).all(axis=1)
        rows.append(i[known])
        columns.append(j[known])
        parts.append(distogram_splines(distogram[i[known], j[known]], edges))
    return np.concatenate(rows), np.concatenate(columns), DistogramSplines.joined(parts)
