"""A fold from files to files."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from prct._core import __version__
from prct.app.adaptation import Adaptation
from prct.app.adaptation_file import ADAPTATION_FILE, AdaptationRecord, read_adaptation
from prct.app.contact_job import family_of, with_contacts
from prct.app.disk_store import DiskStore
from prct.app.gpu import ready_platform
from prct.app.known_files import KnownFiles
from prct.app.machine import available_threads, peak_memory_mib
from prct.app.output_folder import SUMMARY_FILE, OutputFolder, run_identity
from prct.base.errors import Interrupted, NumericsError, OptionError
from prct.coevolution.potts import require_sequences
from prct.core.alignment import Alignment
from prct.core.parameter_source import ParameterSource
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.evidence import gather_evidence
from prct.folding.pieces import BLOCK_STEPS
from prct.folding.pipeline import fold, fold_saved
from prct.folding.result import PICTURES, FoldResult, Model
from prct.folding.settings import RUNS_WHOLE, FoldSettings
from prct.folding.store import CONTACTS_PART, PartKeeper, Progress
from prct.io.atomic_write import write_bytes
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints
from prct.io.trajectory import write_trajectory

Watch = Callable[[Progress], None]
Summary = dict[str, Any]


@dataclass(frozen=True)
class FoldJob:
    """What ``prct fold`` was asked for.

    Attributes
    ----------
    sequence : Path
    restraints, alignment : Path or None
        What else is known; a chain without either is folded from its sequence alone.
    out : Path
    settings : FoldSettings
    threads : int or None
        None = all available cores.
    complete, trajectory, plots, resume, overwrite, full_atom, adapt : bool
        As the options of the same names.
    replay : Path or None
        What an adapted fold ran with.
    known : KnownFiles
        What else is known of the chain (Eq. 9b).
    """

    sequence: Path
    restraints: Path | None
    out: Path
    settings: FoldSettings
    threads: int | None = None
    complete: bool = False
    trajectory: bool = False
    plots: bool = False
    resume: bool = False
    overwrite: bool = False
    alignment: Path | None = None
    full_atom: bool = False
    known: KnownFiles = field(default_factory=KnownFiles)
    adapt: bool = False
    replay: Path | None = None


@dataclass(frozen=True)
class Inputs:
    """What was read for a job.

    Attributes
    ----------
    target : Target
    restraints : Restraints
    alignment : Alignment or None
    warnings : tuple of str
        Of the reader of the sequence.
    notes : tuple of str
        Of the readers of restraints and alignment, and on what is used where that needs no prediction.
    """

    target: Target
    restraints: Restraints
    alignment: Alignment | None
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


def run_fold_job(
    job: FoldJob, progress: Watch | None = None, warn: Callable[[str], None] | None = None
) -> FoldResult | None:
    """Read, fold, write; the inputs are checked before anything is written.

    Returns
    -------
    FoldResult or None
        None when ``--resume`` found the very run complete; then nothing is written.

    Raises
    ------
    Interrupted
        After Ctrl-C; the models of the trajectories that had ended have been written, ``--resume`` goes on.
    NumericsError
        When every trajectory blew up; nothing is left of the run.
    GpuError
        For platform ``cuda`` where there is no GPU that can be used, or it failed.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    inputs = read_inputs(job)
    threads = available_threads() if job.threads is None else job.threads
    if threads < 1:
        raise OptionError(f"--threads is {threads}; use 1 or more")
    say = warn or (lambda text: None)
    parameters = changing_parameters(job, say)
    folder = output_folder(job)
    if job.resume and folder.is_complete(wanted_names(job)):
        folder.close()
        return None
    ready_platform(job.settings.platform, say)
    for text in (*inputs.warnings, *inputs.notes):
        say(text)
    store = DiskStore(folder.open(job.resume, job.overwrite))

    def write(result: FoldResult, complete: bool) -> None:
        if isinstance(parameters, Adaptation):
            parameters.close()
        run = {
            "wall_s": round(time.perf_counter() - wall, 3),
            "cpu_s": round(time.process_time() - cpu, 3),
            "peak_memory_mib": round(peak_memory_mib(), 1),
            "threads": threads,
            "platform": "cpu" if job.settings.platform == "auto" else job.settings.platform,
        }
        about = {
            "alignment": _alignment_summary(job, restraints, result),
            "known": job.known.summary(inputs.restraints.known),
            "adaptation": _adaptation_summary(job, parameters),
        }
        _write(job, folder, result.with_warnings(inputs.warnings), about, run, complete)
        if isinstance(parameters, Adaptation):
            record = AdaptationRecord(fold_identity(job), complete, parameters.published, parameters.changes)
            record.write(job.out / ADAPTATION_FILE)

    restraints = None
    try:
        restraints = predicted(job, inputs, threads, store, progress, say)
        result = fold(
            inputs.target,
            restraints,
            job.settings,
            threads=threads,
            keep_frames=job.trajectory,
            store=store,
            progress=progress,
            parameters=parameters,
        )
        write(result, complete=True)
    except Interrupted as stopped:
        partial = fold_saved(inputs.target, restraints, job.settings, store) if restraints else None
        if partial is not None:
            write(partial, complete=False)
        raise Interrupted(f"{stopped}; {_what_is_kept(folder, partial)}") from None
    except BaseException as problem:
        folder.abandon(resumable=not isinstance(problem, NumericsError))
        raise
    finally:
        if isinstance(parameters, Adaptation):
            parameters.close()
    folder.close()
    return result.with_warnings(inputs.warnings)


