"""Bad jobs, failed ones, and those that are complete; whole runs are tested end to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from prct.app.fold_job import FoldJob, run_fold_job
from prct.base.errors import Interrupted, NumericsError, OptionError, SequenceError
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


FAMILY = "".join(f">{k}\n{row}\n" for k, row in enumerate(("ACDEFGHIKL", "ACDEFGHIKV", "SCDEFAHIKV", "ACDQFGHLKL")))


def with_alignment(folder: Path, **changes) -> FoldJob:
    """The job, without restraints."""
    (folder / "family.a3m").write_text(FAMILY)
    return job(folder, restraints=None, alignment=folder / "family.a3m", **changes)


def interrupted(*given, **options):
    """In place of what Ctrl-C stops."""
    raise KeyboardInterrupt


def test_a_prediction_is_kept_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setattr("prct.app.disk_store.ENDED_AFTER_S", 0.0)
    once = with_alignment(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("prct.folding.pipeline.make_system", interrupted)
        with pytest.raises(Interrupted, match="--resume goes on"):
            run_fold_job(once)
    assert (once.out / "checkpoint" / "contacts.npz").exists()
    whole = run_fold_job(with_alignment(tmp_path, out=tmp_path / "whole"))
    monkeypatch.setattr("prct.app.contact_job.predict_contacts", None)
    resumed = run_fold_job(replace(once, resume=True))
    assert resumed.warnings == whole.warnings
    assert (once.out / "model_1.cif").read_bytes() == (tmp_path / "whole" / "model_1.cif").read_bytes()
    assert not (once.out / "checkpoint").exists()


def test_ctrl_c_while_contacts_are_predicted_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("prct.app.contact_job.predict_contacts", interrupted)
    once = with_alignment(tmp_path)
    with pytest.raises(Interrupted, match=r"interrupted while contacts were predicted; nothing had been saved"):
        run_fold_job(once)
    assert not once.out.exists()


def test_the_bytes_of_the_alignment_tell_runs_apart(tmp_path):
    once = with_alignment(tmp_path)
    run_fold_job(once)
    once.alignment.write_text(FAMILY + ">z\nACDEWGHIKL\n")
    with pytest.raises(OptionError, match="another run"):
        run_fold_job(replace(once, resume=True))


def test_what_is_known_is_told_once(tmp_path):
    told = []
    run_fold_job(with_alignment(tmp_path), warn=told.append)
    assert len(told) == len(set(told))
    assert sum("10 residues; contacts from so few are seldom right" in line for line in told) == 1


def test_traces_that_trajectories_share_are_kept_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setattr("prct.app.disk_store.ENDED_AFTER_S", -1.0)
    monkeypatch.setattr("prct.app.disk_store.SAVE_EVERY_S", -1.0)
    settings = FoldSettings(trajectories=3).quick().with_overrides(**{"resonance.traces": 1})
    once = job(tmp_path, settings=settings, threads=1)
    whole = job(tmp_path, settings=settings, threads=1, out=tmp_path / "whole")
    run_fold_job(whole)
    with monkeypatch.context() as patch:
        patch.setattr("prct.folding.ensemble.finish", interrupted)
        with pytest.raises(Interrupted, match="--resume goes on"):
            run_fold_job(once)
    assert (once.out / "checkpoint" / "shared_start_00000.npz").exists()
    run_fold_job(replace(once, resume=True))
    assert (once.out / "model_1.cif").read_bytes() == (whole.out / "model_1.cif").read_bytes()
    assert not (once.out / "checkpoint").exists()
