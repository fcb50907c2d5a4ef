"""The bench of side chains packs a fold and writes what it prints."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[3] / "bench" / "structure" / "side_chains.py"


def test_smoke(tmp_path):
    target = tmp_path / "rows.json"
    subprocess.run([sys.executable, str(BENCH), "--smoke", "--json", str(target)], check=True, timeout=240)
    record = json.loads(target.read_text())
    assert record["bench"] == "side_chains" and record["smoke"]
    assert [row["residues"] for row in record["rows"]] == [76]