def _what_is_kept(folder: OutputFolder, partial: FoldResult | None) -> str:
    if partial is None and not folder.abandon():
        return "nothing had been saved; start it again"
    kept = f"{len(partial.models)} models written" if partial else "no trajectory had ended"
    return f"{kept} to {folder.path}; the same command with --resume goes on"


def read_inputs(job: FoldJob) -> Inputs:
    """Target, restraints and what their readers settled.

    Raises
    ------
    InputError
        When a file cannot be used, or nothing in it says anything about the fold.
    """
    target, warnings = read_fasta(job.sequence)
    restraints = read_restraints(job.restraints, target, job.complete) if job.restraints else Restraints()
    known = job.known.read(target)
    restraints = replace(restraints, known=known, notes=(*restraints.notes, *known.notes))
    alignment = None
    if job.alignment:
        alignment = family_of(job.alignment, target, job.sequence)
        require_sequences(alignment)
        restraints = replace(restraints, notes=(*restraints.notes, *alignment.notes))
    notes = restraints.notes
    if job.restraints or alignment is None:
        notes += gather_evidence(target, restraints, job.settings).notes
    return Inputs(target, restraints, alignment, warnings, notes)


def predicted(
    job: FoldJob, inputs: Inputs, threads: int, store: DiskStore, progress: Watch | None, say: Callable[[str], None]
) -> Restraints:
    """The restraints, and the contacts of the alignment where there is one, which may be in the store."""
    alignment = inputs.alignment
    if alignment is None:
        return inputs.restraints
    columns = len(alignment.residues)

    def tell(done: int) -> None:
        if progress:
            stage = f"contacts from the alignment: {done} of {columns} columns"
            progress(Progress(0, job.settings.annealing.steps, 0, {"step": 0}, stage))

    found = with_contacts(inputs.restraints, alignment, threads, PartKeeper(store, CONTACTS_PART), tell)
    for text in (*found.notes, *gather_evidence(inputs.target, found, job.settings).notes):
        if text not in inputs.notes:
            say(text)
    return found


def changing_parameters(job: FoldJob, say: Callable[[str], None]) -> ParameterSource | None:
    """What changes the parameters of a job while it runs; nothing has started.

    Raises
    ------
    OptionError
        Where nothing can, or two things would.
    InputError
        For a record that cannot be used, or is of another fold.
    """
    if not job.adapt and job.replay is None:
        return None
    if job.adapt and job.replay is not None:
        raise OptionError("--adapt learns parameters, --replay repeats what was learnt; give one of them")
    if job.replay is not None and job.replay.resolve().parent == job.out.resolve():
        raise OptionError(f"--replay {job.replay} lies in --out, whose files are replaced; choose another --out")
    if job.settings.platform in RUNS_WHOLE:
        raise OptionError(f"platform {job.settings.platform} runs trajectories whole; adapt and replay on cpu")
    return Adaptation(say) if job.replay is None else read_adaptation(job.replay).source(fold_identity(job))


def fold_identity(job: FoldJob, **more: object) -> str:
    """Of all that decides the bytes of a job, but for parameters that change while it runs; its inputs must have been
    read.
    """
    given = {"sequence": job.sequence, "restraints": job.restraints, "alignment": job.alignment}
    return run_identity(
        {**{name: path for name, path in given.items() if path}, **job.known.paths},
        job.settings,
        {
            **job.known.texts,
            "complete": job.complete,
            "trajectory": job.trajectory,
            **({"full_atom": True} if job.full_atom else {}),
            **more,
        },
    )


