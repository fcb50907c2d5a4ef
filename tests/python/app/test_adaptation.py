"""A process that learns beside a fold: what it says is published, and nothing it does stops the fold."""

from __future__ import annotations

import json
import os
import sys
import time

import numpy as np
import pytest
from prct.app.adaptation import Adaptation, Published, share_of_last_pace
from prct.app.adaptation_file import AdaptationRecord, described, read_adaptation
from prct.base.errors import InputError
from prct.core.parameter_source import LiveParameters, ParameterChange, TrajectoryEnd, row_of
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings

FIRST = LiveParameters(1000, 0.01, 4.4)
TARGET = Target("hairpin", ("A",), ("GEWTYDDATKTFTVTE",))
PATIENCE_S = 60.0


def speaks(*lines: str, then: str = "for line in sys.stdin: pass") -> tuple[str, ...]:
    """A process that says these lines after the first message."""
    said = "".join(f"print({line!r}, flush=True); " for line in lines)
    return (sys.executable, "-c", f"import sys, time; sys.stdin.readline(); {said}\n{then}")


def wait_for(condition) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_decision_is_published_and_written_down():
    decision = json.dumps({"steps": 500, "why": "energies hold", "rolled_back": False})
    with Adaptation(command=speaks(decision)) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        log = adaptation.log(0, [], 0)
        wait_for(lambda: adaptation.published)
        assert adaptation.published == [Published(2, 500, 0, "energies hold", False)]
        assert adaptation._block.parameters.total_steps == 500
        assert log.changes == []
        process = adaptation._process.pid
    assert gone(process)


@pytest.mark.parametrize(
    "command, warning",
    [
        (speaks("nonsense"), "cannot be used"),
        (speaks('{"steps": 0, "why": "", "rolled_back": false}'), "total_steps is 0"),
        (speaks('{"steps": "many", "why": "", "rolled_back": false}'), "cannot be used"),
        (speaks("[]"), "cannot be used"),
        (speaks(then="sys.exit(3)"), "has ended"),
        ((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), "has ended"),
    ],
)
def test_a_process_that_fails_leaves_the_parameters_as_they_are(command, warning):
    heard = []
    with Adaptation(heard.append, command) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        wait_for(lambda: heard)
        for step in range(100):
            adaptation.report(0, {"step": step, "walked_again": 0})
        adaptation.end(TrajectoryEnd(0, 1, -3.0, ()))
        assert adaptation._block.version == 1
    assert len(heard) == 1 and warning in heard[0]


