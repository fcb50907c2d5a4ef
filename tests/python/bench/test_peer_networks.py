"""The networks that a fold is timed beside on a GPU: their command lines, and what they say where they cannot run."""

import importlib.util
import json
import sys
import threading
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench" / "gpu"
NEEDS = {"alphafold_network": "alphafold", "esmfold_trunk": "transformers"}


@pytest.fixture(params=list(NEEDS))
def bench(request, monkeypatch):
    """The program as a module, the package that its network comes from out of reach."""
    for package in NEEDS.values():
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "alphafold_network", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    return load(request.param)


def load(name):
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("arguments", [["--smoke"], ["--lengths", "128", "--repeats", "2"]])
def test_missing_package_is_left_out(bench, arguments, tmp_path, capsys):
    target = tmp_path / "rows.json"
    bench.main([*arguments, "--json", str(target)])
    table = capsys.readouterr().out.splitlines()
    assert table[0].split() == ["network", "left", "out"]
    assert len(table) == 2 and "left out: " in table[1] and "does not import here" in table[1]
    record = json.loads(target.read_text())
    assert record["smoke"] == (arguments == ["--smoke"]) and len(record["rows"]) == 1


@pytest.mark.parametrize("arguments", [["--lengths", "0"], ["--lengths"], ["--repeats", "0"], ["--ways", "quick"]])
def test_bad_arguments(bench, arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        bench.main(arguments)
    assert stop.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def measured(seconds):
    return {"network": "N", "way": "whole", "residues": 128, "passes": 4, "network s": seconds, "device": "cpu"}


@pytest.fixture
def timed_network(monkeypatch):
    """The program with a network that is not there; what it measures is what it is given."""
    module = load("alphafold_network")
    monkeypatch.setattr(module, "missing", lambda smoke: None)

    def measure(residues, way, size, repeats, compiler, lock):
        if way == "fused":
            raise MemoryError("out of memory\nand a long story")
        assert (size, repeats, compiler, lock) == (module.Size(), 5, "full", None)
        return {**measured(residues / 512), "way": way, "residues": residues}

    monkeypatch.setattr(module, "measure", measure)
    return module


def test_networks_with_a_lock_are_timed_in_turn(tmp_path):
    module = load("alphafold_network")
    lock, order = tmp_path / "turn.lock", []

    def other() -> None:
        with module.turn(lock):
            order.append("other")

    with module.turn(lock):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


def test_table_has_a_row_for_each_length_and_way(timed_network, capsys):
    timed_network.main(["--ways", "chunked", "whole"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["network", "way", "residues", "passes", "network", "s", "device"]
    rows = [(n, way) for n in ("128", "256", "384") for way in ("chunked", "whole")]
    assert [(line[2], line[1]) for line in lines[1:]] == rows
    assert lines[1] == ["N", "chunked", "128", "4", "0.25", "cpu"]


def test_a_way_that_fails_is_named_and_the_others_go_on(timed_network, tmp_path, capsys):
    target = tmp_path / "rows.json"
    with pytest.raises(SystemExit, match="not every row"):
        timed_network.main(["--lengths", "256", "--ways", "fused", "whole", "--json", str(target)])
    rows = json.loads(target.read_text())["rows"]
    assert rows[0]["failed"] == "MemoryError: out of memory"
    assert rows[1]["network s"] == 0.5
    assert "MemoryError" in capsys.readouterr().out


def test_defaults_are_what_is_reported():
    size = load("alphafold_network").Size()
    assert (size.clusters, size.extra, size.evoformer_blocks, size.extra_blocks) == (128, 1024, 48, 4)
    assert size.passes == 4
    trunk = load("esmfold_trunk")
    assert trunk.FULL_TRUNK == {"num_blocks": 48, "sequence_state_dim": 1024, "pairwise_state_dim": 128}
    assert trunk.RECYCLES == 3
