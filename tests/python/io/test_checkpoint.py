"""Checkpoints come back the same or are refused."""

import io
import json
import zipfile

import numpy as np
import pytest
from prct.base.errors import InputError, OptionError, OutputError
from prct.io import checkpoint
from prct.io.checkpoint import load_checkpoint, save_checkpoint

ARRAYS = {
    "x": np.random.default_rng(1).normal(size=(4, 5, 3)),
    "single": np.float32([np.nan, np.inf, -0.0]),
    "flags": np.array([True, False]),
    "text": np.array(["a", "bé"]),
    "scalar": np.array(7),
    "order": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "trajectory.3-a": np.zeros((0, 3), np.uint64),
}
STATE = {"step": 10**15, "energy": 0.1 + 0.2, "rng": {"key": [1, 2]}, "name": "ubiquitin ü", "none": None}


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "run.checkpoint"
    save_checkpoint(path, ARRAYS, STATE)
    return path


def test_everything_comes_back_to_the_bit(saved):
    arrays, state = load_checkpoint(saved)
    assert state == STATE
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape), name
        assert arrays[name].tobytes() == array.tobytes(), name


def test_equal_input_gives_equal_bytes_in_any_order(saved, tmp_path):
    save_checkpoint(tmp_path / "other", dict(reversed(ARRAYS.items())), dict(reversed(STATE.items())))
    assert (tmp_path / "other").read_bytes() == saved.read_bytes()


def test_numpy_opens_it(saved):
    assert np.array_equal(np.load(saved)["x"], ARRAYS["x"])


def test_truncated_at_any_length_is_refused(saved):
    whole = saved.read_bytes()
    for length in range(0, len(whole), 11):
        saved.write_bytes(whole[:length])
        with pytest.raises(InputError, match="start the run afresh"):
            load_checkpoint(saved)


def test_a_changed_byte_is_never_read_as_other_data(saved):
    whole = bytearray(saved.read_bytes())
    refused = 0
    for place in range(0, len(whole), 7):
        changed = bytes(whole[:place]) + bytes([whole[place] ^ 0x20]) + bytes(whole[place + 1 :])
        saved.write_bytes(changed)
        try:
            arrays, state = load_checkpoint(saved)
        except InputError:
            refused += 1
            continue
        assert state == STATE
        assert all(arrays[name].tobytes() == array.tobytes() for name, array in ARRAYS.items())
    assert refused > len(whole) / 7 / 2


def rewritten(path, change):
    """The checkpoint with its members changed and packed again, so that only our own checks can notice."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    path.write_bytes(stream.getvalue())


def header_with(**values):
    def change(members):
        header = json.loads(members["checkpoint.json"]) | values
        members["checkpoint.json"] = json.dumps(header).encode()

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (header_with(version=2), "version 2 where 1 is read"),
        (header_with(format="other"), "version"),
        (header_with(sha256="0"), "checksum"),
        (header_with(state='{"step": 6}'), "checksum"),
        (header_with(state=5), "checksum"),
        (header_with(state="\ud800"), "checksum"),
        (lambda members: members.pop("x.npy"), "checksum"),
        (lambda members: members.update({"y.npy": members["x.npy"]}), "checksum"),
        (lambda members: members.update({"x.npy": members["single.npy"], "single.npy": members["x.npy"]}), "checksum"),
        (lambda members: members.pop("checkpoint.json"), "no whole checkpoint"),
        (lambda members: members.update({"checkpoint.json": b"[" * 100_000}), "no whole checkpoint"),
        (lambda members: members.update({"checkpoint.json": b"[]"}), "no whole checkpoint"),
    ],
)
def test_altered_members_are_refused(saved, change, reason):
    rewritten(saved, change)
    with pytest.raises(InputError, match=reason) as caught:
        load_checkpoint(saved)
    assert "start the run afresh" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_array_is_refused_even_with_a_true_checksum(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "_packed", lambda name, array: b"not an array")
    save_checkpoint(tmp_path / "x", {"a": np.zeros(1)}, {})
    with pytest.raises(InputError, match="broken array"):
        load_checkpoint(tmp_path / "x")


def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "run.checkpoint"
    save_checkpoint(path, {"x": np.zeros(10_000)}, {})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    load_checkpoint(path)
    monkeypatch.setattr(checkpoint, "MAX_CHECKPOINT_BYTES", 10_000)
    with pytest.raises(InputError, match="unpacks to more"):
        load_checkpoint(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load_checkpoint(tmp_path / "x")


@pytest.mark.parametrize(
    ("arrays", "state"),
    [
        ({"a": np.array([None])}, {}),
        ({"../a": np.zeros(1)}, {}),
        ({"": np.zeros(1)}, {}),
        ({}, {"x": float("nan")}),
        ({}, {"x": (1, 2)}),
        ({}, {1: 2}),
        ({}, {"x": np.zeros(1)}),
    ],
)
def test_what_would_not_come_back_is_not_saved(tmp_path, arrays, state):
    with pytest.raises(OptionError, match="checkpoint"):
        save_checkpoint(tmp_path / "x", arrays, state)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written(tmp_path):
    with pytest.raises(OutputError, match="make the folder first"):
        save_checkpoint(tmp_path / "no" / "x", {}, {})