def output_folder(job: FoldJob) -> OutputFolder:
    """Where a job writes; its inputs must have been read."""
    changing: dict[str, object] = {"adapt": True} if job.adapt else {}
    if job.replay is not None:
        changing = {"replay": hashlib.sha256(job.replay.read_bytes()).hexdigest()}
    return OutputFolder(job.out, fold_identity(job, **changing), frozenset(_planned_names(job)))


def wanted_names(job: FoldJob) -> list[str]:
    """Files that do not follow from the identity of a run, and were asked for."""
    return [f"{name}.png" for name in PICTURES] if job.plots else []


def _planned_names(job: FoldJob) -> list[str]:
    count = min(job.settings.models, job.settings.trajectories)
    return [*_other_names(job), *(n for rank in range(1, count + 1) for n in _model_names(job, rank))]


def _other_names(job: FoldJob) -> list[str]:
    return [SUMMARY_FILE, *([ADAPTATION_FILE] if job.adapt else []), *wanted_names(job)]


def _model_names(job: FoldJob, rank: int) -> list[str]:
    paths = [f"trajectory_{rank}.xtc", f"trajectory_{rank}_topology.cif"] if job.trajectory else []
    return [f"model_{rank}.cif", *paths]


def _write(
    job: FoldJob, folder: OutputFolder, result: FoldResult, about: Summary, run: Summary, complete: bool
) -> None:
    files = [*_other_names(job), *(n for model in result.models for n in _model_names(job, model.rank))]
    folder.make_room(files)
    for model in result.models:
        model.save(job.out / f"model_{model.rank}.cif", job.full_atom)
        if job.trajectory and model.frames_a is not None:
            interval_ps = BLOCK_STEPS * job.settings.annealing.step_ps
            write_trajectory(model.frames_a, model.structure, job.out / f"trajectory_{model.rank}.xtc", interval_ps)
    if job.plots:
        result.plot(job.out)
    state = {"identity": folder.identity, "complete": complete}
    summary = {**state, **_summary(job, result, about), "run": {**run, "files": sorted(files)}}
    write_bytes(job.out / SUMMARY_FILE, (json.dumps(summary, indent=1, allow_nan=False) + "\n").encode())


def _summary(job: FoldJob, result: FoldResult, about: Summary) -> Summary:
    count = result.candidates.given_count
    return {
        "version": __version__,
        "parameters": result.parameters_hash,
        "target": result.target.name,
        "chains": dict(zip(result.target.chain_ids, result.target.sequences, strict=True)),
        "restraints": {"file": job.restraints.name, "count": count} if job.restraints else None,
        **about,
        "seed": job.settings.seed,
        "trajectories": job.settings.trajectories,
        "pair_prior": _pair_prior_summary(result),
        "replicas": result.replicas,
        "probably_wrong": result.probably_wrong,
        "models": [_model_summary(model) for model in result.models],
        "failures": list(result.failures),
        "warnings": list(result.warnings),
    }


def _alignment_summary(job: FoldJob, restraints: Restraints | None, result: FoldResult) -> Summary | None:
    if job.alignment is None or restraints is None or restraints.contacts is None:
        return None
    effective = round(restraints.contacts.effective, 3)
    used = result.candidates.from_alignment
    return {"file": job.alignment.name, "effective_sequences": effective, "contacts_used": used}


def _adaptation_summary(job: FoldJob, parameters: ParameterSource | None) -> Summary | None:
    if isinstance(parameters, Adaptation):
        return {"file": ADAPTATION_FILE, "published": [vars(one) for one in parameters.published]}
    return None if job.replay is None else {"replayed": job.replay.name}


def _pair_prior_summary(result: FoldResult) -> Summary | None:
    prior = result.candidates.pair_prior
    return None if prior is None else {"pairs": len(prior), "factor": round(prior.strength, 6)}


def _model_summary(model: Model) -> Summary:
    return {
        "rank": model.rank,
        "file": f"model_{model.rank}.cif",
        "energy_kcal": round(model.energy_kcal, 6),
        "terms_kcal": {name: round(value, 6) for name, value in model.terms_kcal.items()},
        "score": round(model.score, 6),
        "predicted_tm": model.predicted_tm,
        "confidence": round(float(np.mean(model.confidence)), 2),
        "confidence_per_residue": [round(float(c), 2) for c in model.confidence],
        "satisfied_restraints": round(model.satisfied, 6),
        "max_force_kcal_a": round(model.max_force, 6),
        "consensus_tm": round(model.consensus_tm, 6),
        "hand": model.hand,
        "trajectory": model.trajectory + 1,
        "seed": model.seed,
    }
