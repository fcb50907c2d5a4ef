"""What a reader had to handle in one chain, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import gemmi
import numpy as np

from prct.core.restraints import ATOM_NAMES
from prct.io.residue_codes import UNKNOWN

if TYPE_CHECKING:
    from prct.io.structure_reading import ReadChain, ReadResidue

MAX_PEPTIDE_BOND_A = 2.0
"""A C-N distance above this is no bond (ideal 1.329 Å, Eq. 5; poor models reach 1.7)."""

MAX_CA_STEP_A = 4.5
"""A CA-CA step above this is a break where C or N is missing (3.80 Å trans, 2.92 Å cis, Eq. 5)."""

MAX_NAMED = 5
"""Residues named in one note before it only counts."""


def chain_notes(chain: ReadChain) -> list[str]:
    """Breaks, missing ends and atoms, modified residues, alternates and insertion codes of one chain, a line each."""
    residues = chain.residues
    found = {
        "break between": _breaks(residues),
        "without coordinates, by the sequence in the file:": _missing_ends(chain),
        "modified or unknown, read as": [
            f"{_place(residue)} {residue.name} as {residue.letter}" for residue in residues if _is_modified(residue)
        ],
        "missing atoms:": [
            f"{' '.join(missing)} of {_place(residue)}" for residue in residues if (missing := _missing(residue))
        ],
        "alternates, highest occupancy taken:": [_place(residue) for residue in residues if residue.alternates],
        "CA given twice, highest occupancy taken:": [_place(residue) for residue in residues if residue.twice],
        "insertion codes:": [_place(residue) for residue in residues if residue.insertion_code],
    }
    return [f"chain {chain.name}: {title} {_named(items)}" for title, items in found.items() if items]


def _missing_ends(chain: ReadChain) -> list[str]:
    first, last = chain.residues[0], chain.residues[-1]
    if first.place is None or last.place is None or not chain.sequence_length:
        return []
    before, after = first.place - 1, chain.sequence_length - last.place
    ends = ((before, f"before {_place(first)}"), (after, f"after {_place(last)}"))
    return [f"{count} {where}" for count, where in ends if count > 0]


def _breaks(residues: Sequence[ReadResidue]) -> list[str]:
    breaks = []
    for before, after in itertools.pairwise(residues):
        bond_a = float(np.linalg.norm(after.atoms_a[0] - before.atoms_a[2]))
        step_a = float(np.linalg.norm(after.atoms_a[1] - before.atoms_a[1]))
        absent = after.number - before.number - 1
        broken = bond_a > MAX_PEPTIDE_BOND_A if np.isfinite(bond_a) else step_a > MAX_CA_STEP_A
        if broken or (absent > 0 and not np.isfinite(bond_a) and not np.isfinite(step_a)):
            missing = f" ({absent} missing by number)" if absent > 0 else ""
            breaks.append(f"{_place(before)} and {_place(after)}{missing}")
    return breaks


def _missing(residue: ReadResidue) -> list[str]:
    absent = np.isnan(residue.atoms_a).any(axis=1)
    names = [name for name, gone in zip(ATOM_NAMES, absent, strict=True) if gone]
    return [name for name in names if not (name == "CB" and residue.letter == "G")]


def _is_modified(residue: ReadResidue) -> bool:
    info = gemmi.find_tabulated_residue(residue.name)
    return not info.is_standard() or info.one_letter_code != residue.letter or residue.letter == UNKNOWN


def _place(residue: ReadResidue) -> str:
    return f"{residue.number}{residue.insertion_code}"


def _named(items: Iterable[str]) -> str:
    items = list(items)
    more = f", and {len(items) - MAX_NAMED} more" if len(items) > MAX_NAMED else ""
    return ", ".join(items[:MAX_NAMED]) + more
