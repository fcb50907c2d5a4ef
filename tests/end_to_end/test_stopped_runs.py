"""Runs that are killed or interrupted, and go on."""

from __future__ import annotations

import json
import signal

import pytest
from command import run, start, wait_until

TRAJECTORIES = 6


def reproducible(folder):
    files = {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".cif", ".xtc")}
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    del summary["run"]
    return files, json.dumps(summary)


def listen_to_ctrl_c():
    """A suite that runs in the background hands down that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stop(tiny, out, number):
    """Send a signal once the first trajectory has ended; the exit code and what stood on stderr."""
    arguments = tiny.arguments(out, "--trajectory", trajectories=TRAJECTORIES)
    process = start(arguments, preexec_fn=listen_to_ctrl_c)
    try:
        reached = wait_until(lambda: any((out / "checkpoint").glob("outcome_*.npz")), process)
        assert reached, "the run ended before it could be stopped"
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    return process.returncode, err


@pytest.fixture(scope="module")
def whole(tiny, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    assert run(tiny.arguments(out, "--trajectory", trajectories=TRAJECTORIES)).returncode == 0
    return reproducible(out)


def test_a_killed_run_resumes_to_the_same_bytes(tiny, whole, tmp_path):
    code, _ = stop(tiny, tmp_path, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert not (tmp_path / "summary.json").exists()
    ended = sorted((tmp_path / "checkpoint").glob("outcome_*.npz"))
    assert 1 <= len(ended) < TRAJECTORIES
    first = ended[0].stat().st_mtime_ns
    resumed = start(tiny.arguments(tmp_path, "--trajectory", "--resume", trajectories=TRAJECTORIES))
    kept = wait_until(lambda: len(list((tmp_path / "checkpoint").glob("outcome_*.npz"))) > len(ended), resumed)
    assert not kept or ended[0].stat().st_mtime_ns == first, "a trajectory that had ended was run again"
    assert resumed.wait() == 0, resumed.communicate()
    assert reproducible(tmp_path) == whole
    assert not (tmp_path / "checkpoint").exists()


def test_ctrl_c_writes_what_there_is_and_exits_130(tiny, whole, tmp_path):
    code, err = stop(tiny, tmp_path, signal.SIGINT)
    assert code == 130, err
    last = err.strip().splitlines()[-1]
    assert last.startswith("prct: interrupted")
    assert "--resume" in last
    assert "Traceback" not in err
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["complete"] is False
    assert 1 <= len(summary["models"]) < TRAJECTORIES
    assert all((tmp_path / model["file"]).is_file() for model in summary["models"])
    done = run(tiny.arguments(tmp_path, "--trajectory", "--resume", trajectories=TRAJECTORIES))
    assert done.returncode == 0, done.stderr
    assert reproducible(tmp_path) == whole


def test_resuming_with_other_options_or_from_a_damaged_checkpoint_is_refused(tiny, tmp_path):
    code, _ = stop(tiny, tmp_path, signal.SIGKILL)
    assert code == -signal.SIGKILL
    other = run(tiny.arguments(tmp_path, "--resume", "--seed", "5", trajectories=TRAJECTORIES))
    assert other.returncode == 2
    assert other.stderr.count("\n") == 1
    assert "another run" in other.stderr
    assert any((tmp_path / "checkpoint").glob("outcome_*.npz"))
    damaged = sorted((tmp_path / "checkpoint").glob("outcome_*.npz"))[0]
    damaged.write_bytes(damaged.read_bytes()[:500])
    refused = run(tiny.arguments(tmp_path, "--trajectory", "--resume", trajectories=TRAJECTORIES))
    assert refused.returncode == 2
    assert refused.stderr.strip().count("\n") == 0
    assert damaged.name in refused.stderr
