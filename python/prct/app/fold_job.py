"""A fold from files to files."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from prct._core import __version__
from prct.app.disk_store import DiskStore
from prct.app.machine import available_threads, peak_memory_mib
from prct.app.output_folder import close_folder, open_folder, run_identity
from prct.base.errors import InputError, Interrupted, OptionError
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.candidates import make_candidates
from prct.folding.pieces import BLOCK_STEPS
from prct.folding.pipeline import fold, fold_saved
from prct.folding.result import FoldResult, Model
from prct.folding.settings import FoldSettings
from prct.folding.store import Progress
from prct.io.atomic_write import write_bytes
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints
from prct.io.trajectory import write_trajectory

Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class FoldJob:
    """What ``prct fold`` was asked for.

    Attributes
    ----------
    sequence, restraints, out : Path
    settings : FoldSettings
    threads : int or None
        None = all available cores.
    complete, trajectory, plots, resume, overwrite : bool
        As the options of the same names.
    """

    sequence: Path
    restraints: Path
    out: Path
    settings: FoldSettings
    threads: int | None = None
    complete: bool = False
    trajectory: bool = False
    plots: bool = False
    resume: bool = False
    overwrite: bool = False


def run_fold_job(job: FoldJob, progress: Watch | None = None, warn: Callable[[str], None] | None = None) -> FoldResult:
    """Read, fold, write; the inputs are checked before anything is written.

    Raises
    ------
    Interrupted
        After Ctrl-C; the models of the trajectories that had ended have been written, ``--resume`` goes on.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    target, restraints, warnings = read_inputs(job)
    threads = available_threads() if job.threads is None else job.threads
    if threads < 1:
        raise OptionError(f"--threads is {threads}; use 1 or more")
    for text in (*warnings, *restraints.notes):
        if warn:
            warn(text)
    identity = run_identity(
        [job.sequence.read_bytes(), job.restraints.read_bytes()],
        job.settings,
        {"complete": job.complete, "trajectory": job.trajectory},
    )
    store = DiskStore(open_folder(job.out, identity, job.resume, job.overwrite))

    def write(result: FoldResult, complete: bool) -> None:
        run = {
            "wall_s": round(time.perf_counter() - wall, 3),
            "cpu_s": round(time.process_time() - cpu, 3),
            "peak_memory_mib": round(peak_memory_mib(), 1),
            "threads": threads,
            "platform": "cpu" if job.settings.platform == "auto" else job.settings.platform,
        }
        _write(job, result.with_warnings(warnings), identity, run, complete)

    try:
        result = fold(
            target,
            restraints,
            job.settings,
            threads=threads,
            keep_frames=job.trajectory,
            store=store,
            progress=progress,
        )
    except Interrupted as stopped:
        partial = fold_saved(target, restraints, job.settings, store)
        if partial is not None:
            write(partial, complete=False)
        kept = f"{len(partial.models)} models written" if partial else "no trajectory had ended"
        raise Interrupted(f"{stopped}; {kept} to {job.out}; the same command with --resume goes on") from None
    write(result, complete=True)
    close_folder(job.out)
    return result.with_warnings(warnings)


def read_inputs(job: FoldJob) -> tuple[Target, Restraints, tuple[str, ...]]:
    """Target, restraints and the warnings of the sequence's reader.

    Raises
    ------
    InputError
        When a file cannot be used, or nothing in it says anything about the fold.
    """
    target, warnings = read_fasta(job.sequence)
    restraints = read_restraints(job.restraints, target, job.complete)
    make_candidates(target, restraints, job.settings)
    return target, restraints, warnings


def batch_jobs(folder: Path, job: FoldJob) -> list[FoldJob]:
    """One job for every subfolder with ``sequence.fasta`` and ``restraints.*``, all of them read once.

    Raises
    ------
    InputError
        When there is none, or one is incomplete or cannot be used; nothing has been folded by then.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; --batch takes a folder of targets")
    jobs = []
    for target in sorted(p for p in folder.iterdir() if p.is_dir()):
        sequence, found = target / "sequence.fasta", sorted(target.glob("restraints.*"))
        if not sequence.is_file() or len(found) != 1:
            raise InputError(f"{target}: needs sequence.fasta and one restraints file (.rr, .csv or .npz)")
        jobs.append(
            FoldJob(**{**job.__dict__, "sequence": sequence, "restraints": found[0], "out": job.out / target.name})
        )
    if not jobs:
        raise InputError(f"{folder}: holds no targets; make a subfolder with sequence.fasta and restraints.* for each")
    for one in jobs:
        read_inputs(one)
    return jobs


def _write(job: FoldJob, result: FoldResult, identity: str, run: dict[str, Any], complete: bool) -> None:
    for stale in job.out.glob("model_*.cif"):
        stale.unlink()
    for model in result.models:
        model.save(job.out / f"model_{model.rank}.cif")
        if job.trajectory and model.frames_a is not None:
            interval_ps = BLOCK_STEPS * job.settings.annealing.step_ps
            write_trajectory(model.frames_a, model.structure, job.out / f"trajectory_{model.rank}.xtc", interval_ps)
    if job.plots:
        result.plot(job.out)
    summary = {"identity": identity, "complete": complete, **_summary(job, result), "run": run}
    write_bytes(job.out / "summary.json", (json.dumps(summary, indent=1, allow_nan=False) + "\n").encode())


def _summary(job: FoldJob, result: FoldResult) -> dict[str, Any]:
    return {
        "version": __version__,
        "parameters": result.parameters_hash,
        "target": result.target.name,
        "chains": dict(zip(result.target.chain_ids, result.target.sequences, strict=True)),
        "restraints": {"file": job.restraints.name, "count": len(result.candidates)},
        "seed": job.settings.seed,
        "trajectories": job.settings.trajectories,
        "models": [_model_summary(model) for model in result.models],
        "failures": list(result.failures),
        "warnings": list(result.warnings),
    }


def _model_summary(model: Model) -> dict[str, Any]:
    return {
        "rank": model.rank,
        "file": f"model_{model.rank}.cif",
        "energy_kcal": round(model.energy_kcal, 6),
        "terms_kcal": {name: round(value, 6) for name, value in model.terms_kcal.items()},
        "score": round(model.score, 6),
        "confidence": round(float(np.mean(model.confidence)), 2),
        "confidence_per_residue": [round(float(c), 2) for c in model.confidence],
        "satisfied_restraints": round(model.satisfied, 6),
        "max_force_kcal_a": round(model.max_force, 6),
        "consensus_tm": round(model.consensus_tm, 6),
        "hand": model.hand,
        "trajectory": model.trajectory + 1,
        "seed": model.seed,
    }
