"""Whose files a folder holds, and what may be replaced or deleted."""

from __future__ import annotations

import json

import pytest
from prct.app.output_folder import CHECKPOINT, RUN_FILE, OutputFolder, run_identity
from prct.base.errors import OptionError, OutputError
from prct.folding.settings import FoldSettings

MINE, OTHER = "a" * 64, "b" * 64
NAMES = frozenset({"model_1.cif", "model.png", "summary.json"})


def folder_of(path, identity=MINE, names=NAMES):
    return OutputFolder(path, identity, names)


def write_run(path, identity, files=("model_1.cif", "summary.json"), complete=True):
    """What a run writes at its end."""
    folder = folder_of(path, identity, frozenset(files))
    folder.make_room(files)
    for name in files:
        (path / name).write_text(identity)
    summary = {"identity": identity, "complete": complete, "run": {"files": list(files)}}
    (path / "summary.json").write_text(json.dumps(summary))


def finished(path, identity, **run):
    """A folder as a run leaves it."""
    folder = folder_of(path, identity)
    folder.open(resume=False, overwrite=False)
    write_run(path, identity, **run)
    folder.close()


def users_files(path):
    """Files of a user whose names resemble those of a run; their contents by name."""
    (path / CHECKPOINT).mkdir()
    mine = ("holiday.png", "trajectory_notes.txt", "model_final.cif", f"{CHECKPOINT}/weights.pt")
    for name in mine:
        (path / name).write_text(name)
    return mine


def test_the_identity_is_of_all_that_decides_the_bytes(tmp_path):
    def identity(first=b"fasta", second=b"rr", name="restraints", **changes):
        inputs = {"sequence": tmp_path / "one", name: tmp_path / "two"}
        for path, data in zip(inputs.values(), (first, second), strict=True):
            path.write_bytes(data)
        return run_identity(inputs, changes.get("settings", FoldSettings()), {"complete": "complete" in changes})

    assert identity() == identity()
    others = [
        identity(b"fast", b"arr"),
        identity(second=b"more"),
        identity(name="alignment"),
        identity(settings=FoldSettings(seed=2)),
        identity(settings=FoldSettings(trajectories=2)),
        identity(complete=True),
    ]
    assert len({identity(), *others}) == 7


def test_a_new_folder_is_made_with_its_parents(tmp_path):
    folder = folder_of(tmp_path / "new" / "out")
    checkpoint = folder.open(resume=False, overwrite=False)
    assert checkpoint.is_dir()
    folder.close()
    assert not checkpoint.exists() and folder.path.is_dir()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_checkpoint_folder_of_somebody_else_is_refused_and_kept(tmp_path, overwrite):
    mine = users_files(tmp_path)
    with pytest.raises(OptionError, match=r"checkpoint: is no checkpoint of PRCT; move it, or choose another --out"):
        folder_of(tmp_path).open(resume=False, overwrite=overwrite)
    assert all((tmp_path / name).read_text() == name for name in mine)
    assert len(list(tmp_path.rglob("*.*"))) == len(mine)


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_of_others_survive_a_run(tmp_path, overwrite):
    kept = [name for name in users_files(tmp_path) if CHECKPOINT not in name]
    (tmp_path / CHECKPOINT / "weights.pt").unlink()
    folder = folder_of(tmp_path)
    folder.open(resume=False, overwrite=overwrite)
    write_run(tmp_path, MINE)
    folder.close()
    assert all((tmp_path / name).read_text() == name for name in kept)


def test_a_file_that_somebody_puts_into_the_checkpoint_stays(tmp_path):
    folder = folder_of(tmp_path)
    (folder.open(resume=False, overwrite=False) / "notes.txt").write_text("mine")
    folder.close()
    assert [path.name for path in (tmp_path / CHECKPOINT).iterdir()] == ["notes.txt"]


def test_a_record_can_only_claim_names_of_a_run(tmp_path):
    finished(tmp_path, MINE)
    (tmp_path / "diary.txt").write_text("mine")
    claimed = ["model_1.cif", "diary.txt", "../diary.txt", 3]
    (tmp_path / "summary.json").write_text(json.dumps({"identity": MINE, "run": {"files": claimed}}))
    folder = folder_of(tmp_path)
    folder.open(resume=False, overwrite=False)
    folder.make_room(["summary.json"])
    assert (tmp_path / "diary.txt").exists() and not (tmp_path / "model_1.cif").exists()


