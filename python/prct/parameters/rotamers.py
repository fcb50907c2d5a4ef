"""Backbone-dependent rotamers: how likely each is at φ, ψ, and its χ angles.

Fitted by tools/fit_rotamers.py; rotamers.json holds the provenance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import ArrayLike

COST_UNIT = 0.05
"""-ln p is stored in these steps."""


@dataclass(frozen=True)
class RotamerTable:
    """Rotamers of one residue type, most frequent first; nodes every 20 degrees of φ and ψ from -180.

    Attributes
    ----------
    probability : float64 [R, 18, 18]
    probability_anywhere : float64 [R]
        Whatever the backbone.
    chi_rad : float64 [R, n_chi]
        Mean χ.
    deviation_rad : float64 [R, 18, 18, n_chi]
        χ at a node less the mean.
    """

    probability: np.ndarray
    probability_anywhere: np.ndarray
    chi_rad: np.ndarray
    deviation_rad: np.ndarray


@cache
def rotamer_table(letter: str) -> RotamerTable:
    """Rotamers of a residue type by its one-letter code; KeyError for A, G and X, which have none.

    Notes
    -----
    Source: M. V. Shapovalov and R. L. Dunbrack Jr., Structure 19, 844 (2011), CC-BY 4.0, on a coarser grid and without
    rotamers rarer than 1 % at every node.

    Examples
    --------
    >>> rotamer_table("V").chi_rad.shape
    (3, 1)
    """
    with as_file(files("prct.parameters").joinpath("rotamers.npz")) as path, np.load(path) as stored:
        cost, anywhere = stored[f"{letter}_cost"], stored[f"{letter}_cost_anywhere"]
        chi, deviation = stored[f"{letter}_chi_deg"], stored[f"{letter}_deviation_deg"]
    return RotamerTable(
        np.exp(-COST_UNIT * cost), np.exp(-COST_UNIT * anywhere),
        np.radians(chi.astype(float)), np.radians(deviation.astype(float)),
    )  # fmt: skip


def rotamers_at(letter: str, phi_psi_rad: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and χ of all rotamers of a type at given φ, ψ, bilinear between the nodes.

    Parameters
    ----------
    letter : str
    phi_psi_rad : array_like [N, 2]
        Where one is NaN (a chain end) the frequencies whatever the backbone are taken.

    Returns
    -------
    probability : float64 [N, R]
        Summing to 1.
    chi_rad : float64 [N, R, n_chi]

    Examples
    --------
    >>> probability, chi = rotamers_at("V", np.radians([[-60.0, -45.0]]))
    >>> int(np.degrees(chi[0, probability[0].argmax(), 0]).round(-1)) % 360
    170
    """
    table = rotamer_table(letter)
    angles = np.asarray(phi_psi_rad, dtype=np.float64)
    known = np.isfinite(angles[:, 0]) & np.isfinite(angles[:, 1])
    nodes = table.probability.shape[1]
    place = (np.where(known[:, None], angles, 0.0) + np.pi) * nodes / (2 * np.pi)
    low = np.floor(place).astype(int)
    part = place - low
    count = len(table.chi_rad)
    probability = np.zeros((count, len(angles)))
    deviation = np.zeros((count, len(angles), table.chi_rad.shape[1]))
    for i in (0, 1):
        for j in (0, 1):
            weight = np.abs(1 - i - part[:, 0]) * np.abs(1 - j - part[:, 1])
            at = (low[:, 0] + i) % nodes, (low[:, 1] + j) % nodes
            probability += weight * table.probability[:, at[0], at[1]]
            deviation += weight[None, :, None] * table.deviation_rad[:, at[0], at[1]]
    probability = np.where(known, probability, table.probability_anywhere[:, None])
    deviation[:, ~known] = 0.0
    return (probability / probability.sum(axis=0)).T, (table.chi_rad[:, None] + deviation).swapaxes(0, 1)
