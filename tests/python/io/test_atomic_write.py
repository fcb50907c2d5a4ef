"""Files appear whole or not at all, whatever goes wrong."""

import os
import resource
import signal

import pytest
from prct.base.errors import OutputError
from prct.io.atomic_write import atomic_path, write_bytes


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    write_bytes(tmp_path / "a", b"old")
    write_bytes(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_permissions_are_those_of_a_plain_file(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("problem", [RuntimeError, KeyboardInterrupt, OSError])
def test_an_exception_keeps_the_old_file(tmp_path, problem):
    write_bytes(tmp_path / "a", b"old")
    with pytest.raises(OutputError if problem is OSError else problem), atomic_path(tmp_path / "a") as temporary:
        temporary.write_bytes(b"half of the n")
        raise problem
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_body_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(OutputError), atomic_path(tmp_path / "a"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("no/a", "make the folder first"),
        ("file/a", "parents are folders"),
        ("folder", "no folder"),
        ("x" * 300, "shorter name"),
    ],
)
def test_the_reason_names_path_and_remedy(tmp_path, name, remedy):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=remedy) as caught:
        write_bytes(tmp_path / name, b"x")
    assert str(tmp_path / name) in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_zero_byte_in_the_name():
    with pytest.raises(OutputError, match="zero byte"):
        write_bytes("a\0b", b"x")


def test_a_disk_without_room(tmp_path):
    """A limit on file size stops the write in the middle, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    write_bytes(tmp_path / "a", b"old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"a: cannot be written .*; .* write elsewhere"):
            write_bytes(tmp_path / "a", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_full_device_is_named(tmp_path):
    """A device that answers every write by ENOSPC, reached through a link at the temporary path."""
    with (
        pytest.raises(OutputError, match=r"a: cannot be written \(No space left on device\); free space"),
        atomic_path(tmp_path / "a") as temporary,
    ):
        os.symlink("/dev/full", temporary)
        temporary.write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []
