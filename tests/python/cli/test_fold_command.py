"""What ``prct fold`` shows and records of replica exchange; whole runs are tested end to end."""

from __future__ import annotations

import json

import pytest
from prct.app import disk_store
from prct.app.fold_job import FoldJob, run_fold_job
from prct.base.errors import Interrupted
from prct.cli.fold_table import fold_table
from prct.folding.settings import FoldSettings

SMALL = {
    "replicas.use": "sequence alone",
    "replicas.sweeps": 30,
    "replicas.interval": 20,
    "replicas.anneal_steps": 250,
    "replicas.lambdas": (0.7, 1.0),
    "trajectories": 2,
}


def job(folder, name) -> FoldJob:
    sequence = folder / "sequence.fasta"
    sequence.write_text(">hairpin\nGEWTYDDATKTFTVTE\n")
    return FoldJob(sequence, None, folder / name, FoldSettings().with_overrides(**SMALL))


def test_round_trips_stand_in_one_line_and_in_the_summary(tmp_path):
    asked = job(tmp_path, "out")
    result = run_fold_job(asked)
    (line,) = [line for line in fold_table(asked, result).splitlines() if line.startswith("replicas: ")]
    summary = json.loads((asked.out / "summary.json").read_text())
    pairs = len(result.candidates.pair_prior)
    assert summary["pair_prior"] == {"pairs": pairs, "factor": 0.4}
    assert (
        f"pair prior: distances of {pairs} pairs by the sequence, factor 0.4" in fold_table(asked, result).splitlines()
    )
    found = summary["replicas"]
    count = len(found["temperatures_k"])
    assert line.startswith(f"replicas: {count} temperatures of ")
    assert f"2 λ, round trips: {found['round_trips']} in temperature, {found['lambda_round_trips']} in λ" in line
    assert 0 < found["acceptance"] < 1
    assert len(found["acceptance_by_pair"]) == 2 * (count - 1) + count
    assert found == result.replicas


def test_a_fold_without_replicas_says_nothing_of_them(tmp_path):
    asked = job(tmp_path, "out")
    plain = FoldJob(
        asked.sequence, None, asked.out, FoldSettings(trajectories=1).with_overrides(**{"replicas.use": "never"})
    )
    assert "round trips" not in fold_table(plain, run_fold_job(plain))
    assert json.loads((asked.out / "summary.json").read_text())["replicas"] is None


def test_a_run_stopped_in_the_lattice_goes_on_from_its_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_store, "SAVE_EVERY_S", 0.0)
    whole, stopped = job(tmp_path, "whole"), job(tmp_path, "stopped")
    run_fold_job(whole)
    heard = []

    def stop(progress):
        heard.append(progress.stage)
        if progress.stage.endswith("sweep 20 of 30"):
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="resume goes on"):
        run_fold_job(stopped, stop)
    assert (stopped.out / "checkpoint" / "replicas.npz").exists()
    resumed = FoldJob(stopped.sequence, None, stopped.out, stopped.settings, resume=True)
    again = []
    run_fold_job(resumed, lambda progress: again.append(progress.stage))
    lattice = [stage for stage in again if "sweep" in stage]
    assert len(lattice) == 11  # the last piece before the stop had not been saved
    assert (stopped.out / "model_1.cif").read_bytes() == (whole.out / "model_1.cif").read_bytes()
    assert not (stopped.out / "checkpoint").exists()
