"""XTC and DCD files open in an independent reader together with their topology."""

import resource
import signal
import sys
from dataclasses import replace

import numpy as np
import pytest
from prct.base.errors import OptionError, OutputError
from prct.core.structure import Structure
from prct.io.structure import read_structure
from prct.io.trajectory import write_trajectory

biotite = pytest.importorskip("biotite", reason="needs the optional peer biotite")


@pytest.fixture
def topology():
    coords_a = np.random.default_rng(5).normal(0, 20, (12, 5, 3))
    coords_a[3, 4] = np.nan
    chain = np.repeat(np.array([0, 1], np.int32), 6)
    return Structure("MKVGLAMKVLAA", coords_a, chain, ("A", "B"), np.arange(1, 13, dtype=np.int32), np.full(12, 50.0))


@pytest.fixture
def frames_a(topology):
    return topology.coords_a + np.random.default_rng(6).normal(0, 1, (4, 12, 5, 3))


def reader(suffix):
    if suffix == "xtc":
        from biotite.structure.io.xtc import XTCFile as Reader
    else:
        from biotite.structure.io.dcd import DCDFile as Reader
    return Reader


@pytest.mark.parametrize(("suffix", "tolerance_a"), [("xtc", 0.0051), ("dcd", 1e-5)])
def test_frames_come_back_within_the_format(topology, frames_a, tmp_path, suffix, tolerance_a):
    top = write_trajectory(frames_a, topology, tmp_path / f"run.{suffix}", frame_interval_ps=2.5)
    back = reader(suffix).read(tmp_path / f"run.{suffix}")
    known = np.isfinite(topology.coords_a).all(axis=2)
    assert back.get_coord().shape == (4, 59, 3)
    assert np.abs(back.get_coord() - frames_a[:, known]).max() < tolerance_a
    if suffix == "xtc":
        assert back.get_time().tolist() == [0, 2.5, 5, 7.5]
    assert np.isfinite(read_structure(top).coords_a).all(axis=2).sum() == 59


def test_the_topology_opens_the_trajectory(topology, frames_a, tmp_path):
    from biotite.structure.io import load_structure, pdbx

    top = write_trajectory(frames_a, topology, tmp_path / "run.xtc")
    template = pdbx.get_structure(pdbx.CIFFile.read(top), model=1)
    stack = load_structure(tmp_path / "run.xtc", template=template)
    assert stack.shape == (4, 59)
    assert set(stack.atom_name) == {"N", "CA", "C", "O", "CB"}


@pytest.mark.parametrize("suffix", ["xtc", "dcd"])
def test_flat_frames_are_the_same_and_bytes_do_not_depend_on_the_clock(topology, frames_a, tmp_path, suffix):
    known = np.isfinite(topology.coords_a).all(axis=2)
    write_trajectory(frames_a, topology, tmp_path / f"a.{suffix}")
    write_trajectory(frames_a[:, known], topology, tmp_path / f"b.{suffix}")
    first = (tmp_path / f"a.{suffix}").read_bytes()
    assert first == (tmp_path / f"b.{suffix}").read_bytes()
    assert b"Created" not in first


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f[:, :11],
        lambda f: f[:0],
        lambda f: f[0],
        lambda f: np.where(f > 1e9, f, np.nan),
        lambda f: f[..., :2],
    ],
)
def test_frames_that_do_not_fit(topology, frames_a, tmp_path, change):
    with pytest.raises(OptionError, match="frames_a"):
        write_trajectory(change(frames_a), topology, tmp_path / "run.xtc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run.trr", "run", "no/run.xtc"])
def test_paths_that_cannot_be_written(topology, frames_a, tmp_path, name):
    with pytest.raises(OutputError, match="run"):
        write_trajectory(frames_a, topology, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["xtc", "dcd"])
def test_a_disk_without_room_leaves_nothing(topology, frames_a, tmp_path, suffix):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OutputError, match="free space"):
            write_trajectory(np.repeat(frames_a, 50, axis=0), topology, tmp_path / f"run.{suffix}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_its_extra(topology, frames_a, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "biotite.structure.io.xtc", None)
    with pytest.raises(OptionError, match=r"pip install 'prct\[trajectory\]'"):
        write_trajectory(frames_a, topology, tmp_path / "run.xtc")
    assert list(tmp_path.iterdir()) == []


def test_a_topology_that_cannot_be_written_leaves_no_trajectory(topology, frames_a, tmp_path):
    (tmp_path / "run_topology.cif").mkdir()
    with pytest.raises(OutputError, match="no folder"):
        write_trajectory(frames_a, replace(topology, confidence=None), tmp_path / "run.xtc")
    assert not (tmp_path / "run.xtc").exists()
