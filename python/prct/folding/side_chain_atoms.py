"""Coordinates of side chains from backbone and χ angles."""

from __future__ import annotations

import numpy as np

from prct.parameters.side_chain_geometry import ATOM_RULES, PROLINE_RING

KINDS = ("bare carbon", "aromatic carbon", "aliphatic carbon", "nitrogen", "oxygen", "sulfur", "thiol")
"""In the order of AtomKind in physics/side_chain_contact_term.h."""

_BARE = {"N": ("CG",), "D": ("CG",), "Q": ("CD",), "E": ("CD",), "H": ("CG",), "F": ("CG",), "Y": ("CG", "CZ"),
         "W": ("CG", "CD2", "CE2"), "R": ("CZ",)}  # fmt: skip
_AROMATIC = {
    "H": ("CD2", "CE1"), "F": ("CD1", "CD2", "CE1", "CE2", "CZ"), "Y": ("CD1", "CD2", "CE1", "CE2"),
    "W": ("CD1", "CE3", "CZ2", "CZ3", "CH2"),
}  # fmt: skip


def atom_kind(letter: str, name: str) -> int:
    """Index into `KINDS` of an atom by residue type and name.

    Examples
    --------
    >>> KINDS[atom_kind("F", "CZ")]
    'aromatic carbon'
    """
    if name[0] in "NO":
        return 3 if name[0] == "N" else 4
    if name[0] == "S":
        return 6 if name == "SG" else 5
    if name == "C" or name in _BARE.get(letter, ()):
        return 0
    return 1 if name in _AROMATIC.get(letter, ()) else 2


def place_atom(
    near: np.ndarray, next_: np.ndarray, far: np.ndarray, length_a: float, angle_rad: float, dihedral_rad: np.ndarray
) -> np.ndarray:
    """The point at a length from `near`, an angle to `next_` and a dihedral from `far`; [..., 3] in Å."""
    along = _unit(near - next_)
    normal = _unit(np.cross(next_ - far, along))
    across = np.cross(normal, along)
    turn = np.asarray(dihedral_rad)[..., None]
    plane = np.cos(turn) * across + np.sin(turn) * normal
    return near + length_a * (-np.cos(angle_rad) * along + np.sin(angle_rad) * plane)


def build_side_chains(letter: str, backbone_a: np.ndarray, chi_rad: np.ndarray) -> np.ndarray:
    """Atoms beyond CB of residues of one type.

    Parameters
    ----------
    letter : str
    backbone_a : float64 [M, 5, 3]
        N, CA, C, O, CB in Å.
    chi_rad : float64 [M, n_chi]

    Returns
    -------
    float64 [M, n_atoms, 3]
        In Å, in the order of ``SIDE_CHAIN_ATOMS``.
    """
    if letter == "P":
        return _proline(backbone_a, chi_rad[:, 0])
    atoms = dict(zip(("N", "CA", "C", "O", "CB"), backbone_a.swapaxes(0, 1), strict=True))
    built = []
    for rule in ATOM_RULES[letter]:
        turn = np.full(len(backbone_a), np.radians(rule.turn_deg))
        if rule.chi:
            turn = turn + chi_rad[:, rule.chi - 1]
        parents = atoms[rule.near], atoms[rule.next], atoms[rule.far]
        atoms[rule.name] = place_atom(*parents, rule.length_a, np.radians(rule.angle_deg), turn)
        built.append(atoms[rule.name])
    return np.stack(built, axis=1) if built else np.zeros((len(backbone_a), 0, 3))


def _proline(backbone_a: np.ndarray, chi1_rad: np.ndarray) -> np.ndarray:
    ring = PROLINE_RING
    n, ca, cb = backbone_a[:, 0], backbone_a[:, 1], backbone_a[:, 4]
    up = np.sin(chi1_rad) < 0
    turn = np.radians(np.where(up, ring.turn_deg["up"], ring.turn_deg["down"]))
    tilt = np.radians(np.where(up, ring.tilt_deg["up"], ring.tilt_deg["down"]))[:, None]
    cd = place_atom(n, ca, cb, ring.n_cd_a, np.radians(ring.ca_n_cd_deg), turn)
    gap = np.linalg.norm(cd - cb, axis=1, keepdims=True)
    along = (cd - cb) / gap
    foot = (gap**2 + ring.cb_cg_a**2 - ring.cg_cd_a**2) / (2 * gap)  # from CB to the middle of the circle
    radius = np.sqrt(np.maximum(ring.cb_cg_a**2 - foot**2, 0.0))
    inward = (n + ca) / 2 - (cb + cd) / 2
    out = -_unit(inward - along * (inward * along).sum(axis=1, keepdims=True))
    normal = np.cross(along, out)
    cg = cb + foot * along + radius * (np.cos(tilt) * out + np.sin(tilt) * normal)
    return np.stack([cg, cd], axis=1)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)
