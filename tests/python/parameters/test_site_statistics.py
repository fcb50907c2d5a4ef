import json
import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
RECORD = json.loads((ROOT / "python/prct/parameters/site_statistics.json").read_text(encoding="utf-8"))
HEADER = (ROOT / "cpp/include/prct/parameters/site_table.h").read_text(encoding="utf-8")


def numbers(text: str) -> np.ndarray:
    return np.array([float(v) for v in re.findall(r"\d+\.\d+", text)])


def test_header_holds_the_recorded_numbers():
    distances = numbers(re.search(r"kSideChainDistance_a\[20\] = \{([^}]*)\}", HEADER)[1])
    recorded = [RECORD["side_chain_centroids"].get(a, {}).get("along_ray_a", {}) for a in "ACDEFGHIKLMNPQRSTVWY"]
    assert np.allclose(distances, [r.get("mean", 0.0) for r in recorded], atol=0.0051)
    sigma = numbers(re.search(r"sigma\[6\]\[6\] = \{(.*?)\};", HEADER, re.DOTALL)[1])
    rows = [list(row.values()) for row in RECORD["repulsion_sigma_a"].values()]
    assert np.array_equal(sigma.reshape(6, 6), rows)


def test_equation_2_places_the_virtual_sites():
    """The weights in use miss the stored atoms hardly more than the best linear rule does."""
    geometry = RECORD["bonded_geometry"]
    for site, worst in (("CB", 0.07), ("O", 0.035)):
        assert geometry[site]["error_a"]["p50"] < worst
        assert geometry[site]["error_a"]["p50"] < geometry[site]["best_median_error_a"] + 0.01
