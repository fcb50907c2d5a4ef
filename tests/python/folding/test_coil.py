"""Random coils: where their torsions lie, and that chains stand apart."""

from __future__ import annotations

import numpy as np
from prct.core.build_coordinates import backbone_torsions
from prct.core.target import Target
from prct.folding.coil import CHAIN_GAP_A, draw_phases, random_coil
from prct.parameters.ramachandran import class_of_residue, ramachandran_energy

TARGET = Target("t", ("A",), ("MKVGPAEDLW" * 40,))


def test_torsions_are_as_their_classes_populate_them():
    torsions = backbone_torsions(TARGET.chain_starts, random_coil(TARGET, 1))
    classes = class_of_residue(TARGET.sequence, TARGET.chain_starts)
    inner = slice(1, -1)
    energy = ramachandran_energy(classes[inner], torsions[inner, :2])[:, 0]
    uniform = np.random.default_rng(2).uniform(-np.pi, np.pi, (len(classes), 2))
    assert energy.mean() < 1.5 and ramachandran_energy(classes, uniform)[:, 0].mean() > 2.5
    assert (energy > 3.5).mean() < 0.02
    assert np.allclose(np.abs(torsions[:-1, 2]), np.pi, atol=1e-6)


def test_phases_follow_their_weights_within_the_cell():
    weight = np.zeros((400, 36, 36))
    weight[:, 12, 14], weight[:, 30, 3] = 3.0, 1.0
    degrees = np.degrees(draw_phases(weight, np.random.default_rng(1)))
    first = np.abs(degrees - (-60.0, -40.0)).max(axis=1) <= 5.0
    other = np.abs(degrees - (120.0, -150.0)).max(axis=1) <= 5.0
    assert (first | other).all()
    assert 0.68 < first.mean() < 0.82


def test_the_seed_decides_and_chains_stand_apart():
    pair = Target("pair", ("A", "B"), ("A" * 30, "G" * 20))
    assert np.array_equal(random_coil(pair, 7), random_coil(pair, 7))
    assert not np.array_equal(random_coil(pair, 7), random_coil(pair, 8))
    one, other = np.split(random_coil(pair, 7), [30])
    assert np.isclose(other[..., 0].min() - one[..., 0].max(), CHAIN_GAP_A)
