"""Folders of targets: what is a target, and what is refused before anything is folded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from prct.app.batch import batch_jobs
from prct.app.fold_job import FoldJob
from prct.base.errors import AlignmentError, InputError, OptionError
from prct.folding.settings import FoldSettings


@pytest.fixture
def targets(tmp_path) -> Path:
    """Two targets, b and a."""
    for name in ("b", "a"):
        (tmp_path / "targets" / name).mkdir(parents=True)
        (tmp_path / "targets" / name / "sequence.fasta").write_text(">x\nACDEFGHIKL\n")
        (tmp_path / "targets" / name / "restraints.rr").write_text("1 9 0 8 1.0\n")
    return tmp_path / "targets"


def plain(out: Path) -> FoldJob:
    return FoldJob(Path(), Path(), out, FoldSettings(seed=7), threads=2)


def names(targets: Path, out: Path) -> list[str]:
    return [job.out.name for job in batch_jobs(targets, plain(out))]


def test_a_batch_has_a_job_for_every_target(targets, tmp_path):
    jobs = batch_jobs(targets, plain(tmp_path / "results"))
    assert [one.out for one in jobs] == [tmp_path / "results" / "a", tmp_path / "results" / "b"]
    assert jobs[0].sequence == targets / "a" / "sequence.fasta"
    assert jobs[0].restraints == targets / "a" / "restraints.rr"
    assert all((one.settings.seed, one.threads) == (7, 2) for one in jobs)


def test_a_target_has_restraints_or_an_alignment_or_both_or_neither(targets, tmp_path, monkeypatch):
    monkeypatch.setattr("prct.app.contact_job.predict_contacts", None)  # inputs are checked, nothing is fitted
    family = ">x\nACDEFGHIKL\n>y\nACDEFGHIKV\n"
    for name in ("c", "d"):
        (targets / name).mkdir()
        (targets / name / "sequence.fasta").write_text(">x\nACDEFGHIKL\n")
    for name in ("b", "c"):
        (targets / name / "alignment.a3m").write_text(family)
    found = batch_jobs(targets, plain(tmp_path / "results"))
    assert [(bool(one.restraints), bool(one.alignment)) for one in found] == [
        (True, False), (True, True), (False, True), (False, False),
    ]  # fmt: skip


def test_hidden_folders_and_backups_are_passed_over(targets, tmp_path):
    (targets / ".git").mkdir()
    for name in ("restraints.rr~", "restraints.rr.bak", "restraints.csv.orig"):
        (targets / "a" / name).write_text("old")
    (targets / "a" / "restraints.d").mkdir()
    assert names(targets, tmp_path / "results") == ["a", "b"]


@pytest.mark.parametrize("out", ["out", "results/first", "../elsewhere"])
def test_results_within_the_folder_of_targets_are_no_target(targets, out):
    (targets / out / "a").mkdir(parents=True)
    assert names(targets, targets / out) == ["a", "b"]


def test_results_beside_the_inputs_of_a_target_hide_it_not(targets):
    (targets / "a" / "out" / "a").mkdir(parents=True)
    assert names(targets, targets / "a" / "out") == ["a", "b"]


def test_batches_that_cannot_be_run_are_refused(targets, tmp_path):
    out = tmp_path / "results"
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="is no folder"):
        batch_jobs(tmp_path / "nowhere", plain(out))
    with pytest.raises(InputError, match="holds no targets"):
        batch_jobs(tmp_path / "empty", plain(out))
    (targets / "a" / "restraints.csv").write_text("")
    with pytest.raises(InputError, match=r"a: holds restraints\.csv and restraints\.rr; keep one"):
        batch_jobs(targets, plain(out))
    (targets / "a" / "restraints.csv").unlink()
    for name in ("alignment.a3m", "alignment.sto"):
        (targets / "a" / name).write_text(">x\nACDEFGHIKL\n>y\nACDEFGHIKV\n")
    with pytest.raises(InputError, match=r"a: holds alignment\.a3m and alignment\.sto; keep one"):
        batch_jobs(targets, plain(out))
    (targets / "a" / "alignment.sto").unlink()
    (targets / "a" / "alignment.a3m").write_text(">x\nWWWWWWWWWW\n>y\nACDEFGHIKV\n")
    (targets / "a" / "sequence.fasta").write_text(">x\nMKVMKVMKVM\n")
    with pytest.raises(AlignmentError, match=r"the query is not in the alignment"):
        batch_jobs(targets, plain(out))
    (targets / "a" / "sequence.fasta").unlink()
    with pytest.raises(InputError, match=r"a: has no sequence\.fasta; put it there, or move the folder out of"):
        batch_jobs(targets, plain(out))


def test_results_of_another_run_are_found_before_anything_is_folded(targets, tmp_path):
    other = tmp_path / "results" / "b"
    other.mkdir(parents=True)
    (other / "summary.json").write_text(json.dumps({"identity": "c" * 64}))
    with pytest.raises(OptionError, match="b: holds the models of another run"):
        batch_jobs(targets, plain(tmp_path / "results"))
