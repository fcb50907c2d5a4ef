"""Maps of trRosetta: what they become, and what is refused."""

import numpy as np
import pytest
from prct.base.errors import RestraintError
from prct.core.target import Target
from prct.io.restraints import read_restraints

TARGET = Target("one", ("A",), ("MKVLAAGIVG",))


@pytest.fixture
def read(tmp_path):
    def _read(**arrays):
        np.savez_compressed(tmp_path / "maps.npz", **arrays)
        return read_restraints(tmp_path / "maps.npz", TARGET)

    return _read


def trrosetta(length=10, **changed):
    """Equal probabilities everywhere, as trRosetta names and shapes them."""
    shapes = {"dist": 37, "omega": 25, "theta": 25, "phi": 13}
    return {**{key: np.full((length, length, bins), 1 / bins, np.float32) for key, bins in shapes.items()}, **changed}


class TestTrRosetta:
    def test_distances_become_a_distogram_whose_last_bin_is_open(self, read):
        distance = np.zeros((10, 10, 37))
        distance[..., 0] = 0.25
        distance[..., 13] = 0.75
        maps = read(**trrosetta(dist=distance)).maps
        assert maps.distogram[0, 5, -1] == pytest.approx(0.25)
        assert maps.distogram[0, 5, 12] == pytest.approx(0.75)
        assert maps.bin_edges_a[[0, 12, 13]].tolist() == [2, 8, 8.5]
        assert np.isinf(maps.bin_edges_a[-1])

    def test_orientations_are_read_and_omega_made_symmetric(self, read):
        omega = trrosetta()["omega"].copy()
        omega[2, 7] = np.eye(25)[4]
        found = read(**trrosetta(omega=omega)).maps.orientations
        assert found.omega[2, 7, 4] == pytest.approx(0.52)
        assert found.omega[7, 2, 4] == pytest.approx(0.52)
        assert found.theta.shape == (10, 10, 25)
        assert found.phi.shape == (10, 10, 13)
        assert np.isnan(found.phi[3, 3]).all()

    def test_orientations_are_optional(self, read):
        only = {"dist": trrosetta()["dist"]}
        assert read(**only).maps.orientations is None

    def test_unknown_pairs_are_nan(self, read):
        theta = trrosetta()["theta"].copy()
        theta[1, 2] = np.nan
        assert np.isnan(read(**trrosetta(theta=theta)).maps.orientations.theta[1, 2]).all()

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"omega": np.full((10, 10, 24), 1 / 24)}, r"array omega: shape \[10, 10, 24\] is not \[10, 10, 25\]"),
            ({"dist": np.full((9, 9, 37), 1 / 37)}, r"array dist: shape \[9, 9, 37\]"),
            ({"theta": np.full((10, 10, 25), 0.5)}, r"array theta\[0, 1\].*sum 12.5"),
            ({"phi": np.full((10, 10, 13), -1 / 13)}, r"array phi\[0, 1\].*no probabilities"),
            ({"phi": np.full((10, 10, 13), np.inf)}, "no probabilities"),
            ({"distogram": np.ones((10, 10, 3)), "bin_edges": np.arange(4.0)}, "holds distogram and dist"),
            ({"phi": np.full((10, 10, 13), "x")}, "type"),
        ],
    )
    def test_what_cannot_be_used_is_refused(self, read, changed, message):
        with pytest.raises(RestraintError, match=message):
            read(**trrosetta(**changed))
