"""The folder a fold writes to: whose files it holds, and that nobody's files are replaced or deleted by accident."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prct._core import __version__
from prct.base.errors import OptionError
from prct.folding.result import PICTURES
from prct.folding.settings import FoldSettings
from prct.io.atomic_write import output_error, write_bytes

CHECKPOINT = "checkpoint"
RUN_FILE = "run.json"
SUMMARY_FILE = "summary.json"

_OUTPUT_NAME = re.compile(
    rf"model_[0-9]+\.cif|trajectory_[0-9]+(?:\.xtc|_topology\.cif)|(?:{'|'.join(PICTURES)})\.png|summary\.json|adaptation\.json"
)
_SAVED_NAME = r"run\.json|contacts\.npz|consensus\.npz|replicas\.npz|(?:state|start|shared_start|outcome)_[0-9]{5}\.npz"
_CHECKPOINT_NAME = re.compile(rf"{_SAVED_NAME}|\.(?:{_SAVED_NAME})\.[0-9]+\.[0-9]+\.tmp")
_IDENTITY = re.compile(r"[0-9a-f]{64}")


def run_identity(inputs: Mapping[str, Path], settings: FoldSettings, options: dict[str, object]) -> str:
    """SHA-256 of all that decides a run's bytes: input files by what they are, parameters, counts, seed, version."""
    digest = hashlib.sha256()
    for path in inputs.values():
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    chosen = {
        "inputs": list(inputs),
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


@dataclass
class OutputFolder:
    """The folder of one run.

    What is deleted has a name that only PRCT gives, and stands in the records of a run: ``run.files`` of
    ``summary.json`` or ``files`` of ``checkpoint/run.json``.

    Attributes
    ----------
    path : Path
    identity : str
        Of the run that is going to write here.
    names : frozenset of str
        Files that it may write.
    """

    path: Path
    identity: str
    names: frozenset[str]
    _made: list[Path] = field(default_factory=list)

    @property
    def checkpoint(self) -> Path:
        """Folder of the states of a run that goes on."""
        return self.path / CHECKPOINT

    def check(self, resume: bool, overwrite: bool) -> None:
        """Refuse what :meth:`open` would refuse; nothing is written.

        Raises
        ------
        OptionError
            When the folder holds another run, or files of others under the names of this one, and neither `overwrite`
            nor a matching `resume` was asked for; when a file or a foreign ``checkpoint`` is in the way.
        OutputError
            When it cannot be looked at.
        """
        try:
            self._refuse_files_in_the_way()
            if not overwrite:
                self._refuse_others(resume)
        except OSError as problem:
            raise output_error(self.path, problem) from None

    def open(self, resume: bool, overwrite: bool) -> Path:
        """Make the folder ready and return that of the checkpoints; what stood there stays until :meth:`make_room`.

        Raises
        ------
        OptionError, OutputError
            As :meth:`check`, and when the folder cannot be written.
        """
        self.check(resume, overwrite)
        try:
            self._make(self.path)
            kept = _recorded_files(self._running)
            if overwrite:
                kept |= self.names & _names_in(self.path)
            if not (resume and self._running_identity == self.identity):
                self._clear_checkpoint()
            self._make(self.checkpoint)
        except OSError as problem:
            raise output_error(self.path, problem) from None
        self._record(kept)
        return self.checkpoint

    def is_complete(self, wanted: Iterable[str] = ()) -> bool:
        """Whether this very run has ended here and left all its files, those of `wanted` among them."""
        held = _read(self.path / SUMMARY_FILE)
        if held is None or _identity_of(held) != self.identity or held.get("complete") is not True:
            return False
        files = _recorded_files(held)
        return bool(files) and set(wanted) <= files and all((self.path / name).is_file() for name in files)

    def make_room(self, names: Iterable[str]) -> None:
        """Before `names` are written: record them, and delete what else an earlier run left.

        Raises
        ------
        OutputError
            When the folder cannot be written.
        """
        wanted = set(names)
        own = self._own_files()
        self._record(own | wanted)
        try:
            for name in sorted((own - wanted) | (own & {SUMMARY_FILE})):
                (self.path / name).unlink(missing_ok=True)
        except OSError as problem:
            raise output_error(self.path, problem) from None

    def close(self) -> None:
        """The run has ended; its checkpoints are no longer needed."""
        with contextlib.suppress(OSError):
            self._clear_checkpoint()

    def abandon(self, resumable: bool = True) -> bool:
        """The run has failed: leave no checkpoint that cannot be resumed, and no folder that was empty before.

        Returns whether there is something to resume.
        """
        with contextlib.suppress(OSError):
            if resumable and any(path.suffix == ".npz" for path in self.checkpoint.iterdir()):
                return True
            self._clear_checkpoint()
            for folder in reversed(self._made):
                if folder != self.checkpoint:
                    folder.rmdir()
        return False

    @property
    def _running(self) -> dict[str, Any] | None:
        return _read(self.checkpoint / RUN_FILE)

    @property
    def _running_identity(self) -> str | None:
        return _identity_of(self._running)

    def _own_files(self) -> set[str]:
        """Files of this folder that runs have recorded as theirs."""
        summary = _read(self.path / SUMMARY_FILE)
        proven = {SUMMARY_FILE} if _identity_of(summary) else set()
        return proven | _recorded_files(summary) | _recorded_files(self._running)

    def _refuse_files_in_the_way(self) -> None:
        for place in (self.path, *self.path.parents):
            if place.exists():
                if not place.is_dir():
                    raise OptionError(f"{place}: is a file; choose a folder for --out")
                break
        for name in sorted(self.names & _names_in(self.path)):
            if (self.path / name).is_dir():
                raise OptionError(f"{self.path / name}: a folder stands where a file is to be written; move it")
        saved = _names_in(self.checkpoint)
        foreign = {name for name in saved if not _CHECKPOINT_NAME.fullmatch(name)}
        if ((foreign or RUN_FILE in saved) and not self._running_identity) or self.checkpoint.is_file():
            raise OptionError(f"{self.checkpoint}: is no checkpoint of PRCT; move it, or choose another --out")

    def _refuse_others(self, resume: bool) -> None:
        running = self._running_identity
        if running not in (None, self.identity):
            raise OptionError(f"{self.path}: holds the checkpoint of another run; choose another --out, or --overwrite")
        resumed = resume and running == self.identity
        summary = _read(self.path / SUMMARY_FILE)
        if summary is not None and _identity_of(summary) != self.identity and not resumed:
            raise OptionError(f"{self.path}: holds the models of another run; choose another --out, or --overwrite")
        foreign = sorted(self.names & _names_in(self.path) - self._own_files())
        if foreign:
            raise OptionError(
                f"{self.path}: holds {foreign[0]} of an unknown run; move it, choose another --out, or --overwrite"
            )

    def _record(self, files: set[str]) -> None:
        held = {"identity": self.identity, "files": sorted(files)}
        write_bytes(self.checkpoint / RUN_FILE, json.dumps(held).encode())

    def _make(self, folder: Path) -> None:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        self._made += reversed(missing)

    def _clear_checkpoint(self) -> None:
        """Delete what PRCT saved; a file that somebody put beside it stays, and the folder with it."""
        for name in _names_in(self.checkpoint):
            if _CHECKPOINT_NAME.fullmatch(name):
                (self.checkpoint / name).unlink(missing_ok=True)
        if self.checkpoint.is_dir() and not _names_in(self.checkpoint):
            self.checkpoint.rmdir()


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _read(path: Path) -> dict[str, Any] | None:
    """A record; None where there is none, empty where it is broken."""
    if not path.is_file():
        return None
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _identity_of(held: dict[str, Any] | None) -> str | None:
    identity = (held or {}).get("identity")
    return identity if isinstance(identity, str) and _IDENTITY.fullmatch(identity) else None


def _recorded_files(held: dict[str, Any] | None) -> set[str]:
    """Names that a record claims, as far as PRCT gives such names; those of a summary stand in its ``run``."""
    if held is None or not _identity_of(held):
        return set()
    run = held.get("run")
    files = (run if isinstance(run, dict) else held).get("files")
    return {str(n) for n in files if _OUTPUT_NAME.fullmatch(str(n))} if isinstance(files, list) else set()
