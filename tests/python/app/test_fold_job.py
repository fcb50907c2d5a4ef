"""Batches and bad jobs; whole runs are tested end to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from prct.app.fold_job import FoldJob, batch_jobs, run_fold_job
from prct.base.errors import InputError, OptionError, SequenceError
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


def test_a_batch_has_a_job_for_every_target(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        job(tmp_path / name)
    plain = FoldJob(Path(), Path(), tmp_path / "results", FoldSettings(seed=7), threads=2)
    jobs = batch_jobs(tmp_path, plain)
    assert [one.out for one in jobs] == [tmp_path / "results" / "a", tmp_path / "results" / "b"]
    assert jobs[0].sequence == tmp_path / "a" / "sequence.fasta"
    assert jobs[0].restraints == tmp_path / "a" / "restraints.rr"
    assert all((one.settings.seed, one.threads) == (7, 2) for one in jobs)


def test_batches_that_cannot_be_run_are_refused(tmp_path):
    plain = FoldJob(Path(), Path(), tmp_path / "results", FoldSettings())
    with pytest.raises(InputError, match="is no folder"):
        batch_jobs(tmp_path / "nowhere", plain)
    with pytest.raises(InputError, match="holds no targets"):
        batch_jobs(tmp_path, plain)
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match=r"needs sequence\.fasta and one restraints file"):
        batch_jobs(tmp_path, plain)
