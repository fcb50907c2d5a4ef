import doctest

import numpy as np
from prct.plots import amide_spectrum
from prct.plots.amide_spectrum import plot_amide_spectrum


def test_doctests():
    assert doctest.testmod(amide_spectrum).failed == 0


def test_band_and_lines_are_drawn_with_their_values():
    axes = plot_amide_spectrum([1600, 1650, 1700], [0.1, 0.4, 0.2], [1640, 1660], [0.3, 0.1], title="x").axes[0]
    band = next(line for line in axes.lines if line.get_label() == "band")
    assert band.get_ydata().tolist() == [0.25, 1.0, 0.5]
    sticks = next(c for c in axes.collections if c.get_label() == "exciton states")
    ends = [segment[:, 1].tolist() for segment in sticks.get_segments()]
    assert np.allclose(ends, [[0, 0.9], [0, 0.3]])
    assert axes.get_xlim() == (1700.0, 1600.0)  # wave numbers fall to the right
