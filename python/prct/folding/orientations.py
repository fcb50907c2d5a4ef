"""Predicted orientations of residue pairs as energies over dihedrals and angles (Eq. 9b).

An orientation is predicted for pairs in contact. Given that, its energy is -ln(p/p_ref) of its bin, p_ref being uniform
for a dihedral and sin for an angle, weighted by the probability of a contact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prct.core.restraints import OrientationMaps
from prct.core.target import Target
from prct.folding.pair_blocks import pair_blocks

KINDS = ("omega", "theta", "phi")
"""In the engine's numbering."""
LEAST_CONTACT = 0.5
"""Pairs less probable to be in contact are not used."""
PER_RESIDUE = 10
"""So many orientations a residue are used, the most informative ones: more cost time and repeat one another."""
SEPARATION = 3
FLOOR = 1e-3
"""Probability below which a bin is taken as this."""


@dataclass(frozen=True)
class Orientations:
    """K energies, as the engine takes them.

    Attributes
    ----------
    residues : int32 [K, 2]
    kind : uint8 [K]
        Index into :data:`KINDS`.
    coefficients : float64 [K, 24]
        Of periodic splines, 15 degrees apart from -172.5 degrees on; those of an angle are mirrored. kcal/mol.
    notes : tuple of str
    """

    residues: np.ndarray
    kind: np.ndarray
    coefficients: np.ndarray
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.residues)


def make_orientations(target: Target, maps: OrientationMaps, kcal: float) -> Orientations | None:
    """The orientations that are used.

    Parameters
    ----------
    target : Target
    maps : OrientationMaps
    kcal : float
        What those of one residue are worth together, at one kT each; 0 turns them off.

    Returns
    -------
    Orientations or None
        None where there is none.
    """
    if not kcal:
        return None
    residues, kinds, energies, information, contact = [], [], [], [], []
    for kind, name in enumerate(KINDS):
        map_ = getattr(maps, name)
        if map_ is None:
            continue
        for i, j in pair_blocks(target, SEPARATION):
            both = [(i, j)] if name == "omega" else [(i, j), (j, i)]
            for first, second in both:
                p = map_[first, second].astype(float)
                near = 1.0 - p[:, 0] >= LEAST_CONTACT  # False where unknown
                p = p[near, 1:] / (1.0 - p[near, :1])
                residues.append(np.stack([first[near], second[near]], axis=1))
                kinds.append(np.full(len(p), kind, np.uint8))
                energies.append(_energies(p, is_angle=name == "phi"))
                information.append(_information(p, is_angle=name == "phi"))
                contact.append(1.0 - map_[first, second, 0].astype(float)[near])
    pairs = np.concatenate(residues).astype(np.int32) if residues else np.zeros((0, 2), np.int32)
    if not len(pairs):
        return None
    weight, length = np.concatenate(contact), len(target.sequence)
    order = np.argsort(-weight * np.concatenate(information), kind="stable")
    used = np.sort(order[: PER_RESIDUE * length])
    total = max(float(weight[used].sum()), 0.5 * length)
    scale = weight[used] * (kcal * length / total)
    note = f"{len(used)} of {len(pairs)} orientations used, the most informative ones"
    return Orientations(
        pairs[used],
        np.concatenate(kinds)[used],
        np.concatenate(energies)[used] * scale[:, None],
        (note,) if len(used) < len(pairs) else (),
    )


def _reference(is_angle: bool) -> np.ndarray:
    """p_ref of every bin: [12] of an angle, [24] of a dihedral."""
    if not is_angle:
        return np.full(24, 1.0 / 24.0)
    return 0.5 * -np.diff(np.cos(np.linspace(0.0, np.pi, 13)))


def _energies(p: np.ndarray, is_angle: bool) -> np.ndarray:
    """-ln(p/p_ref) [K, 24]; of an angle after its mirror image."""
    energy = -np.log(np.maximum(p, FLOOR) / np.maximum(_reference(is_angle), FLOOR))
    return np.concatenate([energy[:, ::-1], energy], axis=1) if is_angle else energy


def _information(p: np.ndarray, is_angle: bool) -> np.ndarray:
    """Of p over p_ref, nats [K]."""
    return np.asarray(np.sum(p * np.log(np.maximum(p, FLOOR) / _reference(is_angle)), axis=1))
