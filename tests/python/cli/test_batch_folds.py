"""How batches end: failures, interrupts and processes that die; whole batches are tested end to end."""

from __future__ import annotations

import pytest
from prct.app.fold_job import FoldJob
from prct.app.processes import Share
from prct.base.errors import GpuError, Interrupted, NumericsError
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
        if "lost" in name:
            raise GpuError("no GPU")

    monkeypatch.setattr(batch_folds, "run_fold_job", fold)
    return folded


@pytest.mark.parametrize("platform", ["cpu", "cuda-emulation"])
def test_those_that_fail_are_named_and_the_others_go_on(folding, tmp_path, platform, capsys):
    asked = jobs(tmp_path, "a", "blows", "c", platform=platform)
    assert batch_folds.fold_batch(asked) == ["blows"]
    assert sorted(name for name, _ in folding) == ["a", "blows", "c"]
    assert batch_folds._fold_share(1, asked) == (3, ["blows"], False)
    assert "prct: blows: it blew up" in capsys.readouterr().err.splitlines()


def test_a_share_that_is_stopped_says_how_far_it_came(folding, tmp_path):
    assert batch_folds._fold_share(1, jobs(tmp_path, "a", "blows", "stopped", "d")) == (2, ["blows"], True)
    assert [name for name, _ in folding] == ["a", "blows", "stopped"]


def test_what_ends_a_share_ends_it_alone(folding, tmp_path, capsys):
    assert batch_folds._fold_share(1, jobs(tmp_path, "a", "lost")) == (0, ["a", "lost"], False)
    assert capsys.readouterr().err.splitlines() == ["prct: no GPU"]


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
    assert given == [[2, 2]]
    batch_folds.fold_batch(jobs(tmp_path, "a", platform="cuda-emulation"), 3)
    assert given[-1] == [None], "on a GPU so many as it takes"
    assert folding[-1] == ("a", 1)