def test_one_that_hangs_and_hears_no_signal_holds_nothing_up(monkeypatch):
    monkeypatch.setattr("prct.app.adaptation.CLOSE_S", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with Adaptation(command=(sys.executable, "-c", deaf)) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        adaptation.log(0, [], 0)
        for step in range(5000):  # many times what a pipe holds
            adaptation.report(0, {"step": step, "walked_again": 0})
        process = adaptation._process.pid
    assert gone(process)


def test_no_process_can_be_started():
    heard = []
    with Adaptation(heard.append, ("/nowhere/python",)) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        adaptation.report(0, {"step": 1, "walked_again": 0})
    assert len(heard) == 1 and "did not start" in heard[0]


ECHO = (
    "import sys, json\n"
    "for line in sys.stdin:\n"
    "    print(json.dumps({'steps': 777, 'why': line, 'rolled_back': False}), flush=True)\n"
)


def test_only_trajectories_of_one_pace_are_learnt_from():
    ticks = iter(range(100))
    with Adaptation(command=(sys.executable, "-c", ECHO), clock=lambda: float(next(ticks))) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        late = ParameterChange(500, 2, LiveParameters(100, 0.01, 4.4))
        adaptation.log(0, [], 0)
        adaptation.report(0, {"step": 250, "walked_again": 1})
        adaptation.end(TrajectoryEnd(0, -1, -40.0, ()))
        adaptation.log(1, [], 0)
        adaptation.report(1, {"step": 250, "walked_again": 2, "changes": [row_of(late)]})
        adaptation.end(TrajectoryEnd(1, 1, -30.0, (late,)))
        adaptation.log(2, [late], 600)  # goes on from a saved state
        adaptation.report(2, {"step": 610, "walked_again": 0})
        adaptation.end(TrajectoryEnd(2, 1, -30.0, (late,)))
        wait_for(lambda: len(adaptation.published) == 4)
        heard = [json.loads(one.why) for one in adaptation.published]
    assert [message["kind"] for message in heard] == ["begin", "block", "end", "block"]
    assert heard[1] == {"kind": "block", "steps": 1000, "walked_again": True}
    assert heard[2] == {
        "kind": "end", "trajectory": 0, "hand": -1, "steps": 1000, "step_s": 1 / 250, "wall_s": 2.0, "energy": -2.0
    }  # fmt: skip
    assert heard[3] == {"kind": "block", "steps": 100, "walked_again": False}
    assert sorted(adaptation.changes) == [0, 1, 2]


def test_a_trajectory_that_fails_is_told_and_recorded():
    change = ParameterChange(300, 2, LiveParameters(100, 0.01, 4.4))
    with Adaptation(command=(sys.executable, "-c", ECHO)) as adaptation:
        adaptation.begin(FIRST, 4, 20)
        adaptation.log(3, [], 0)
        adaptation.fail(3, [change])
        wait_for(lambda: len(adaptation.published) == 2)
        heard = json.loads(adaptation.published[1].why)
        assert heard == {"kind": "block", "steps": 1000, "walked_again": True}
        assert adaptation.changes == {3: (change,)}
        adaptation.begin(FIRST, 4, 20)  # another fold
        assert adaptation.changes == {} and adaptation.published == []


def test_the_share_of_the_last_pace():
    changes = [ParameterChange(100, 2, LiveParameters(200, 0.01, 4.4)), ParameterChange(120, 3, FIRST)]
    assert share_of_last_pace(FIRST, []) == 1.0
    assert share_of_last_pace(FIRST, changes) == pytest.approx(0.8)


def test_a_fold_learns_and_repeats_to_the_same_bytes(tmp_path):
    distance = np.full((16, 16), np.nan)
    for k in range(6):
        distance[k, 15 - k] = distance[15 - k, k] = 5.5
    restraints = Restraints(maps=RestraintMaps(distance_a=distance), source="hairpin")
    settings = FoldSettings(trajectories=24, models=24).with_overrides(**{"annealing.steps": 12_000})
    heard = []
    with Adaptation(heard.append) as adaptation:
        first = fold(TARGET, restraints, settings, parameters=adaptation)
    assert heard == []
    assert adaptation.published and adaptation.published[0].steps == 6000
    assert any(adaptation.changes.values())
    path = tmp_path / "adaptation.json"
    AdaptationRecord("hash", True, adaptation.published, adaptation.changes).write(path)
    record = read_adaptation(path)
    assert list(record.published) == adaptation.published
    again = fold(TARGET, restraints, settings, threads=2, parameters=record.source("hash"))
    for one, other in zip(first.models, again.models, strict=True):
        assert np.array_equal(one.structure.coords_a, other.structure.coords_a, equal_nan=True)


def test_records_of_others_or_of_stopped_folds_are_refused(tmp_path):
    stopped = AdaptationRecord("hash", False, [], {})
    with pytest.raises(InputError, match="was stopped"):
        stopped.source("hash")
    with pytest.raises(InputError, match="other inputs"):
        AdaptationRecord("hash", True, [], {}).source("another")


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "null", '{"format": "prct adaptation 2"}', "\ud800",
        '{"format": "prct adaptation 1", "fold": "h", "complete": true, "published": [], "changes": {"0": []}}',
        '{"format": "prct adaptation 1", "fold": "h", "complete": true, "published": [{}], "changes": {}}',
        '{"format": "prct adaptation 1", "fold": "h", "complete": true, "published": [], "changes": {"1": [[1, 2]]}}',
        '{"format": "prct adaptation 1", "fold": "h", "complete": true, "published": [], "changes": {"1": 7}}',
        '{"format": "prct adaptation 1", "fold": "h", "complete": true, "published": [], '
        '"changes": {"1": [[1, 2, 99999999999999999999999, 0.01, 4.4]]}}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused(tmp_path, content):
    path = tmp_path / "adaptation.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError, match=r"adaptation\.json"):
        read_adaptation(path)


def test_a_missing_record_is_named(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_adaptation(tmp_path / "none.json")


def test_what_was_decided_reads_as_a_line():
    assert described([]) == "nothing changed"
