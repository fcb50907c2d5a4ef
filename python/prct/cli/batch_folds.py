"""Targets folded one after the other, side by side on a GPU, or by several processes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from prct.app.fold_job import FoldJob, run_fold_job
from prct.app.gpu import folds_side_by_side, ready_platform
from prct.app.machine import available_threads
from prct.app.processes import in_processes
from prct.base.blas import one_blas_thread
from prct.base.errors import GpuError, InputError, Interrupted, NumericsError, PrctError
from prct.cli.fold_table import fold_table
from prct.cli.progress_line import ProgressLine
from prct.cli.streams import complain, show, show_every_character
from prct.folding.settings import RUNS_WHOLE


class Ended(NamedTuple):
    """How a batch ended: how many targets have been dealt with, the names of those that failed, whether Ctrl-C came
    before the others, and what else kept any from being folded."""

    dealt_with: int
    failed: list[str]
    interrupted: bool = False
    problem: Exception | None = None


def fold_batch(jobs: Sequence[FoldJob], processes: int = 1) -> list[str]:
    """Fold all of them; names of those that failed. What went wrong has been said.

    Raises
    ------
    Interrupted
        After Ctrl-C.
    PrctError
        What has to do with no single target: no GPU, a full disk.
    """
    processes = min(processes, len(jobs))
    if processes > 1:
        ended = _fold_in_processes(jobs, processes)
    elif jobs[0].settings.platform in RUNS_WHOLE:
        ended = _fold_side_by_side(jobs, available_threads())
    else:
        return [job.out.name for job in jobs if not _folds(job, fold_aloud)]
    if ended.interrupted:
        raise Interrupted(
            f"{ended.dealt_with} of {len(jobs)} targets folded; the same command with --resume goes on"
        ) from None
    if ended.problem:
        raise ended.problem
    return ended.failed


def fold_aloud(job: FoldJob) -> None:
    """Fold one target with a line of progress, and print the result."""
    with ProgressLine(job.settings.trajectories, sys.stderr) as line:
        result = run_fold_job(job, line.update, line.warn)
    show(f"{job.out}: already complete" if result is None else fold_table(job, result))


_quiet = threading.Lock()


def _fold_quietly(job: FoldJob) -> None:
    """The same without progress, in one piece."""
    said: list[str] = []
    result = run_fold_job(job, None, said.append)
    text = f"{job.out}: already complete" if result is None else fold_table(job, result)
    with _quiet:
        for warning in said:
            complain(f"prct: warning: {job.out.name}: {warning}")
        show(text)


def _fold_side_by_side(jobs: Sequence[FoldJob], cores: int) -> Ended:
    """Targets share the GPU, and each has one thread, which sleeps while the GPU works."""
    with ThreadPoolExecutor(_workers(jobs[0], cores)) as pool:
        running = [pool.submit(_folds, replace(job, threads=1), _fold_quietly) for job in jobs]
        try:
            wait(running)
            interrupted = False
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            interrupted = True
    ended = [(job, future) for job, future in zip(jobs, running, strict=True) if not future.cancelled()]
    problems = [problem for _, future in ended if (problem := future.exception())]
    folded = [(job, future.result()) for job, future in ended if not future.exception()]
    failed = [job.out.name for job, well in folded if not well]
    return Ended(len(folded), failed, interrupted, _reportable(problems))


def _reportable(problems: Sequence[BaseException]) -> Exception | None:
    """The first of them, for whoever maps it to an exit code; one that is no error of ours is raised here."""
    ours = [problem for problem in problems if isinstance(problem, (PrctError, BrokenPipeError))]
    for problem in problems:
        if problem not in ours:
            raise problem
    return ours[0] if ours else None


def _workers(job: FoldJob, cores: int) -> int:
    if job.threads is not None:
        return job.threads
    try:
        ready_platform(job.settings.platform)
        return folds_side_by_side(job.settings.platform, job.settings.trajectories, cores)
    except GpuError:  # a target that has still to be folded says so
        return cores


def _fold_in_turn(jobs: Sequence[FoldJob]) -> Ended:
    failed: list[str] = []
    for k, job in enumerate(jobs):
        try:
            if not _folds(job, _fold_quietly):
                failed.append(job.out.name)
        except (Interrupted, KeyboardInterrupt):
            return Ended(k, failed, interrupted=True)
        except (PrctError, BrokenPipeError) as problem:
            return Ended(k, failed, problem=problem)
    return Ended(len(jobs), failed)


def _fold_in_processes(jobs: Sequence[FoldJob], processes: int) -> Ended:
    threads = available_threads() if jobs[0].threads is None else jobs[0].threads
    cores = max(1, threads // processes)
    if jobs[0].threads is not None or jobs[0].settings.platform not in RUNS_WHOLE:
        jobs = [replace(job, threads=cores) for job in jobs]
    shares, interrupted = in_processes(partial(_fold_share, cores), jobs, processes)
    answers = [share.answer for share in shares if share.answer is not None]
    failed = [name for answer in answers for name in answer.failed]
    for share in shares:
        if share.answer is None and not interrupted:
            names = [job.out.name for job in share.items]
            complain(f"prct: a process died, with what it had of {', '.join(names)}; --resume folds what is missing")
            failed += names
    return Ended(
        sum(answer.dealt_with for answer in answers),
        sorted(failed),
        interrupted or any(answer.interrupted for answer in answers),
        next((answer.problem for answer in answers if answer.problem), None),
    )


def _fold_share(cores: int, jobs: Sequence[FoldJob]) -> Ended:
    """What one of several processes does."""
    show_every_character()
    one_blas_thread()
    return _fold_side_by_side(jobs, cores) if jobs[0].settings.platform in RUNS_WHOLE else _fold_in_turn(jobs)


def _folds(job: FoldJob, fold: Callable[[FoldJob], None]) -> bool:
    """Whether it did; what went wrong has been said."""
    try:
        fold(job)
    except (NumericsError, InputError) as problem:
        complain(f"prct: {job.out.name}: {problem}")
        return False
    return True
