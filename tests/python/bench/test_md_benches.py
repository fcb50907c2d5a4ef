"""The benches of the engine run in smoke mode and write what they print."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench" / "md"


@pytest.mark.parametrize(
    ("name", "column"), [("trajectory", "cpu_s"), ("backbone_nve", "kt_per_dof"), ("threads", "ratio")]
)
def test_smoke(name, column, tmp_path):
    target = tmp_path / "rows.json"
    command = [sys.executable, str(BENCH / f"{name}.py"), "--smoke", "--json", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    record = json.loads(target.read_text())
    assert record["bench"] == name and record["smoke"]
    assert all(math.isfinite(row[column]) for row in record["rows"] if column in row)
