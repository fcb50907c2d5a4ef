"""What every reader refuses before it looks at the contents."""

import gzip
import os
from pathlib import Path

import pytest
from prct.base.errors import InputError, SequenceError
from prct.io.input_file import read_bytes, read_text


def test_plain_and_packed_files_read_the_same(tmp_path):
    (tmp_path / "plain").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    (tmp_path / "packed").write_bytes(gzip.compress((tmp_path / "plain").read_bytes()))
    assert read_text(tmp_path / "plain", InputError) == read_text(tmp_path / "packed", InputError) == "a\nb\nc\n"


def test_bytes_that_are_no_utf8_do_not_stop_a_reader(tmp_path):
    (tmp_path / "a").write_bytes(b"AUTHOR M\xfcller\n")
    assert read_text(tmp_path / "a", InputError) == "AUTHOR M\ufffdller\n"


def test_limits_hold_before_and_after_unpacking(tmp_path):
    (tmp_path / "plain").write_bytes(b"x" * 101)
    (tmp_path / "bomb").write_bytes(gzip.compress(b"x" * 101))
    assert len(read_bytes(tmp_path / "plain", InputError, 101)) == 101
    assert len(read_bytes(tmp_path / "bomb", InputError, 101)) == 101
    with pytest.raises(InputError, match="101 bytes are more than the 100"):
        read_bytes(tmp_path / "plain", InputError, 100)
    with pytest.raises(InputError, match="unpacks to more than the 100"):
        read_bytes(tmp_path / "bomb", InputError, 100)


def test_the_type_is_the_callers(tmp_path):
    with pytest.raises(SequenceError, match="no such file"):
        read_bytes(tmp_path / "missing", SequenceError)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(InputError) as caught:
            read_bytes(path, InputError)
        assert str(caught.value) == f"{path}: not a regular file; save the data to a file and name that"


def test_a_folder_is_named_as_one(tmp_path):
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        read_bytes(tmp_path, InputError)


def test_a_file_without_permission(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\); check the path and its permissions"):
        read_bytes(tmp_path / "a", InputError)
