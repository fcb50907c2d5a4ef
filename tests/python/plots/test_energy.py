import doctest

from prct.plots import energy
from prct.plots.energy import plot_energy


def test_doctests():
    assert doctest.testmod(energy).failed == 0


def test_every_series_is_drawn_with_its_values():
    figure = plot_energy(
        [0, 10], [5.0, 3.0], [0.1, 0.2], edge_order_parameter=[0.3, 0.4], resonance_strength=[0.7, 0.8],
        satisfied_share=[0.5, 0.6], temperature_k=[300.0, 15.0], quenched_kcal=1.5,
    )  # fmt: skip
    upper, lower, right = figure.axes
    assert upper.lines[0].get_ydata().tolist() == [5.0, 3.0]
    assert upper.lines[1].get_ydata()[0] == 1.5
    drawn = {line.get_label(): list(line.get_ydata()) for line in lower.lines}
    assert drawn == {
        "Φ of the backbone": [0.1, 0.2],
        "Φ of the contacts": [0.3, 0.4],
        "|Ψ| of the contacts": [0.7, 0.8],
        "restraints satisfied": [0.5, 0.6],
    }
    assert right.lines[0].get_ydata().tolist() == [300.0, 15.0]


def test_what_is_not_given_is_not_drawn():
    figure = plot_energy([0, 10], [5.0, 3.0], [0.1, 0.2])
    assert len(figure.axes) == 2
    assert len(figure.axes[1].lines) == 1
