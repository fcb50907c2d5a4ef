"""bench/gpu/run_all.sh: its stages with a Python that is not there, and the dry run."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "bench" / "gpu" / "run_all.sh"

STUB = """#!{bash}
# Plays the interpreter: writes a result for --json, fails where it is told to, reports with the real one.
case " $* " in *report_gpu_run*) exec {python} "$@" ;; esac
case " $* " in *"$FAIL_ON"*) [ -z "$FAIL_ON" ] || {{ echo "as told"; exit 3; }} ;; esac
case " $* " in *"$HANG_ON"*) [ -z "$HANG_ON" ] || sleep 60 ;; esac
while [ $# -gt 0 ]; do
  if [ "$1" = --json ]; then
    printf '{{"bench": "%s", "provenance": {{}}, "rows": [{{"platform": "cuda"}}]}}' "$(basename "$2" .json)" > "$2"
  fi
  shift
done
"""


@pytest.fixture
def run(tmp_path):
    stub = tmp_path / "python"
    stub.write_text(STUB.format(python=sys.executable, bash=shutil.which("bash")))
    stub.chmod(0o755)

    def call(*arguments, **environment):
        known = {**os.environ, "PYTHON": str(stub), "PRCT_WORK": str(tmp_path / "work"), "FAIL_ON": "", "HANG_ON": ""}
        return subprocess.run(
            ["bash", str(SCRIPT), *arguments], env={**known, **environment}, capture_output=True, text=True, timeout=120
        )

    return call


def steps_of(out):
    return {step["step"]: step["status"] for step in json.loads((out / "steps.json").read_text())}


def test_dry_run_names_every_stage_and_bench(run, tmp_path):
    done = run(str(tmp_path / "out"), "all", PRCT_DRY="1")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("===")]
    assert {line.split()[0] for line in lines} == {"build", "test", "bench", "peers"}
    named = " ".join(lines)
    for path in (ROOT / "bench" / "gpu").glob("*.py"):
        if '__name__ == "__main__"' in path.read_text():
            assert f"bench/gpu/{path.name}" in named, f"{path.name} is not run"
    assert "--tool memcheck" in named and "--tool racecheck" in named
    assert list((tmp_path / "out").iterdir()) == []


def test_every_step_has_a_limit_and_stages_fit_a_lent_machine(run, tmp_path):
    text = SCRIPT.read_text()
    limits = {name: int(re.search(rf"PRCT_{name}_S:-(\d+)", text)[1]) for name in ("BUILD", "TEST", "BENCH", "PEERS")}
    assert all(seconds < 540 for seconds in limits.values())
    done = run(str(tmp_path / "out"), PRCT_DRY="1")
    assert all("(at most " in line for line in done.stdout.splitlines() if not line.startswith("==="))


@pytest.mark.parametrize("arguments", [[], ["--quick"], ["OUT", "lunch"]])
def test_bad_arguments(run, arguments, tmp_path):
    done = run(*[argument.replace("OUT", str(tmp_path / "out")) for argument in arguments])
    assert done.returncode == 2 and done.stderr


def test_a_step_that_fails_is_recorded_and_the_rest_goes_on(run, tmp_path):
    out = tmp_path / "out"
    done = run(str(out), "bench", FAIL_ON="throughput.py", PRCT_ONLY="forces throughput equivalence")
    assert done.returncode == 1, done.stdout + done.stderr
    assert steps_of(out) == {"forces": "passed", "throughput": "FAILED", "equivalence": "passed"}
    assert "as told" in done.stdout
    assert done.stdout.rstrip().endswith("```")  # the table is last
    assert "Failed: bench throughput: FAILED" in done.stdout
    assert {path.name for path in out.iterdir()} == {"steps.json", "bench.json", "table.md", "logs.tar.gz"}
    assert set(json.loads((out / "bench.json").read_text())) == {"forces", "equivalence"}


def test_a_step_that_hangs_is_ended_and_what_has_no_time_is_left_out(run, tmp_path):
    out = tmp_path / "out"
    done = run(str(out), "bench", HANG_ON="forces.py", PRCT_ONLY="forces throughput", PRCT_BENCH_S="6")
    assert done.returncode == 1, done.stdout + done.stderr
    assert steps_of(out) == {"forces": "timed out", "throughput": "left out"}


def test_results_of_an_earlier_call_are_reported_again(run, tmp_path):
    run(str(tmp_path / "first"), "bench", PRCT_ONLY="forces")
    done = run(str(tmp_path / "second"), "peers", PRCT_PEER_WAYS="fused")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(steps_of(tmp_path / "second")) == {"forces", "alphafold_256_fused", "esmfold"}
    assert (tmp_path / "second" / "peers.json").exists() and (tmp_path / "second" / "bench.json").exists()


def test_arguments_of_a_bench_can_be_given(run, tmp_path):
    done = run(str(tmp_path / "out"), "bench", PRCT_DRY="1", PRCT_ONLY="throughput", THROUGHPUT_ARGS="--sweep 500")
    (line,) = [line for line in done.stdout.splitlines() if "throughput.py" in line]
    assert "--sweep 500 --json" in line


def test_no_setting_of_a_card_is_touched():
    text = SCRIPT.read_text()
    calls = re.findall(r"nvidia-smi([^;\n]*)", text)
    assert calls == [""]
