"""Whose run a folder holds, and what may be replaced."""

from __future__ import annotations

import json

import pytest
from prct.app.output_folder import CHECKPOINT, close_folder, open_folder, run_identity
from prct.base.errors import OptionError, OutputError
from prct.folding.settings import FoldSettings

MINE, OTHER = "a" * 64, "b" * 64


def finished(folder, identity):
    """A folder as a run leaves it."""
    open_folder(folder, identity, resume=False, overwrite=False)
    (folder / "model_1.cif").write_text("data_x\n")
    (folder / "summary.json").write_text(json.dumps({"identity": identity}))
    close_folder(folder)


def test_the_identity_is_of_all_that_decides_the_bytes():
    usual = run_identity([b"fasta", b"rr"], FoldSettings(), {"complete": False})
    assert usual == run_identity([b"fasta", b"rr"], FoldSettings(), {"complete": False})
    others = [
        run_identity([b"fast", b"arr"], FoldSettings(), {"complete": False}),
        run_identity([b"fasta", b"rr"], FoldSettings(seed=2), {"complete": False}),
        run_identity([b"fasta", b"rr"], FoldSettings(trajectories=2), {"complete": False}),
        run_identity([b"fasta", b"rr"], FoldSettings(), {"complete": True}),
    ]
    assert len({usual, *others}) == 5


def test_a_new_folder_is_made_with_its_parents(tmp_path):
    checkpoint = open_folder(tmp_path / "new" / "out", MINE, resume=False, overwrite=False)
    assert checkpoint.is_dir()
    close_folder(tmp_path / "new" / "out")
    assert not checkpoint.exists()


def test_another_run_is_refused_unless_it_may_be_overwritten(tmp_path):
    finished(tmp_path, OTHER)
    with pytest.raises(OptionError, match="models of another run; choose another --out, or --overwrite"):
        open_folder(tmp_path, MINE, resume=True, overwrite=False)
    assert (tmp_path / "model_1.cif").exists()
    open_folder(tmp_path, MINE, resume=False, overwrite=True)
    assert not (tmp_path / "model_1.cif").exists()


def test_models_of_nobody_are_refused(tmp_path):
    (tmp_path / "model_1.cif").write_text("data_x\n")
    with pytest.raises(OptionError, match="unknown run"):
        open_folder(tmp_path, MINE, resume=False, overwrite=False)


def test_a_broken_summary_is_an_unknown_run(tmp_path):
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(OptionError, match="another run"):
        open_folder(tmp_path, MINE, resume=False, overwrite=False)


def test_only_resume_keeps_the_checkpoints(tmp_path):
    (open_folder(tmp_path, MINE, resume=False, overwrite=False) / "state").write_text("kept")
    assert (open_folder(tmp_path, MINE, resume=True, overwrite=False) / "state").exists()
    assert not (open_folder(tmp_path, MINE, resume=False, overwrite=False) / "state").exists()


def test_files_of_others_are_left_alone(tmp_path):
    finished(tmp_path, OTHER)
    (tmp_path / "notes.txt").write_text("mine")
    open_folder(tmp_path, MINE, resume=False, overwrite=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / CHECKPOINT).is_dir()


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="out"):
        open_folder(tmp_path / "out", MINE, resume=False, overwrite=False)
