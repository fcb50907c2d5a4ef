import doctest
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from prct.base.errors import InputError, SequenceError
from prct.parameters import ramachandran
from prct.parameters.ramachandran import CLASSES, class_of_residue, ramachandran_energy, ramachandran_table
from scipy.interpolate import RectBivariateSpline

ROOT = Path(__file__).resolve().parents[3]


def test_doctests():
    result = doctest.testmod(ramachandran)
    assert result.attempted >= 4
    assert result.failed == 0


def test_energy_is_the_biquintic_spline_through_the_nodes():
    """An independent spline over three periods of the node values gives the same surface away from its ends."""
    nodes = ramachandran_table()[3]
    axis = np.arange(-540, 540, 10.0)
    spline = RectBivariateSpline(axis, axis, np.tile(nodes, (3, 3)), kx=5, ky=5, s=0)
    degrees = np.random.default_rng(1).uniform(-180, 180, (500, 2))
    made = ramachandran_energy(np.full(500, 3), np.radians(degrees))
    assert np.allclose(made[:, 0], spline.ev(*degrees.T), atol=2e-5)
    assert np.allclose(made[:, 1] * np.pi / 180, spline.ev(*degrees.T, dx=1), atol=2e-5)
    assert np.allclose(made[:, 2] * np.pi / 180, spline.ev(*degrees.T, dy=1), atol=2e-5)


def test_chain_end_gives_nan():
    assert np.isnan(ramachandran_energy([0], [[np.nan, 1.0]])).all()


def test_provenance_describes_the_committed_table():
    record = json.loads((ROOT / "python/prct/parameters/ramachandran.json").read_text())
    data = (ROOT / record["table"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == record["table_sha256"]
    assert list(record["residues_per_class"]) == list(CLASSES)
    likelihood = record["held_out_mean_log_likelihood"]
    arms = [likelihood[k] for k in ("classes", "top8000_grids_only", "general_grid_only", "uniform")]
    assert arms == sorted(arms, reverse=True)


def test_refusals_name_the_remedy():
    with pytest.raises(SequenceError, match="residue 2 is 'B'; use the 20"):
        class_of_residue("ABA", [0, 3])
    with pytest.raises(SequenceError, match="chain_starts"):
        class_of_residue("AAA", [0, 2])
    with pytest.raises(InputError, match="class 23 of residue 1"):
        ramachandran_energy([23], [[0.0, 0.0]])
    with pytest.raises(InputError, match="phases has shape"):
        ramachandran_energy([0, 1], [[0.0, 0.0]])
