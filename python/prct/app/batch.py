"""A folder of targets, each a fold of its own."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from prct.app.fold_job import FoldJob, output_folder, read_inputs
from prct.app.known_files import KnownFiles
from prct.base.errors import InputError

SEQUENCE_NAME = "sequence.fasta"
RESTRAINTS_PATTERN, ALIGNMENT_PATTERN = "restraints.*", "alignment.*"
BACKUP_ENDINGS = ("~", ".bak", ".orig", ".old", ".swp", ".tmp")
"""What editors and careful people leave beside a file."""


def batch_jobs(folder: Path, job: FoldJob) -> list[FoldJob]:
    """One job for every subfolder with ``sequence.fasta``, all of them read once; ``restraints.*``, ``alignment.*`` and
    the files of :class:`KnownFiles` under its names are taken where they are there.

    Hidden folders and backup files are passed over, and so is the folder that the results go to.

    Raises
    ------
    InputError
        When there is none, or one has no sequence or cannot be used, or its folder of results holds another run;
        nothing has been folded by then.
    OutputError
        When a folder of results cannot be looked at.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; --batch takes a folder of targets")
    jobs = [_job(target, job) for target in _targets(folder, job.out)]
    if not jobs:
        raise InputError(f"{folder}: holds no targets; make a subfolder with sequence.fasta for each")
    for one in jobs:
        read_inputs(one)
        output_folder(one).check(one.resume, one.overwrite)
    return jobs


def _targets(folder: Path, out: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as problem:
        raise InputError(f"{folder}: cannot be read ({problem.strerror}); check its permissions") from None
    results = out.resolve()
    return [path for path in found if not _holds_results(path, results)]


def _holds_results(path: Path, results: Path) -> bool:
    """Whether a folder is that of the results, or one around it, and no target itself."""
    place = path.resolve()
    return (place == results or place in results.parents) and not (path / SEQUENCE_NAME).exists()


def _job(target: Path, job: FoldJob) -> FoldJob:
    sequence = target / SEQUENCE_NAME
    if not sequence.is_file():
        raise InputError(f"{target}: has no {SEQUENCE_NAME}; put it there, or move the folder out of {target.parent}")
    restraints, alignment = _only(target, RESTRAINTS_PATTERN), _only(target, ALIGNMENT_PATTERN)
    known = KnownFiles(**{one.name: _only(target, f"{one.name}.*") for one in fields(KnownFiles)})
    out = job.out / target.name
    return replace(job, sequence=sequence, restraints=restraints, alignment=alignment, known=known, out=out)


def _only(target: Path, pattern: str) -> Path | None:
    """The one file of a name, None where there is none."""
    found = sorted(p for p in target.glob(pattern) if p.is_file() and not p.name.endswith(BACKUP_ENDINGS))
    if len(found) > 1:
        raise InputError(f"{target}: holds {' and '.join(path.name for path in found)}; keep one of them")
    return found[0] if found else None
