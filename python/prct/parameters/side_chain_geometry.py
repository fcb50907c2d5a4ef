"""Ideal internal geometry of the side chains.

Fitted by tools/fit_side_chain_geometry.py; side_chain_geometry.json holds the provenance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class AtomRule:
    """Where one atom stands: at a distance from `near`, with an angle to `next` and a dihedral from `far`.

    Attributes
    ----------
    name, near, next, far : str
    length_a, angle_deg : float
    chi : int
        Which χ (1-4) the dihedral follows; 0 = none, it is fixed.
    turn_deg : float
        Added to that χ, or the fixed dihedral.
    """

    name: str
    near: str
    next: str
    far: str
    length_a: float
    angle_deg: float
    chi: int
    turn_deg: float


@dataclass(frozen=True)
class ProlineRing:
    """CD from N, then CG on the circle about CB and CD, so that the ring is closed on any backbone.

    Attributes
    ----------
    n_cd_a, ca_n_cd_deg, cb_cg_a, cg_cd_a : float
    turn_deg, tilt_deg : dict of str to float
        Dihedral CB-CA-N-CD, and tilt of CG out of the plane of CB, CD and the middle of N-CA, of the puckers "up"
        (χ1 < 0) and "down".
    """

    n_cd_a: float
    ca_n_cd_deg: float
    cb_cg_a: float
    cg_cd_a: float
    turn_deg: dict[str, float]
    tilt_deg: dict[str, float]


_STORED: dict[str, Any] = json.loads(files("prct.parameters").joinpath("side_chain_geometry.json").read_text())

THREE_LETTERS: dict[str, str] = {
    "A": "ALA", "C": "CYS", "D": "ASP", "E": "GLU", "F": "PHE", "G": "GLY", "H": "HIS", "I": "ILE", "K": "LYS",
    "L": "LEU", "M": "MET", "N": "ASN", "P": "PRO", "Q": "GLN", "R": "ARG", "S": "SER", "T": "THR", "V": "VAL",
    "W": "TRP", "Y": "TYR",
}  # fmt: skip

ATOM_RULES: dict[str, tuple[AtomRule, ...]] = {
    letter: tuple(
        AtomRule(*(rule[key] for key in ("atom", "near", "next", "far", "length_a", "angle_deg", "chi", "turn_deg")))
        for rule in _STORED["residues"][name]
    )
    for letter, name in THREE_LETTERS.items()
    if letter != "P"
}
"""Atoms beyond CB of each residue type but proline, in the order of the Chemical Component Dictionary."""

PROLINE_RING = ProlineRing(
    **{key: value for key, value in _STORED["proline"].items() if key != "puckers"},
    turn_deg={name: pucker["turn_deg"] for name, pucker in _STORED["proline"]["puckers"].items()},
    tilt_deg={name: pucker["tilt_deg"] for name, pucker in _STORED["proline"]["puckers"].items()},
)

SIDE_CHAIN_ATOMS: dict[str, tuple[str, ...]] = {
    letter: ("CG", "CD") if letter == "P" else tuple(rule.name for rule in ATOM_RULES[letter])
    for letter in THREE_LETTERS
}
"""Names of the atoms beyond CB."""


def heavy_atoms(letter: str) -> tuple[str, ...]:
    """Names of all heavy atoms of a residue within a chain (no OXT); CB is left out for glycine only.

    Examples
    --------
    >>> heavy_atoms("S")
    ('N', 'CA', 'C', 'O', 'CB', 'OG')
    """
    return ("N", "CA", "C", "O", *(() if letter == "G" else ("CB",)), *SIDE_CHAIN_ATOMS[letter])
