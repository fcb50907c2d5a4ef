"""What parameters are tuned for: targets with natives, what may be chosen, and how much accuracy that may cost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from prct.app.batch import batch_jobs
from prct.app.fold_job import FoldJob, read_inputs
from prct.base.errors import InputError, OptionError
from prct.core.restraints import Restraints
from prct.core.structure import Structure
from prct.core.target import Target
from prct.folding.settings import FoldSettings
from prct.forge.spec.fold_space import TUNABLE, fold_space
from prct.forge.spec.parameter_space import ParameterSpace
from prct.io.structure_reading import read_structure

NATIVE_PATTERN = "native.*"
USUAL_LOSS_TM = 0.005
USUAL_PARAMETERS = (
    "annealing.steps",
    "annealing.coarse_evaluations",
    "annealing.quench_evaluations",
    "annealing.step_ps",
    "annealing.friction_per_ps",
)


@dataclass(frozen=True)
class KnownTarget:
    """A target whose native structure is known; ``digest`` is that of its files."""

    name: str
    target: Target
    restraints: Restraints
    native: Structure
    digest: str


@dataclass(frozen=True)
class Workload:
    """What ``prct forge tune`` reads.

    Attributes
    ----------
    name : str
    tuning, checking : tuple of KnownTarget
        Parameters are chosen on the first; the second say whether they are better. No target is in both.
    space : ParameterSpace
    settings : FoldSettings
        Where the search starts, and what is not in the space.
    most_loss_tm : Fraction
        Mean TM-score that may be lost.
    most_seconds : Fraction or None
        CPU seconds that a fold may take in the mean, None for no such limit.
    """

    name: str
    tuning: tuple[KnownTarget, ...]
    checking: tuple[KnownTarget, ...]
    space: ParameterSpace
    settings: FoldSettings
    most_loss_tm: Fraction
    most_seconds: Fraction | None = None


def read_workload(path: Path) -> Workload:
    """Read a JSON file: ``targets``, a folder as ``prct fold --batch`` takes it, with ``native.pdb`` or ``native.cif``
    beside each ``sequence.fasta``; optionally ``check`` (names; otherwise every second target), ``parameters`` (names,
    or names with bounds), ``settings`` (dotted names with values), ``most_loss_tm`` and ``most_seconds``.

    Raises
    ------
    InputError
        When the file, a target or a native cannot be used, or what it asks for makes no sense.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as problem:
        raise InputError(f"{path}: cannot be read as JSON ({problem})") from None
    known = {"targets", "check", "parameters", "settings", "most_loss_tm", "most_seconds"}
    if not isinstance(given, dict) or "targets" not in given or not set(given) <= known:
        raise InputError(
            f"{path}: give an object with 'targets' and, if wanted, {', '.join(sorted(known - {'targets'}))}"
        )
    settings = _settings(path, given.get("settings", {}))
    targets = _targets(path.parent / str(given["targets"]), settings)
    check = given.get("check", [t.name for t in targets[1::2]])
    unknown = sorted(set(check) - {t.name for t in targets})
    if unknown:
        raise InputError(f"{path}: no target {unknown[0]!r} to check on")
    tuning = tuple(t for t in targets if t.name not in check)
    checking = tuple(t for t in targets if t.name in check)
    if not tuning or len(checking) < 2:
        raise InputError(
            f"{path}: {len(tuning)} targets to tune on and {len(checking)} to check on; give 1 and 2 at least"
        )
    loss = given.get("most_loss_tm", USUAL_LOSS_TM)
    if isinstance(loss, bool) or not isinstance(loss, int | float) or not 0 <= loss <= 1:
        raise InputError(f"{path}: most_loss_tm is {loss!r}; give a TM-score, 0 to 1")
    seconds = given.get("most_seconds")
    if seconds is not None and (
        isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < float("inf")
    ):
        raise InputError(f"{path}: most_seconds is {seconds!r}; give CPU seconds of a fold, above 0")
    limit = None if seconds is None else Fraction(repr(seconds))
    space = _space(path, given.get("parameters"))
    return Workload(path.stem, tuning, checking, space, settings, Fraction(repr(loss)), limit)


def tunable_values(settings: FoldSettings) -> dict[str, Any]:
    """The value of every parameter that can be tuned, by name."""
    values = {}
    for p in TUNABLE:
        group, _, name = p.name.rpartition(".")
        values[p.name] = getattr(getattr(settings, group) if group else settings, name)
    return values


def with_values(settings: FoldSettings, values: Mapping[str, Fraction]) -> FoldSettings:
    """The settings with these parameters, whole ones as integers."""
    whole = {p.name for p in TUNABLE if p.whole}
    return settings.with_overrides(**{k: int(v) if k in whole else float(v) for k, v in values.items()})


def _space(path: Path, given: Any) -> ParameterSpace:
    if given is None:
        return fold_space(USUAL_PARAMETERS)
    if isinstance(given, list):
        return fold_space([str(name) for name in given])
    if isinstance(given, dict) and all(isinstance(b, list) and len(b) == 2 for b in given.values()):
        return fold_space(given, {name: (low, high) for name, (low, high) in given.items()})
    raise InputError(f"{path}: parameters are a list of names, or an object of names with [lowest, highest] each")


def _settings(path: Path, given: Any) -> FoldSettings:
    if not isinstance(given, dict):
        raise InputError(f"{path}: settings is an object of dotted names with values")
    settings, groups = FoldSettings(), {f.name for f in fields(FoldSettings)}
    for name, value in given.items():
        group, _, key = name.rpartition(".")
        owner = getattr(settings, group, None) if group in groups else settings if not group else None
        if owner is None or not hasattr(owner, key):
            raise InputError(f"{path}: no setting {name!r}; docs/PARAMETERS.md names them")
        settings = settings.with_overrides(**{name: value})
    return settings


def _targets(folder: Path, settings: FoldSettings) -> list[KnownTarget]:
    jobs = batch_jobs(folder, FoldJob(folder, None, folder / ".no-results", settings))
    found = []
    for job in jobs:
        place = job.sequence.parent
        natives = sorted(place.glob(NATIVE_PATTERN))
        if len(natives) != 1:
            raise InputError(f"{place}: {len(natives)} files {NATIVE_PATTERN}; put one native structure there")
        if job.alignment:
            raise OptionError(
                f"{place}: alignments cannot be tuned on yet; give the contacts of `prct contacts` instead"
            )
        inputs = read_inputs(replace(job, settings=settings))
        digest = _digest(path for path in (job.sequence, job.restraints, natives[0]) if path)
        found.append(KnownTarget(place.name, inputs.target, inputs.restraints, read_structure(natives[0]), digest))
    return found


def _digest(paths: Iterable[Path]) -> str:
    parts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
