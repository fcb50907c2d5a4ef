"""The history of measurements: what is kept, what is refused, and what becomes of damaged files."""

import re
import sqlite3
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from subprocess import PIPE

import pytest
from prct.base.errors import InputError, OutputError
from prct.forge.smt.history import PerformanceHistory
from prct.forge.smt.history_database import PAGE_BYTES, create
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.measurement import (
    Measurement,
    canonical_parameters,
    sealed,
    sealed_lines,
    unsealed,
    workload_hash,
)

ROWS = 150


def measurement(seed: int = 1, **changed) -> Measurement:
    fields = {
        "workload": "w", "target": f"t{seed % 4}", "seed": seed, "wall_s": 2.5 + seed, "cpu_s": 2.25, "tm": 0.1 + 0.2,
        "parameters": {"annealing.step_ps": Fraction(103, 10000), "annealing.steps": 600}, "when_s": 1e9,
        "machine": "two cores", "program": "0.1.0",
    }  # fmt: skip
    return Measurement(**{**fields, **changed})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history of ROWS rows."""
    create(tmp_path / "history.db", map(measurement, range(ROWS)))
    return tmp_path / "history.db"


def reopened(path: Path) -> tuple[PerformanceHistory, list[str]]:
    told: list[str] = []
    return PerformanceHistory(path, told.append), told


def test_what_is_recorded_is_read_back_exactly(path: Path):
    rows = PerformanceHistory(path, pytest.fail).rows("w")
    assert rows == MeasuredRows.of(map(measurement, range(ROWS)))
    assert rows.measurements[0].parameters["annealing.step_ps"] == Fraction(103, 10000)
    assert rows.seeds.tolist() == list(range(ROWS)) and rows.targets[5] == "t1" and rows.tm[0] == 0.1 + 0.2
    assert rows.configurations == ({"annealing.step_ps": Fraction(103, 10000), "annealing.steps": Fraction(600)},)
    with pytest.raises(InputError, match="150 of 150 measurements do not say what coupling was"):
        rows.of_parameter("coupling")


def test_queries_keep_workloads_machines_and_programs_apart(path: Path):
    history = PerformanceHistory(path, pytest.fail)
    history.record(measurement(7, workload="v"))
    history.record(measurement(8, machine="other"))
    history.record(measurement(9, program="0.2.0"))
    assert history.workloads() == {"v": 1, "w": ROWS + 2} and len(history) == ROWS + 3
    assert len(history.rows("w", machine="two cores", program="0.1.0")) == ROWS
    assert len(history.rows("w", machine="other")) == 1 and len(history.rows("nothing")) == 0


def test_an_sqlite_shell_reads_the_columns(path: Path):
    link = sqlite3.connect(path)
    found = link.execute("SELECT target, seed, wall_s, tm, parameters FROM measurement WHERE id = 3").fetchone()
    link.close()
    assert found == ("t2", 2, 4.5, 0.1 + 0.2, '{"annealing.step_ps":"103/10000","annealing.steps":"600"}')


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"wall_s": float("nan")}, "wall_s is nan"), ({"cpu_s": -1.0}, "cpu_s is -1.0"),
        ({"tm": float("inf")}, "tm is inf"), ({"tm": 1.01}, "above 1"), ({"when_s": None}, "when_s is None"),
        ({"seed": 2**63}, "no seed"), ({"seed": 1.5}, "no seed"), ({"machine": ""}, "machine is ''"),
        ({"parameters": {}}, "without named parameters"), ({"parameters": {"x": float("nan")}}, "no exact number"),
        ({"parameters": {f"p{k}": 1 for k in range(900)}}, "8000 bytes"),
    ],
)  # fmt: skip
def test_what_is_no_measurement_is_refused(changed: dict, message: str):
    with pytest.raises(InputError, match=message):
        measurement(**changed)


def test_seals_and_names():
    line = sealed(measurement(3, target="β\0|"), 5)
    assert unsealed(line) == (5, measurement(3, target="β\0|")) and line.isascii()
    assert unsealed(line.replace("600", "601")) is None and unsealed("") is None
    assert list(sealed_lines(b'\xff{"digest":"' + line.encode() + b'\0{"digest":"' + line[:90].encode())) == [line]
    assert list(sealed_lines(b'{"digest":"x",' + b"[" * 9000)) == []
    assert workload_hash({"a": b"1"}) != workload_hash({"a": b"2"}) != workload_hash({"b": b"2"})
    assert canonical_parameters({"x": Fraction(-1, 3)}) == '{"x":"-1/3"}'


def truncated(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: 3 * len(data) // 4])


def a_number_changed(path: Path) -> None:
    data = path.read_bytes()
    line = sealed(measurement(9), 10).encode()
    assert data.count(line) >= 1
    path.write_bytes(data.replace(line, line.replace(b'"wall_s":11.5', b'"wall_s":10.5')))


def header_overwritten(path: Path) -> None:
    path.write_bytes(b"\xa5" * 200 + path.read_bytes()[200:])


def page_overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(sealed(measurement(20), 21).encode())
    data[at + 50 : at + 4000] = bytes(3950)
    path.write_bytes(data)


def not_sqlite(path: Path) -> None:
    path.write_text("target,seconds\n1ubq,2.5\n")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign_schema(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE song (title TEXT)")
    link.close()


def newer_version(path: Path) -> None:
    with sqlite3.connect(path) as link:
        link.execute("PRAGMA user_version = 7")
    link.close()


def schema_changed(path: Path) -> None:
    with sqlite3.connect(path) as link:
        link.execute("DROP INDEX measurement_of_workload")
    link.close()


def index_shortened(path: Path) -> None:
    data = bytearray(path.read_bytes())
    index_leaf = 10  # first byte of such a page; the number of its cells is in bytes 3 and 4
    page = next(at for at in range(0, len(data), PAGE_BYTES) if data[at] == index_leaf)
    data[page + 3 : page + 5] = (ROWS - 1).to_bytes(2, "big")
    path.write_bytes(data)


def row_removed(path: Path) -> None:
    with sqlite3.connect(path) as link:
        link.execute("PRAGMA secure_delete = ON")
        link.execute("DELETE FROM measurement WHERE id = 30")
    link.close()


@pytest.mark.parametrize(
    ("damage", "why", "least_saved", "most_saved"),
    [
        (truncated, "is damaged", 1, ROWS - 1),
        (a_number_changed, "row 10 is not what was written", ROWS - 1, ROWS - 1),
        (header_overwritten, "no SQLite database", ROWS, ROWS),
        (page_overwritten, "is damaged", ROWS - 20, ROWS - 2),
        (not_sqlite, "no SQLite database", 0, 0),
        (emptied, "is empty", 0, 0),
        (foreign_schema, "another program", 0, 0),
        (newer_version, "newer program .form 7, this one knows 1", ROWS, ROWS),
        (schema_changed, "another program or has lost its schema", ROWS, ROWS),
        (index_shortened, "is damaged", ROWS, ROWS),
        (row_removed, "row 30 is missing", ROWS - 1, ROWS - 1),
    ],
)
def test_damaged_files_are_set_aside_and_what_can_be_read_is_saved(path, damage, why, least_saved, most_saved):
    damage(path)
    damaged = path.read_bytes()
    history, told = reopened(path)
    assert len(told) == 1 and path.with_name("history.db.damaged-1").read_bytes() == damaged
    assert re.search(why, told[0])
    seeds = history.rows("w").seeds.tolist()
    assert least_saved <= len(seeds) <= most_saved and seeds == sorted(set(seeds))
    assert all(m == measurement(m.seed) for m in history.rows("w").measurements)
    if seeds:
        assert f"{len(seeds)} measurements that could be read" in told[0]
        missing = max(seeds) + 1 - len(seeds)
        assert (f"{missing} before the last of them are lost" if missing else "none before the last") in told[0]
    else:
        assert "no measurement could be read" in told[0]
    assert history.record(measurement(99)) == len(seeds) + 1
    assert reopened(path)[1] == []


def test_damage_while_it_is_in_use_is_told_and_the_new_row_is_kept(path: Path):
    history, told = reopened(path)
    header_overwritten(path)
    assert history.record(measurement(99)) == ROWS + 1 and len(told) == 1
    not_sqlite(path)
    assert len(history) == 0 and "damaged-2" in told[1]
    assert history.record(measurement(1)) == 1
    path.unlink()
    assert len(history) == 0 and "was removed while it was in use, with at least" in told[2]


def test_a_journal_left_by_a_crash_goes_aside_with_its_file(path: Path):
    not_sqlite(path)
    Path(f"{path}-wal").write_text("junk" + sealed(measurement(4), 2))
    history, told = reopened(path)
    assert "1 before the last of them are lost (rows 1)" in told[0]
    assert Path(f"{path}.damaged-1-wal").is_file() and not Path(f"{path}-wal").exists()
    assert history.rows("w").seeds.tolist() == [4]


def test_paths_that_cannot_be_written(tmp_path: Path):
    with pytest.raises(OutputError, match="make the folder first"):
        PerformanceHistory(tmp_path / "nowhere" / "h.db", pytest.fail)
    with pytest.raises(OutputError, match="no folder"):
        PerformanceHistory(tmp_path, pytest.fail)


WRITER = """
import sys
sys.path[:0] = {paths!r}
from prct.forge.smt.history import PerformanceHistory
from prct.forge.smt.measurement import Measurement
print("ready", flush=True)
sys.stdin.readline()
history = PerformanceHistory({path!r}, lambda sentence: sys.exit(sentence))
for seed in range({first}, {first} + 40):
    history.record(Measurement("w", "t", {{"x": seed}}, seed, 1.0, 1.0, 0.5, 1.0, "m", "p"))
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "history.db"
    programs = [WRITER.format(paths=sys.path, path=str(path), first=1000 * k) for k in range(3)]
    running = [
        subprocess.Popen([sys.executable, "-c", text], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        for text in programs
    ]
    assert [p.stdout.readline() for p in running] == ["ready\n"] * 3
    for p in running:
        p.stdin.write("\n")
        p.stdin.flush()
    assert [(p.communicate()[1], p.returncode) for p in running] == [("", 0)] * 3
    rows = PerformanceHistory(path, pytest.fail).rows("w")
    assert sorted(rows.seeds.tolist()) == [1000 * k + j for k in range(3) for j in range(40)]
