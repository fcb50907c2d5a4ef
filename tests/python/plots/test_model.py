import doctest

import numpy as np
import pytest
from prct.core.structure import Structure
from prct.plots import model, ribbon
from prct.plots.model import _view, plot_model
from prct.plots.ribbon import COIL, HELIX, STRAND, make_ribbon, secondary_structure


def helix_trace(length):
    turn = np.radians(100) * np.arange(length)
    return np.column_stack([2.3 * np.cos(turn), 2.3 * np.sin(turn), 1.5 * np.arange(length)])


def strand_trace(length):
    return np.column_stack([3.3 * np.arange(length), 0.9 * (-1.0) ** np.arange(length), np.zeros(length)])


def structure_of(ca, confidence=None):
    coords = np.repeat(ca[:, None], 5, axis=1) + np.arange(5)[:, None] * [0.3, 0.2, 0.4]
    length = len(ca)
    return Structure(
        "A" * length, coords, np.zeros(length, np.int32), ("A",), np.arange(1, length + 1, dtype=np.int32), confidence
    )


def test_doctests():
    assert doctest.testmod(ribbon).failed == 0


def test_secondary_structure_of_ideal_traces():
    assert set(secondary_structure(helix_trace(12))) == {HELIX}
    assert set(secondary_structure(strand_trace(8))) == {STRAND}
    assert set(secondary_structure(np.random.default_rng(1).normal(0, 30, (12, 3)))) == {COIL}


def test_the_surface_encloses_the_trace_of_a_helix_and_points_outward():
    ca = helix_trace(15)
    made = make_ribbon(ca, np.tile([0.0, 0.0, 1.0], (15, 1)))
    centre = made.points_a.mean(axis=1)
    at_residues = np.isclose(made.residue, np.round(made.residue))
    assert np.allclose(centre[at_residues], ca, atol=1e-6)
    assert (((made.points_a - centre[:, None]) * made.normals).sum(axis=2) > 0).all()
    assert np.allclose(np.linalg.norm(made.normals, axis=2), 1)
    around = np.roll(made.points_a, -1, axis=1) - np.roll(made.points_a, 1, axis=1)
    assert np.abs((around * made.normals).sum(axis=2)).max() < 1e-9


def test_the_view_shows_no_mirror_image_and_looks_along_the_shortest_axis():
    cloud = np.random.default_rng(5).normal(0, [9.0, 1.0, 4.0], (200, 3))
    _, turn = _view(cloud)
    assert np.isclose(np.linalg.det(turn), 1)
    assert abs(turn[2] @ [0, 1, 0]) > 0.98
    assert abs(turn[1] @ [1, 0, 0]) > 0.98


def test_confidence_gives_the_colour():
    def mean_colour(value):
        figure = plot_model(structure_of(helix_trace(12), np.full(12, value)))
        return np.asarray(figure.axes[0].collections[0].get_facecolor())[:, :3].mean(axis=0)

    doubt, trust = mean_colour(20.0), mean_colour(98.0)
    assert doubt[0] > doubt[2]
    assert trust[2] > trust[0]


def test_a_model_without_a_backbone_is_refused():
    bare = structure_of(helix_trace(5))
    bare.coords_a[:, 3] = np.nan
    with pytest.raises(ValueError, match="backbone"):
        plot_model(bare)
    assert model.plot_model(structure_of(helix_trace(2))).axes
