import doctest

import numpy as np
from matplotlib.colors import to_rgb
from prct.plots import contact_map
from prct.plots.contact_map import MOST_CELLS, contacts, plot_contact_map
from prct.plots.style import BLUE, GREEN, ORANGE, QUIET


def image(figure):
    return np.asarray(figure.axes[0].images[0].get_array())


def hairpin():
    """Two antiparallel strands of ten residues, 5 Å apart, 3.8 Å a step."""
    up = np.column_stack([np.zeros(10), 3.8 * np.arange(10), np.zeros(10)])
    return np.concatenate([up, up[::-1] + np.array([5.0, 0, 0])])


def test_doctests():
    assert doctest.testmod(contact_map).failed == 0


def test_contacts_agree_with_all_distances():
    points = np.random.default_rng(3).uniform(0, 25, (60, 3))
    points[7] = np.nan
    starts = np.array([0, 20, 60])
    far = np.linalg.norm(points[:, None] - points[None], axis=2) < 8
    chain = np.repeat([0, 1], [20, 40])
    wanted = {(i, j) for i in range(60) for j in range(i + 1, 60) if far[i, j] and (chain[i] != chain[j] or j - i >= 6)}
    found = contacts(points, starts)
    assert {tuple(pair) for pair in found.tolist()} == wanted
    assert len(found) == len(wanted)


def test_given_above_and_made_below_the_diagonal():
    picture = image(plot_contact_map(hairpin(), [[19, 0], [3, 12]], [1.0, 1.0], [True, False], [0, 20]))
    assert np.allclose(picture[0, 19], to_rgb(BLUE))
    assert np.allclose(picture[3, 12], to_rgb(ORANGE))
    assert np.allclose(picture[19, 0], to_rgb(GREEN))
    assert np.allclose(picture[16, 2], to_rgb(QUIET))
    assert np.allclose(picture[10, 5], 1)


def test_weaker_restraints_are_fainter():
    picture = image(plot_contact_map(hairpin(), [[0, 19], [1, 18]], [0.9, 0.1], [True, True], [0, 20]))
    assert picture[0, 19].sum() < picture[1, 18].sum() < 3


def test_long_targets_share_cells():
    length = 3 * MOST_CELLS
    cb = np.column_stack([50.0 * np.arange(length), np.zeros(length), np.zeros(length)])
    ends = [[0, length - 1], [1, length - 2]]
    picture = image(plot_contact_map(cb, ends, [1.0, 0.2], [True, True], [0, length]))
    assert picture.shape[:2] == (MOST_CELLS, MOST_CELLS)
    assert np.allclose(picture[0, -1], to_rgb(BLUE))


def test_nothing_given_is_no_error():
    picture = image(plot_contact_map(hairpin(), np.zeros((0, 2)), [], [], [0, 20]))
    assert np.allclose(picture[19, 0], to_rgb(QUIET))
