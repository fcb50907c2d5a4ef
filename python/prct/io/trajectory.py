"""Trajectories as XTC or DCD, with a topology to open them with (extra ``trajectory``)."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from prct.base.errors import OptionError, OutputError
from prct.core.structure import Structure
from prct.io.atomic_write import atomic_path
from prct.io.structure_writing import write_structure

FORMATS = {".xtc": ("biotite.structure.io.xtc", "XTCFile"), ".dcd": ("biotite.structure.io.dcd", "DCDFile")}

DCD_TITLE = slice(100, 260)
"""The two 80-byte titles of a DCD header: biotite leaves the clock and uninitialised memory there."""


def write_trajectory(
    frames_a: np.ndarray, topology: Structure, path: str | Path, frame_interval_ps: float = 1.0
) -> Path:
    """Write frames as XTC (lossy, 0.005 Å) or DCD (single precision), and their topology as mmCIF beside them.

    Both files appear whole or not at all; equal input gives equal bytes.

    Parameters
    ----------
    frames_a : float [F, A, 3] or [F, L, 5, 3]
        N, CA, C, O, CB of each residue in Å. A counts the atoms that are finite in `topology`, in its order.
    topology : Structure
        Says which atoms there are.
    path : str or Path
        Ends in ``.xtc`` or ``.dcd``.
    frame_interval_ps : float
        Time between frames; DCD files hold none.

    Returns
    -------
    Path
        The topology, ``NAME_topology.cif``.

    Raises
    ------
    OptionError
        Frames that are not finite or do not fit the topology, or biotite is not installed.
    OutputError
        Unknown suffix, or a path that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> ala = Structure("A", np.zeros((1, 5, 3)), np.zeros(1, np.int32), ("A",), np.ones(1, np.int32))
    >>> write_trajectory(np.zeros((2, 5, 3)), ala, Path(tempfile.mkdtemp()) / "run.xtc").name
    'run_topology.cif'
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(f"{path}: unknown trajectory format {suffix!r}; end the name in .xtc or .dcd")
    frames = _frames(frames_a, topology)
    trajectory = _file(suffix)
    trajectory.set_coord(frames)
    if suffix == ".xtc":
        trajectory.set_time(np.arange(len(frames), dtype=np.float32) * np.float32(frame_interval_ps))
    topology_path = path.with_name(f"{path.stem}_topology.cif")
    with atomic_path(path) as temporary:
        temporary.touch()
        _write(trajectory, temporary, path)
        if suffix == ".dcd":
            _fix_title(temporary)
        write_structure(replace(topology, confidence=None), topology_path)
    return topology_path


def _frames(frames_a: np.ndarray, topology: Structure) -> np.ndarray:
    """Single-precision [F, A, 3] of the atoms of the topology."""
    present = np.isfinite(topology.coords_a).all(axis=2)
    frames = np.asarray(frames_a)
    if frames.ndim == 4 and frames.shape[1:3] == present.shape:
        frames = frames[:, present]
    if frames.ndim != 3 or frames.shape[1:] != (int(present.sum()), 3) or len(frames) == 0:
        raise OptionError(
            f"frames_a has shape {list(frames.shape)}; give one or more frames of the {int(present.sum())} atoms of "
            f"the topology, or of all {len(present)} residues as [F, L, 5, 3]"
        )
    if not np.isfinite(frames).all():
        frame = int(np.argmin(np.isfinite(frames).all(axis=(1, 2))))
        raise OptionError(f"frames_a: frame {frame} (0-based) is not finite; leave it out")
    return np.ascontiguousarray(frames, dtype=np.float32)


def _file(suffix: str) -> Any:
    module, name = FORMATS[suffix]
    try:
        return getattr(importlib.import_module(module), name)()
    except ImportError:
        raise OptionError("trajectories need biotite; install it by: pip install 'prct[trajectory]'") from None


def _write(trajectory: Any, temporary: Path, path: Path) -> None:
    try:
        trajectory.write(str(temporary))
    except (RuntimeError, TypeError, OSError):  # what biotite raises when a write comes up short
        raise OutputError(f"{path}: writing stopped half way; free space on the disk or write elsewhere") from None


def _fix_title(path: Path) -> None:
    titles = b"".join(title.ljust(80) for title in (b"PRCT trajectory", b"lengths in Angstrom"))
    with path.open("r+b") as handle:
        handle.seek(DCD_TITLE.start)
        handle.write(titles)
