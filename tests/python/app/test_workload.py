"""Workloads: what is read, and what is refused by one line."""

from fractions import Fraction

import pytest
from prct.app.workload import read_workload, tunable_values, with_values
from prct.base.errors import InputError
from prct.folding.settings import FoldSettings
from tuning_workload import write_targets, write_workload


@pytest.fixture
def folder(tmp_path):
    write_targets(tmp_path)
    return tmp_path


def test_what_is_read(folder):
    work = read_workload(
        write_workload(
            folder,
            check=["a", "d"],
            parameters={"annealing.steps": [50, 400], "annealing.step_ps": ["4 fs", "11 fs"]},
            settings={"trajectories": 2, "weights.repulsion": 2.5},
            most_loss_tm=0.01,
        )
    )
    assert [t.name for t in work.tuning] == ["b", "c"]
    assert [t.name for t in work.checking] == ["a", "d"]
    assert work.space["annealing.step_ps"].lower == Fraction(1, 250)
    assert (work.settings.trajectories, work.settings.weights.repulsion) == (2, 2.5)
    assert work.most_loss_tm == Fraction(1, 100)
    assert work.most_seconds is None
    assert len({t.digest for t in (*work.tuning, *work.checking)}) == 4
    usual = read_workload(write_workload(folder))
    assert [t.name for t in usual.checking] == ["b", "d"]
    assert "annealing.steps" in usual.space


def test_values_go_into_settings_and_come_back():
    changed = with_values(FoldSettings(), {"annealing.steps": Fraction(300), "annealing.step_ps": Fraction(1, 100)})
    values = tunable_values(changed)
    assert (values["annealing.steps"], values["annealing.step_ps"]) == (300, 0.01)
    assert isinstance(values["annealing.steps"], int)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"check": ["z"]}, "no target 'z'"),
        ({"check": ["a"]}, "3 targets to tune on and 1 to check on"),
        ({"check": ["a", "b", "c", "d"]}, "0 targets to tune on"),
        ({"targets": "elsewhere"}, "is no folder"),
        ({"speed": 3}, "give an object"),
        ({"most_loss_tm": -1}, "most_loss_tm"),
        ({"most_loss_tm": True}, "most_loss_tm"),
        ({"most_seconds": 0}, "most_seconds"),
        ({"most_seconds": "2"}, "most_seconds"),
        ({"most_seconds": True}, "most_seconds"),
        ({"settings": {"annealing.stride": 3}}, "no setting 'annealing.stride'"),
        ({"settings": {"nothing.steps": 3}}, "no setting 'nothing.steps'"),
        ({"settings": [1]}, "settings is an object"),
        ({"parameters": {"annealing.steps": [400, 50]}}, "nothing lies between"),
        ({"parameters": {"annealing.steps": 400}}, "parameters are a list"),
        ({"parameters": ["annealing.stride"]}, "no parameter"),
        ({"parameters": {"annealing.step_ps": ["4 K", "8 K"]}}, "temperature"),
    ],
)
def test_what_is_refused(folder, given, message):
    with pytest.raises(InputError, match=message):
        read_workload(write_workload(folder, **given))


def test_files_that_cannot_be_read(folder):
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_workload(folder / "missing.json")
    path = folder / "work.json"
    path.write_text("{")
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_workload(path)
    (folder / "targets" / "a" / "native.pdb").unlink()
    with pytest.raises(InputError, match="0 files native"):
        read_workload(write_workload(folder))
