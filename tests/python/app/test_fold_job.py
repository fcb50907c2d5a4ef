"""Bad jobs, failed ones, and those that are complete; whole runs are tested end to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from prct.app.fold_job import FoldJob, run_fold_job
from prct.base.errors import NumericsError, OptionError, SequenceError
from prct.folding.settings import FoldSettings


def job(folder: Path, **changes) -> FoldJob:
    """A job whose input files are there."""
    (folder / "sequence.fasta").write_text(">x\nACDEFGHIKL\n")
    (folder / "restraints.rr").write_text("1 9 0 8 1.0\n")
    usual = {"sequence": folder / "sequence.fasta", "restraints": folder / "restraints.rr", "out": folder / "out"}
    return FoldJob(**{**usual, "settings": FoldSettings(trajectories=1), **changes})


@pytest.mark.parametrize(("threads", "fasta", "error"), [(0, None, OptionError), (1, ">x\n", SequenceError)])
def test_a_bad_job_writes_nothing(tmp_path, threads, fasta, error):
    bad = job(tmp_path, threads=threads)
    if fasta:
        bad.sequence.write_text(fasta)
    with pytest.raises(error):
        run_fold_job(bad)
    assert not bad.out.exists()


def test_when_every_trajectory_fails_nothing_is_left(tmp_path):
    wild = job(tmp_path, settings=FoldSettings(trajectories=1).with_overrides(**{"annealing.step_ps": 0.5}))
    with pytest.raises(NumericsError, match="every trajectory failed"):
        run_fold_job(wild)
    assert not wild.out.exists()


def test_a_complete_run_is_not_folded_again(tmp_path, monkeypatch):
    once = job(tmp_path)
    assert run_fold_job(once) is not None
    before = {path.name: path.stat().st_mtime_ns for path in once.out.iterdir()}
    monkeypatch.setattr("prct.app.fold_job.fold", None)
    assert run_fold_job(replace(once, resume=True)) is None
    assert {path.name: path.stat().st_mtime_ns for path in once.out.iterdir()} == before
    with pytest.raises(TypeError):
        run_fold_job(replace(once, resume=True, plots=True))


def test_models_of_another_run_stay_until_the_new_ones_are_written(tmp_path, monkeypatch):
    once = job(tmp_path)
    run_fold_job(once)
    before = (once.out / "model_1.cif").read_bytes()
    monkeypatch.setattr("prct.app.fold_job.fold", None)
    with pytest.raises(TypeError):
        run_fold_job(replace(once, settings=FoldSettings(trajectories=1, seed=2), overwrite=True))
    assert (once.out / "model_1.cif").read_bytes() == before
    assert {path.name for path in once.out.iterdir()} == {"model_1.cif", "summary.json"}
