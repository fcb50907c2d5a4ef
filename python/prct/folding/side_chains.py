"""All heavy atoms of a model: side chains packed by rotamers on a backbone that stays where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

import prct._core as _core
from prct.base.errors import OptionError, StructureError
from prct.core.build_coordinates import backbone_torsions
from prct.core.full_atom import FullAtomStructure
from prct.core.structure import Structure
from prct.core.virtual_sites import cb_coords, oxygen_coords, virtual_cb
from prct.folding.side_chain_atoms import atom_kind, build_side_chains, place_atom
from prct.parameters.packing import CONTACT_FIELDS, PACKING
from prct.parameters.rotamers import rotamers_at
from prct.parameters.side_chain_geometry import SIDE_CHAIN_ATOMS

BACKBONE = ("N", "CA", "C", "O", "CB")
MAX_PEPTIDE_BOND_A = 2.0
"""A C-N distance above this is a break, as in the reader of structures."""
MAX_CB_SHIFT_A = 0.5
"""A CB further than this from its ideal place is rebuilt: it stands on the wrong side or in a broken model."""
KEPT_PROBABILITY = 0.999
"""Rotamers are offered, likely ones first, until they hold this share."""
MIN_PROBABILITY = 1e-3
MAX_NAMED = 5


@dataclass(frozen=True)
class _Offer:
    """Rotamers of all residues, flat."""

    rotamer_starts: np.ndarray
    atom_starts: np.ndarray
    costs: np.ndarray
    atoms_a: np.ndarray
    kinds: np.ndarray


def pack_side_chains(structure: Structure, *, seed: int = 1, threads: int = 1) -> FullAtomStructure:
    """Add all heavy atoms of the side chains.

    Backbone and CB stay where they are; a missing O or CB is put to its ideal place (Eq. 2). Rotamers come from a
    backbone-dependent library, are rigid with ideal bonds and angles, and are chosen together by their frequency and by
    soft contacts of heavy atoms. The last residue of each chain gets its OXT.

    Parameters
    ----------
    structure : Structure
        N, CA, C of at least one residue; ``prct fold`` and ``read_structure`` give it.
    seed : int
        Of the search; same structure and seed, same atoms, whatever the number of threads.
    threads : int

    Returns
    -------
    FullAtomStructure
        The notes of its backbone say what was put in, rebuilt or left as it was. A residue that is unknown (X) or lacks
        N, CA or C keeps the atoms it has.

    Raises
    ------
    StructureError
        When no residue has N, CA and C: a CA trace must be given a backbone first.
    OptionError
        For a negative seed or less than one thread.

    Notes
    -----
    Hydrogens, ligands and crystal neighbours are not seen; amide and histidine flips are not told apart well by heavy
    atoms alone. Accuracy is in docs/BENCHMARKS.md.

    Examples
    --------
    >>> from prct.core.build_coordinates import backbone_from_torsions
    >>> coords_a = np.full((3, 5, 3), np.nan)
    >>> coords_a[:, :3] = backbone_from_torsions([0, 3], np.radians([[-60.0, -45.0, 180.0]] * 3))
    >>> helix = Structure("KVS", coords_a, np.zeros(3, np.int32), ("A",), np.arange(1, 4))
    >>> packed = pack_side_chains(helix)
    >>> len(packed.atom_names), packed.atom_names[-3:]
    (23, ('CB', 'OG', 'OXT'))
    """
    if seed < 0 or threads < 1:
        raise OptionError(f"seed is {seed} and threads {threads}; use 0 or more and 1 or more")
    whole = np.isfinite(structure.coords_a[:, :3]).all(axis=(1, 2))
    if not whole.any():
        raise StructureError(
            "no residue has N, CA and C, so that side chains have nothing to stand on; give a backbone "
            "(prct.core.build_coordinates.backbone_from_trace makes one from a CA trace)"
        )
    bonded = _bonded(structure)
    backbone = _completed(structure, whole, bonded)
    packable = whole & (np.array(list(structure.sequence)) != "X")
    offer = _offer(backbone, packable, bonded)
    fixed = _fixed_atoms(backbone, bonded)
    weights = np.array([PACKING[name] for name in CONTACT_FIELDS], dtype=np.float32)
    choice, energy, _ = _core.pack_side_chains(
        offer.rotamer_starts, offer.atom_starts, offer.costs, offer.atoms_a, offer.kinds, *fixed, weights, seed,
        threads,
    )  # fmt: skip
    return _assembled(backbone, offer, choice, whole, energy)


def _bonded(structure: Structure) -> np.ndarray:
    """bool [L]: the next residue follows in the chain."""
    coords_a, chain = structure.coords_a, structure.chain_index
    near = np.linalg.norm(coords_a[1:, 0] - coords_a[:-1, 2], axis=1) <= MAX_PEPTIDE_BOND_A
    return np.append(near & (chain[1:] == chain[:-1]), False)


def _completed(structure: Structure, whole: np.ndarray, bonded: np.ndarray) -> Structure:
    """O and CB put in where they miss, a misplaced CB put right; notes say so."""
    coords_a = np.array(structure.coords_a, dtype=np.float64)
    letters = np.array(list(structure.sequence))
    known = whole & (letters != "X")
    no_o, no_cb = known & np.isnan(coords_a[:, 3]).any(axis=1), np.isnan(coords_a[:, 4]).any(axis=1)
    has_cb = letters != "G"
    ideal = virtual_cb(coords_a)
    shift = np.linalg.norm(coords_a[:, 4] - ideal, axis=1)
    misplaced = known & has_cb & ~no_cb & (shift > MAX_CB_SHIFT_A)
    coords_a[misplaced, 4] = np.nan
    coords_a[known, 3] = oxygen_coords(coords_a, bonded)[known]
    coords_a[known, 4] = cb_coords(coords_a)[known]
    coords_a[~has_cb, 4] = np.nan
    found = {
        "O put in": no_o,
        "CB put in": known & has_cb & no_cb,
        "CB was misplaced and is rebuilt": misplaced,
        "unknown, no side chain": letters == "X",
        "without N, CA or C, left as it is": ~whole,
    }
    notes = tuple(f"{title}: {_named(structure, flags)}" for title, flags in found.items() if flags.any())
    if (no_cb & known & has_cb).sum() == (known & has_cb).sum():  # models come without; nothing to tell
        notes = tuple(note for note in notes if not note.startswith("CB put in"))
    return replace(structure, coords_a=coords_a, notes=(*structure.notes, *notes))


def _named(structure: Structure, flags: np.ndarray) -> str:
    places = np.flatnonzero(flags)
    codes = structure.insertion_codes or ("",) * len(structure.sequence)
    names = [
        f"{structure.chain_ids[structure.chain_index[k]]}{structure.residue_numbers[k]}{codes[k]}"
        for k in places[:MAX_NAMED]
    ]
    return ", ".join(names) + (f", and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else "")


def _phi_psi(backbone: Structure, bonded: np.ndarray) -> np.ndarray:
    starts = np.concatenate([[0], np.flatnonzero(~bonded) + 1])
    return backbone_torsions(starts, backbone.coords_a[:, :3])[:, :2]


def _offer(backbone: Structure, packable: np.ndarray, bonded: np.ndarray) -> _Offer:
    """The likely rotamers of each residue, built; by residue type, then put in order of residues."""
    phi_psi = _phi_psi(backbone, bonded)
    length = len(backbone.sequence)
    letters = np.array(list(backbone.sequence))
    owners, costs, counts, blocks, kinds = [], [], [], [], []
    for letter in sorted(set(letters[packable]) - {"A", "G"}):
        members = np.flatnonzero(packable & (letters == letter))
        probability, chi = rotamers_at(letter, phi_psi[members])
        order = np.argsort(-probability, axis=1, kind="stable")
        probability = np.take_along_axis(probability, order, axis=1)
        before = np.cumsum(probability, axis=1) - probability
        kept = (before < KEPT_PROBABILITY) & (probability >= MIN_PROBABILITY)
        row, column = np.nonzero(kept)
        atoms = build_side_chains(letter, backbone.coords_a[members[row]], chi[row, order[row, column]])
        owners.append(members[row])
        costs.append(-PACKING["rotamer"] * np.log(probability[row, column] / probability[row, 0]))
        counts.append(np.full(len(row), atoms.shape[1]))
        blocks.append(atoms.reshape(-1, 3))
        kinds.append(np.tile([atom_kind(letter, name) for name in SIDE_CHAIN_ATOMS[letter]], len(row)))
    if not owners:
        nothing = np.zeros(length + 1, np.int32)
        return _Offer(nothing, np.zeros(1, np.int32), np.zeros(0), np.zeros((0, 3)), np.zeros(0, np.uint8))
    owner, count = np.concatenate(owners), np.concatenate(counts)
    order = np.argsort(owner, kind="stable")
    starts = np.concatenate([[0], np.cumsum(count)])
    atom_order = np.concatenate([np.arange(starts[r], starts[r + 1]) for r in order])
    return _Offer(
        np.searchsorted(owner[order], np.arange(length + 1)).astype(np.int32),
        np.concatenate([[0], np.cumsum(count[order])]).astype(np.int32),
        np.concatenate(costs)[order],
        np.concatenate(blocks)[atom_order],
        np.concatenate(kinds)[atom_order].astype(np.uint8),
    )


def _fixed_atoms(backbone: Structure, bonded: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Positions, kinds, owners of all backbone atoms, and the neighbour in the chain that does not feel them either.

    Left out are what stands one to four bonds from CB's next atom: all of the residue itself, C before it and N after
    it; for proline, whose ring is bound to N, all of the residue before.
    """
    present = np.isfinite(backbone.coords_a).all(axis=2)
    residue, atom = np.nonzero(present)
    kinds = np.array([0 if name == "C" else 3 if name == "N" else 4 if name == "O" else 2 for name in BACKBONE])
    also = np.full(len(residue), -1)
    follows = bonded[residue]
    before_proline = np.append(np.array(list(backbone.sequence))[1:] == "P", False)[residue]
    forward = follows & ((atom == 2) | before_proline)
    also[forward] = residue[forward] + 1
    back = (atom == 0) & np.insert(bonded[:-1], 0, False)[residue]
    also[back] = residue[back] - 1
    return (
        backbone.coords_a[present], kinds[atom].astype(np.uint8), residue.astype(np.int32), also.astype(np.int32),
    )  # fmt: skip


