"""Checkpoints: named arrays and a JSON-able state in one file that is whole, unbroken and of a known version."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from prct.base.errors import InputError, OptionError
from prct.io.atomic_write import write_bytes
from prct.io.input_file import BROKEN_ARCHIVE, read_bytes

FORMAT = "prct-checkpoint"
VERSION = 1
MAX_CHECKPOINT_BYTES = 8 << 30
"""Largest checkpoint read: 16 trajectories of 100,000 residues with 300 frames each."""

_HEADER = "checkpoint.json"
_FRESH = "delete it and start the run afresh"


def save_checkpoint(path: str | Path, arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> None:
    """Write a checkpoint, whole or not at all; equal input gives equal bytes.

    The file is an npz that numpy can open, plus a JSON member with format, version, state and the SHA-256 of all.

    Parameters
    ----------
    path : str or Path
    arrays : mapping of str to ndarray
        Plain numbers, booleans or text; no objects.
    state : mapping
        Anything JSON can hold, keys being text, numbers finite.

    Raises
    ------
    OptionError
        For arrays of objects, names that are no plain words, or a state that JSON cannot hold.
    OutputError
        When the path cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "run.checkpoint"
    >>> save_checkpoint(path, {"x": np.arange(3)}, {"step": 5})
    >>> arrays, state = load_checkpoint(path)
    >>> arrays["x"].tolist(), state
    ([0, 1, 2], {'step': 5})
    """
    members = {}
    for name in sorted(arrays):
        if not isinstance(name, str) or not name.replace(".", "_").replace("-", "_").isidentifier():
            raise OptionError(f"checkpoint: array name {name!r} is no word; use letters, digits, _ . -")
        members[f"{name}.npy"] = _packed(name, arrays[name])
    try:
        text = json.dumps(dict(state), sort_keys=True, allow_nan=False)
        if json.loads(text) != dict(state):
            raise ValueError("it would come back different; use lists, not tuples, and text as keys")
    except (TypeError, ValueError, RecursionError) as problem:
        raise OptionError(f"checkpoint: the state is not JSON ({problem}); convert it to plain values") from None
    header = {"format": FORMAT, "version": VERSION, "sha256": _digest(text, members), "state": text}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_HEADER), json.dumps(header, sort_keys=True))
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    write_bytes(path, stream.getvalue())


def load_checkpoint(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Read a checkpoint back.

    Returns
    -------
    arrays : dict of str to ndarray
    state : dict

    Raises
    ------
    InputError
        Missing, truncated, altered, of another version, or no checkpoint at all.
    """
    data = read_bytes(path, InputError, MAX_CHECKPOINT_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_CHECKPOINT_BYTES:
                raise ValueError("it unpacks to more than the bytes accepted")
            members = {name: archive.read(name) for name in archive.namelist()}
        header = json.loads(members.pop(_HEADER))
        form, version, digest, text = (header[key] for key in ("format", "version", "sha256", "state"))
    except BROKEN_ARCHIVE as problem:
        raise InputError(f"{path}: no whole checkpoint ({problem}); {_FRESH}") from None
    if form != FORMAT or version != VERSION:
        raise InputError(
            f"{path}: checkpoint of version {str(version)[:20]} where {VERSION} is read; use the PRCT that wrote it, "
            f"or {_FRESH}"
        )
    if not isinstance(text, str) or _digest(text, members) != digest:
        raise InputError(f"{path}: its checksum does not match, the file was altered or damaged; {_FRESH}")
    try:
        arrays = {
            name.removesuffix(".npy"): np.lib.format.read_array(io.BytesIO(member), allow_pickle=False)
            for name, member in members.items()
        }
        return arrays, json.loads(text)
    except BROKEN_ARCHIVE as problem:
        raise InputError(f"{path}: broken array or state ({problem}); {_FRESH}") from None


def _packed(name: str, array: np.ndarray) -> bytes:
    plain = np.asarray(array)
    if plain.dtype.hasobject:
        raise OptionError(f"checkpoint: array {name!r} holds objects; convert it to numbers")
    stream = io.BytesIO()
    np.lib.format.write_array(stream, plain, allow_pickle=False)
    return stream.getvalue()


def _digest(text: str, members: Mapping[str, bytes]) -> str:
    """SHA-256 over version, state, and the name, length and bytes of each member."""
    encoded = text.encode(errors="surrogatepass")
    digest = hashlib.sha256(f"{FORMAT} {VERSION} {len(encoded)}\n".encode() + encoded)
    for name in sorted(members):
        digest.update(f"\n{name} {len(members[name])}\n".encode())
        digest.update(members[name])
    return digest.hexdigest()
