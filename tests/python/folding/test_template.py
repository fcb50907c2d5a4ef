"""What a template says of a target: alignment, distances, phases."""

from dataclasses import replace

import numpy as np
import pytest
from prct.base.errors import StructureError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.core.target import Target
from prct.core.virtual_sites import virtual_cb
from prct.folding.template import LEAST_SCALE_A, template_of

SEQUENCE = "MKVLAAGIVGLLWERTYPQDNFHSCKE"


def helix(sequence, first=1):
    """An ideal helix whose CBs are virtual."""
    n = len(sequence)
    coords = np.full((n, 5, 3), np.nan)
    coords[:, :3] = backbone_from_torsions([0, n], np.tile(np.radians([-63.0, -42.0, 180.0]), (n, 1)))
    return Structure(sequence, coords, np.zeros(n, np.int32), ("A",), np.arange(first, first + n, dtype=np.int32))


def one_chain(sequence):
    return Target("t", ("A",), (sequence,))


def test_a_template_of_the_same_sequence_gives_its_own_distances_and_phases():
    found = template_of(one_chain(SEQUENCE), helix(SEQUENCE), "t.pdb")
    cb = virtual_cb(helix(SEQUENCE).coords_a)
    i, j = found.pairs.T
    assert np.allclose(found.distance_a, np.linalg.norm(cb[i] - cb[j], axis=1))
    assert (j - i >= 3).all()
    assert found.distance_a.max() <= 12
    assert found.identity == 1
    assert found.scale_a == LEAST_SCALE_A
    assert np.allclose(np.degrees(found.phases.angle_rad[1:-1]), (-63, -42), atol=1e-6)
    assert np.isnan(found.phases.angle_rad[0, 0])
    assert np.isnan(found.phases.angle_rad[-1, 1])
    assert len(found.notes) == 1


def test_a_piece_is_placed_where_it_belongs_and_its_phases_end_at_gaps():
    without = SEQUENCE[:8] + SEQUENCE[12:]
    found = template_of(one_chain(SEQUENCE), helix(without), "t.pdb")
    known = np.isfinite(found.phases.angle_rad)
    assert not known[8:12].any()
    assert known[7].tolist() == [True, False]
    assert known[12].tolist() == [False, True]
    assert not np.isin(found.pairs, np.arange(8, 12)).any()
    assert found.identity == 1


def test_relatives_differ_by_more_and_distant_ones_warn():
    changed = "".join(c if k % 3 else "A" for k, c in enumerate(SEQUENCE))
    near = template_of(one_chain(SEQUENCE), helix(changed), "t.pdb")
    assert near.scale_a == pytest.approx(np.sqrt(2 / 3) * 0.4 * np.exp(1.87 * (1 - near.identity)))
    assert len(near.notes) == 1
    far = template_of(one_chain(SEQUENCE), helix("".join("MA"[k % 7 > 0] for k in range(27))), "t.pdb")
    assert far.identity < 0.25
    assert "identity below 25%" in far.notes[1]


def test_chains_of_a_target_take_different_chains_of_the_template():
    a, b = helix("MKVLAAGIVGLL"), helix("WERTYPQDNFHS")
    both = Structure(
        a.sequence + b.sequence,
        np.concatenate([a.coords_a, b.coords_a + 6.0]),
        np.repeat([0, 1], 12).astype(np.int32),
        ("A", "B"),
        np.tile(np.arange(1, 13, dtype=np.int32), 2),
    )
    found = template_of(Target("t", ("A", "B"), (b.sequence, a.sequence)), both, "t.pdb")
    assert found.identity == 1
    across = (found.pairs < 12).sum(axis=1) == 1
    assert across.any()
    i, j = found.pairs[across].T
    cb = np.roll(virtual_cb(both.coords_a), 12, axis=0)
    assert np.allclose(found.distance_a[across], np.linalg.norm(cb[i] - cb[j], axis=1))
    assert np.isnan(found.phases.angle_rad[[0, 12], 0]).all()


def test_unresolved_atoms_and_breaks_are_left_out():
    broken = helix(SEQUENCE)
    broken.coords_a[10, 0] = np.nan
    broken.coords_a[20:] += 30.0
    found = template_of(one_chain(SEQUENCE), broken, "t.pdb")
    assert not np.isin(found.pairs, 10).any()
    angle = found.phases.angle_rad
    assert np.isnan(angle[[10, 20], 0]).all()
    assert np.isnan(angle[[9, 10, 19], 1]).all()
    assert np.isfinite(angle[11, 1])


def test_what_cannot_be_a_template_is_refused():
    with pytest.raises(StructureError, match=r"t\.pdb: no chain can be aligned"):
        template_of(one_chain(SEQUENCE), replace(helix("MK"), sequence="MK"), "t.pdb")
    spread = helix(SEQUENCE)
    spread.coords_a[:] *= 50
    with pytest.raises(StructureError, match="no two aligned residues within 12"):
        template_of(one_chain(SEQUENCE), spread, "t.pdb")
