"""What a build computes, as numbers: they tell two Hamiltonians apart whatever their settings are called."""

from __future__ import annotations

import functools

import numpy as np

import prct._core as _core
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.target import Target
from prct.core.virtual_sites import CB_SITE
from prct.folding.pair_prior import pair_prior
from prct.folding.phase_prior import prior_surfaces

PROBE = "ACDEFGHIKLMNPQRSTVWYGP"
"""Every residue, and both classes before proline."""
HELIX, TURN = (-1.0, -0.8), (-2.4, -1.8)
TURN_RESIDUES = (9, 10, 11)
STRAIN_A = 0.05
DIGITS = 9
"""Enough to notice a changed constant, too few for the rounding of another compiler."""


PRIOR_DIGITS = 4
"""The networks compute in single precision."""


@functools.cache
def hamiltonian_fingerprint() -> dict[str, str]:
    """Energy of every term, all at full strength, for one strained hairpin of two helices on the reference platform.

    Returns
    -------
    dict
        Name of the term: kcal/mol in decimal, nine digits. No term is zero. ``phase_prior``: the sum over its surfaces,
        ``pair_prior``: of the sizes of its values.

    Examples
    --------
    >>> sorted(hamiltonian_fingerprint())[:3]
    ['absence', 'angle', 'bond']
    """
    n = len(PROBE)
    torsions = np.tile([*HELIX, np.pi], (n, 1))
    torsions[list(TURN_RESIDUES), :2] = TURN
    backbone = backbone_from_torsions([0, n], torsions)
    backbone += STRAIN_A * np.sin(np.arange(backbone.size)).reshape(backbone.shape)
    system = _core.System([PROBE])
    pairs = np.array([[0, n - 1], [2, n - 4]], np.int32)
    none, one = np.full(2, -1, np.int32), np.ones(2)
    bounds = np.array([[0.0, 4.0], [1.0, 3.0]])
    no_spline = np.zeros((0, 2))
    sites = np.full((2, 2), CB_SITE, np.uint8)
    system.set_restraints(pairs, sites, bounds, one, one, none, none, np.zeros(2), no_spline, no_spline)
    system.set_absence(pairs, 6)
    bins = np.cos(np.arange(24.0))
    turns = np.stack([bins, bins[::-1], bins + bins[::-1]])
    system.set_orientations(pairs[[0, 0, 1]], np.arange(3, dtype=np.uint8), turns)
    system.set_pair_potential(*_felt_table(*_core.pair_potential_table()))
    system.force_field.pair = system.force_field.burial = 1.0
    scales = _core.TermScales([1.0] * len(_core.TERM_NAMES), 0.5)
    terms = _core.compute(system, _core.Platform("reference"), backbone, scales, one)[0]
    numbers = {name: f"{energy:.{DIGITS}g}" for name, energy in terms.items()}
    prior = prior_surfaces(Target("probe", ("A",), (PROBE,)))
    pairs_prior = pair_prior(Target("probe", ("A",), (PROBE,)))
    sums = {"phase_prior": prior.sum(), "pair_prior": np.abs(pairs_prior.values).sum()}
    return {**numbers, **{name: f"{float(total):.{PRIOR_DIGITS}g}" for name, total in sums.items()}}


def _felt_table(pair: np.ndarray, burial: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The tables of Eq. 10, each curve plus a mixture of all and a ramp: the probe feels all coefficients, or zeros."""
    ramp = np.concatenate([np.full(3, 1.0), np.linspace(0.9, 0.1, 7), np.zeros(3)])
    mixed = [np.cos(np.arange(len(table))) @ table for table in (pair, burial)]
    return pair + mixed[0] + ramp, burial + mixed[1] + np.arange(13.0)
