"""The bench of large targets runs at 200 residues and writes what it prints."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[3] / "bench" / "fold" / "large.py"


def test_smoke(tmp_path):
    target = tmp_path / "rows.json"
    command = [sys.executable, str(BENCH), "--smoke", "--json", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    record = json.loads(target.read_text())
    assert record["bench"] == "fold_large" and record["smoke"]
    assert [row["residues"] for row in record["rows"]] == [200, 200]
    assert all(0 < row["unsaved_cpu_s"] <= row["cpu_s"] for row in record["rows"])
