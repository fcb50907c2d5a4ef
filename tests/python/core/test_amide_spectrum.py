"""The band of ideal secondary structure, against what is known of it."""

import doctest

import numpy as np
import pytest
from ideal_backbones import antiparallel_sheet, regular
from prct.base.errors import OptionError, StructureError
from prct.core import amide_spectrum
from prct.core.amide_spectrum import SHAPES, amide_absorption


def test_doctests():
    assert doctest.testmod(amide_spectrum).failed == 0


def test_helix_band_and_its_a_and_e1_modes():
    """Poly-L-alanine 1650 cm⁻¹; A below E1 by about 10 (S. Woutersen and P. Hamm, J. Chem. Phys. 115, 7737 (2001))."""
    helix = regular(-57.0, -47.0, 40)
    spectrum = amide_absorption([0, 40], helix)
    assert abs(spectrum.maximum_cm1 - 1650) < 10
    ca = helix[:, 1] - helix[:, 1].mean(axis=0)
    axis = np.linalg.svd(ca)[2][0]
    moments = spectrum.states.vectors @ spectrum.model.moment_debye
    along = (moments @ axis) ** 2
    across = spectrum.states.strength_debye2 - along
    a_mode, e1_mode = (np.average(spectrum.states.energy_cm1, weights=w) for w in (along, across))
    assert along.sum() > 2 * across.sum()
    assert 5 < e1_mode - a_mode < 15
    assert spectrum.states.participation[spectrum.brightest] > 10


def test_antiparallel_sheet_splits_into_a_strong_low_and_a_weak_high_band():
    spectrum = amide_absorption(np.arange(7) * 8, antiparallel_sheet(6, 8))
    energy, strength = spectrum.states.energy_cm1, spectrum.states.strength_debye2
    assert 1620 < spectrum.maximum_cm1 < 1640
    high = (energy > 1670) & (energy < 1695)
    assert 0.005 < strength[high].sum() / strength.sum() < 0.1
    assert strength[energy < 1645].sum() > 0.8 * strength.sum()
    moments = spectrum.states.vectors @ spectrum.model.moment_debye
    low_mode = moments[spectrum.brightest] ** 2
    high_mode = (moments[high] ** 2).sum(axis=0)
    assert low_mode[0] > 0.8 * low_mode.sum()  # across the strands
    assert high_mode[2] > 0.5 * high_mode.sum()  # along them


def test_more_strands_lower_the_band():
    bands = [amide_absorption(np.arange(n + 1) * 8, antiparallel_sheet(n, 8)).maximum_cm1 for n in (1, 2, 4, 6)]
    assert bands == sorted(bands, reverse=True) and bands[0] - bands[-1] > 10


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("width_cm1", [4.0, 16.0])
def test_lines_have_their_width_and_area(shape, width_cm1):
    axis = np.arange(-20_000.0, 20_000.0, 0.05)
    line = SHAPES[shape](axis, width_cm1)
    assert abs(line.sum() * 0.05 - 1) < 2e-3
    assert abs(np.ptp(axis[line >= line.max() / 2]) - width_cm1) < 0.11


def test_the_integral_is_the_mean_strength():
    spectrum = amide_absorption([0, 30], regular(-57.0, -47.0, 30))
    assert np.isclose(spectrum.absorbance.sum() * 0.5, 0.27594**2, rtol=1e-6)
    shifted = amide_absorption([0, 30], regular(-57.0, -47.0, 30), site_energy_cm1=1600.0)
    assert np.isclose(shifted.mean_shift_cm1, spectrum.mean_shift_cm1)
    assert spectrum.mean_shift_cm1 < 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"shape": "voigt"}, "voigt"),
        ({"width_cm1": 0.0}, "width 0"),
        ({"width_cm1": float("nan")}, "width nan"),
        ({"site_energy_cm1": 16.5}, "site energy 16.5"),
    ],
)
def test_options_out_of_range(options, said):
    with pytest.raises(OptionError, match=said):
        amide_absorption([0, 5], regular(-57.0, -47.0, 5), **options)


def test_no_peptide_group():
    with pytest.raises(StructureError, match="no peptide group"):
        amide_absorption([0, 1], regular(-57.0, -47.0, 1))
