import doctest

import numpy as np
from prct.plots import ramachandran
from prct.plots.ramachandran import general_surface, plot_ramachandran


def test_doctests():
    assert doctest.testmod(ramachandran).failed == 0


def test_glycine_and_proline_are_marked_and_chain_ends_left_out():
    torsions = np.radians([[np.nan, 150.0, 180.0], [-60, -40, 180], [90, 0, 180], [-65, 140, 180], [-70, np.nan, 180]])
    axes = plot_ramachandran(torsions, "AAGPA").axes[0]
    drawn = {p.get_label(): p.get_offsets().tolist() for p in axes.collections if p.get_label()[0] != "_"}
    assert set(drawn) == {"others (1)", "glycine (1)", "proline (1)"}
    assert np.allclose(drawn["others (1)"], [[-60, -40]])
    assert np.allclose(drawn["glycine (1)"], [[90, 0]])
    assert np.allclose(drawn["proline (1)"], [[-65, 140]])


def test_the_surface_is_periodic_with_its_lowest_point_at_zero():
    degrees, energy = general_surface()
    assert energy.min() == 0
    assert np.allclose(energy[0], energy[-1], atol=1e-6)
    assert np.allclose(energy[:, 0], energy[:, -1], atol=1e-6)
    at = {int(d): k for k, d in enumerate(degrees)}
    assert energy[at[-62], at[-42]] < energy[at[-120], at[130]] < energy[at[60], at[-120]]