def _assembled(
    backbone: Structure, offer: _Offer, choice: np.ndarray, whole: np.ndarray, energy: float
) -> FullAtomStructure:
    """Backbone and chosen rotamers, residue by residue."""
    present = np.isfinite(backbone.coords_a).all(axis=2)
    ends = np.append(np.diff(backbone.chain_index) > 0, True)
    names: list[str] = []
    index: list[int] = []
    blocks: list[np.ndarray] = []
    for k, letter in enumerate(backbone.sequence):
        names_here = [name for name, here in zip(BACKBONE, present[k], strict=True) if here]
        blocks.append(backbone.coords_a[k, present[k]])
        if choice[k] >= 0:
            rotamer = offer.rotamer_starts[k] + choice[k]
            blocks.append(offer.atoms_a[offer.atom_starts[rotamer] : offer.atom_starts[rotamer + 1]])
            names_here += SIDE_CHAIN_ATOMS[letter]
        if ends[k] and whole[k] and present[k, 3]:
            blocks.append(_terminal_oxygen(backbone.coords_a[k])[None])
            names_here.append("OXT")
        names += names_here
        index += [k] * len(names_here)
    coords_a = np.concatenate(blocks)
    return FullAtomStructure(backbone, tuple(names), np.array(index, dtype=np.int32), coords_a, energy)


def _terminal_oxygen(residue_a: np.ndarray) -> np.ndarray:
    """OXT opposite to O in the plane of CA, C and O: as far from C, at the same angle to CA-C."""
    ca, c, o = residue_a[1], residue_a[2], residue_a[3]
    length = float(np.linalg.norm(o - c))
    angle = float(np.arccos(np.clip((ca - c) @ (o - c) / (length * np.linalg.norm(ca - c)), -1.0, 1.0)))
    return place_atom(c, ca, o, length, angle, np.array(np.pi))
