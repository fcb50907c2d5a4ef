"""How batches end: failures, interrupts and processes that die; whole batches are tested end to end."""

from __future__ import annotations

import pickle

import pytest
from prct.app.fold_job import FoldJob
from prct.app.processes import Share
from prct.base.errors import GpuError, Interrupted, NumericsError, OutputError
from prct.cli import batch_folds
from prct.folding.settings import FoldSettings


def jobs(folder, *names, platform="cpu") -> list[FoldJob]:
    return [FoldJob(folder, None, folder / name, FoldSettings(platform=platform)) for name in names]


@pytest.fixture
def folding(monkeypatch):
    """Folds that end as their names say."""
    folded = []

    def fold(job, *watchers):
        name = job.out.name
        folded.append((name, job.threads))
        if "blows" in name:
            raise NumericsError("it blew up")
        if "stopped" in name:
            raise Interrupted("--resume goes on")
        if "interrupted" in name:
            raise KeyboardInterrupt
        if "lost" in name:
            raise GpuError("no GPU")

    monkeypatch.setattr(batch_folds, "run_fold_job", fold)
    return folded


@pytest.mark.parametrize("platform", ["cpu", "cuda-emulation"])
def test_those_that_fail_are_named_and_the_others_go_on(folding, tmp_path, platform, capsys):
    asked = jobs(tmp_path, "a", "blows", "c", platform=platform)
    assert batch_folds.fold_batch(asked) == ["blows"]
    assert sorted(name for name, _ in folding) == ["a", "blows", "c"]
    assert batch_folds._fold_share(1, asked) == (3, ["blows"], False, None)
    assert "prct: blows: it blew up" in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("how", ["stopped", "interrupted"])
def test_a_share_that_is_stopped_says_how_far_it_came(folding, tmp_path, how):
    assert batch_folds._fold_share(1, jobs(tmp_path, "a", "blows", how, "d")) == (2, ["blows"], True, None)
    assert [name for name, _ in folding] == ["a", "blows", how]


def test_what_has_to_do_with_no_target_ends_a_share(folding, tmp_path):
    dealt_with, failed, interrupted, problem = batch_folds._fold_share(1, jobs(tmp_path, "blows", "lost", "c"))
    assert (dealt_with, failed, interrupted) == (1, ["blows"], False)
    assert isinstance(problem, GpuError) and [name for name, _ in folding] == ["blows", "lost"]


def test_side_by_side_the_others_are_folded(folding, tmp_path):
    asked = jobs(tmp_path, "a", "lost", "c", platform="cuda-emulation")
    dealt_with, failed, interrupted, problem = batch_folds._fold_share(1, asked)
    assert (dealt_with, failed, interrupted) == (2, [], False)
    assert isinstance(problem, GpuError)
    with pytest.raises(GpuError, match="no GPU"):
        batch_folds.fold_batch(asked)


def test_what_is_no_error_of_ours_is_not_hidden(monkeypatch, tmp_path):
    monkeypatch.setattr(batch_folds, "run_fold_job", lambda *_: 1 / 0)
    for platform in ("cpu", "cuda-emulation"):
        with pytest.raises(ZeroDivisionError):
            batch_folds._fold_share(1, jobs(tmp_path, "a", platform=platform))


@pytest.mark.parametrize("problem", [GpuError("no GPU"), OutputError("disk: full"), BrokenPipeError(32, "gone")])
def test_what_ended_a_share_reaches_the_caller(monkeypatch, tmp_path, problem):
    asked = jobs(tmp_path, "a", "b")
    passed_on = pickle.loads(pickle.dumps(batch_folds.Ended(0, [], problem=problem)))
    shares = [Share(asked[:1], batch_folds.Ended(1, [])), Share(asked[1:], passed_on)]
    monkeypatch.setattr(batch_folds, "in_processes", lambda work, items, processes: (shares, False))
    with pytest.raises(type(problem), match=str(problem.args[-1])):
        batch_folds.fold_batch(asked, 2)


def test_processes_that_are_stopped_before_they_begin_have_not_died(monkeypatch, tmp_path, capsys):
    asked = jobs(tmp_path, "a", "b")
    shares = [Share([job], None) for job in asked]
    monkeypatch.setattr(batch_folds, "in_processes", lambda work, items, processes: (shares, True))
    with pytest.raises(Interrupted, match="0 of 2 targets folded"):
        batch_folds.fold_batch(asked, 2)
    assert capsys.readouterr().err == ""


def test_shares_are_put_together(monkeypatch, tmp_path, capsys):
    a, b, c, d = jobs(tmp_path, "a", "b", "c", "d")
    shares = [Share([a, c], batch_folds.Ended(2, ["c"])), Share([b, d], None)]
    monkeypatch.setattr(batch_folds, "in_processes", lambda work, items, processes: (shares, False))
    assert batch_folds.fold_batch([a, b, c, d], 2) == ["b", "c", "d"]
    assert "a process died, with what it had of b, d; --resume" in capsys.readouterr().err


@pytest.mark.parametrize("in_parent", [True, False])
def test_an_interrupt_of_any_stops_the_batch(monkeypatch, tmp_path, in_parent):
    asked = jobs(tmp_path, "a", "b", "c")
    shares = [Share(asked[:2], batch_folds.Ended(1, [], not in_parent)), Share(asked[2:], batch_folds.Ended(1, []))]
    monkeypatch.setattr(batch_folds, "in_processes", lambda work, items, processes: (shares, in_parent))
    with pytest.raises(Interrupted, match=r"2 of 3 targets folded; the same command with --resume goes on"):
        batch_folds.fold_batch(asked, 2)


def test_processes_share_the_threads(monkeypatch, tmp_path, folding):
    monkeypatch.setattr(batch_folds, "available_threads", lambda: 8)
    given = []

    def here(work, items, processes):
        given.append([job.threads for job in items])
        return [Share(items, work(items))], False

    monkeypatch.setattr(batch_folds, "in_processes", here)
    batch_folds.fold_batch(jobs(tmp_path, "a", "b"), 3)
    assert given == [[4, 4]], "of two targets, two processes"
    batch_folds.fold_batch(jobs(tmp_path, "a", "b", platform="cuda-emulation"), 2)
    assert given[-1] == [None, None], "on a GPU so many as it takes"
    assert folding[-1][1] == 1