def test_another_run_is_refused_unless_it_may_be_overwritten(tmp_path):
    finished(tmp_path, OTHER, files=("model_1.cif", "model_2.cif", "summary.json"))
    with pytest.raises(OptionError, match="models of another run; choose another --out, or --overwrite"):
        folder_of(tmp_path).open(resume=True, overwrite=False)
    folder = folder_of(tmp_path)
    folder.open(resume=False, overwrite=True)
    assert (tmp_path / "model_2.cif").exists(), "old models stay until new ones are about to be written"
    write_run(tmp_path, MINE)
    folder.close()
    assert {path.name for path in tmp_path.iterdir()} == {"model_1.cif", "summary.json"}
    assert (tmp_path / "model_1.cif").read_text() == MINE


def test_a_killed_overwriting_run_can_be_resumed_without_saying_overwrite_again(tmp_path):
    finished(tmp_path, OTHER)
    (folder_of(tmp_path).open(resume=False, overwrite=True) / "consensus.npz").write_text("kept")
    with pytest.raises(OptionError, match="another run"):
        folder_of(tmp_path).open(resume=False, overwrite=False)
    assert (folder_of(tmp_path).open(resume=True, overwrite=False) / "consensus.npz").exists()


def test_what_may_be_overwritten_is_remembered_and_nothing_else(tmp_path):
    (tmp_path / "model_1.cif").write_text("may go")
    folder_of(tmp_path).open(resume=False, overwrite=True)
    folder_of(tmp_path).open(resume=True, overwrite=False)
    (tmp_path / "model.png").write_text("mine")
    with pytest.raises(OptionError, match=r"holds model\.png of an unknown run"):
        folder_of(tmp_path).open(resume=True, overwrite=False)


@pytest.mark.parametrize("name", ["model_1.cif", "model.png"])
def test_files_of_nobody_under_the_names_of_a_run_are_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(OptionError, match=f"holds {name} of an unknown run; move it"):
        folder_of(tmp_path).open(resume=False, overwrite=False)
    folder_of(tmp_path, names=frozenset({"summary.json"})).open(resume=False, overwrite=False)
    assert (tmp_path / name).read_text() == "mine"


def test_a_folder_under_the_name_of_a_file_is_refused(tmp_path):
    (tmp_path / "model_1.cif").mkdir()
    with pytest.raises(OptionError, match=r"model_1\.cif: a folder stands where a file"):
        folder_of(tmp_path).open(resume=False, overwrite=True)


def test_a_run_killed_while_it_wrote_knows_its_files(tmp_path):
    folder = folder_of(tmp_path)
    folder.open(resume=False, overwrite=False)
    folder.make_room(["model_1.cif", "summary.json"])
    (tmp_path / "model_1.cif").write_text("half of a run")
    folder_of(tmp_path).open(resume=False, overwrite=False)
    folder_of(tmp_path).open(resume=True, overwrite=False)


def test_a_broken_summary_is_an_unknown_run(tmp_path):
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(OptionError, match="another run"):
        folder_of(tmp_path).open(resume=False, overwrite=False)


def test_only_resume_keeps_the_checkpoints(tmp_path):
    name = "outcome_00000.npz"
    (folder_of(tmp_path).open(resume=False, overwrite=False) / name).write_text("kept")
    assert (folder_of(tmp_path).open(resume=True, overwrite=False) / name).exists()
    assert not (folder_of(tmp_path).open(resume=False, overwrite=False) / name).exists()


def test_only_the_very_run_is_complete(tmp_path):
    assert not folder_of(tmp_path).is_complete()
    finished(tmp_path, MINE, complete=False)
    assert not folder_of(tmp_path).is_complete()
    finished(tmp_path, MINE)
    assert folder_of(tmp_path).is_complete()
    assert not folder_of(tmp_path, OTHER).is_complete()
    assert not folder_of(tmp_path).is_complete(["model.png"])
    (tmp_path / "model_1.cif").unlink()
    assert not folder_of(tmp_path).is_complete()


def test_a_failed_run_leaves_only_what_can_be_resumed(tmp_path):
    out = tmp_path / "new" / "out"
    folder = folder_of(out)
    folder.open(resume=False, overwrite=False)
    assert not folder.abandon()
    assert list(tmp_path.iterdir()) == []
    (folder.open(resume=False, overwrite=False) / "state_00000.npz").write_text("saved")
    assert folder.abandon()
    assert (out / CHECKPOINT / RUN_FILE).exists()
    assert not folder.abandon(resumable=False)
    assert not out.exists()


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "out").write_text("")
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(OptionError, match=r"out: is a file; choose a folder for --out"):
            folder_of(out).open(resume=False, overwrite=True)


def test_a_name_that_is_too_long_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(OutputError, match="choose a shorter name"):
        folder_of(tmp_path / ("a" * 300)).check(resume=False, overwrite=False)
