"""The folder a fold writes to: whose run it holds, and that nobody's models are overwritten by accident."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from prct._core import __version__
from prct.base.errors import OptionError
from prct.folding.settings import FoldSettings
from prct.io.atomic_write import output_error, write_bytes

CHECKPOINT = "checkpoint"
RUN_FILE = "run.json"
OWN_FILES = ("model_*.cif", "trajectory_*", "*.png", "summary.json")


def run_identity(inputs: list[bytes], settings: FoldSettings, options: dict[str, object]) -> str:
    """SHA-256 of all that decides a run's bytes: inputs, parameters, counts, seed, version."""
    digest = hashlib.sha256()
    for data in inputs:
        digest.update(hashlib.sha256(data).digest())
    chosen = {
        "parameters": settings.parameters_hash(),
        "trajectories": settings.trajectories,
        "models": settings.models,
        "seed": settings.seed,
        "platform": settings.platform,
        "version": __version__,
        **options,
    }
    digest.update(json.dumps(chosen, sort_keys=True).encode())
    return digest.hexdigest()


def open_folder(folder: Path, identity: str, resume: bool, overwrite: bool) -> Path:
    """Make the folder ready and return that of the checkpoints.

    Raises
    ------
    OptionError
        When it holds another run and neither `overwrite` nor a matching `resume` was asked for.
    OutputError
        When it cannot be written.
    """
    checkpoint = folder / CHECKPOINT
    held = _held_identity(folder)
    if held is not None and held != identity and not overwrite:
        raise OptionError(
            f"{folder}: holds the {'checkpoint' if checkpoint.exists() else 'models'} of another run; "
            "choose another --out, or --overwrite"
        )
    if held is None and not overwrite and any(path for pattern in OWN_FILES[:1] for path in folder.glob(pattern)):
        raise OptionError(f"{folder}: holds models of an unknown run; choose another --out, or --overwrite")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (resume and held == identity):
            shutil.rmtree(checkpoint, ignore_errors=True)
            for pattern in OWN_FILES:
                for path in folder.glob(pattern):
                    if path.is_file():
                        path.unlink()
        checkpoint.mkdir(exist_ok=True)
    except OSError as problem:
        raise output_error(folder, problem) from problem
    write_bytes(checkpoint / RUN_FILE, json.dumps({"identity": identity}).encode())
    return checkpoint


def close_folder(folder: Path) -> None:
    """The run has ended; its checkpoints are no longer needed."""
    shutil.rmtree(folder / CHECKPOINT, ignore_errors=True)


def _held_identity(folder: Path) -> str | None:
    for path in (folder / CHECKPOINT / RUN_FILE, folder / "summary.json"):
        if path.is_file():
            try:
                held = json.loads(path.read_text())
            except (OSError, ValueError):
                return ""
            return str(held.get("identity", "")) if isinstance(held, dict) else ""
    return None
