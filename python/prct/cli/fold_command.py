"""``prct fold``."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from prct.app.adaptation_file import ADAPTATION_FILE, described, read_adaptation
from prct.app.batch import batch_jobs
from prct.app.fold_job import FoldJob, run_fold_job
from prct.app.gpu import folds_side_by_side, ready_platform
from prct.app.known_files import KnownFiles
from prct.app.machine import available_threads
from prct.app.tuned_settings import tuned_settings
from prct.base.errors import GpuError, InputError, Interrupted, NumericsError, OptionError
from prct.cli.exit_codes import DONE, FAILED
from prct.cli.paths import named_path
from prct.cli.progress_line import ProgressLine
from prct.cli.streams import complain, show
from prct.folding.result import FoldResult
from prct.folding.settings import PLATFORMS, RUNS_WHOLE, FoldSettings

USUAL = FoldSettings()
OPTIONS = {
    "restraints": "--restraints",
    "alignment": "--alignment",
    "phi_psi": "--phi-psi",
    "secondary_structure": "--secondary-structure",
    "disulfides": "--disulfide",
    "cis": "--cis",
    "template": "--template",
}
"""What each kind of input is called on the command line; a batch takes it from files of the first names."""


def add_parser(commands: Any) -> None:
    """Declare the options."""
    parser = commands.add_parser(
        "fold",
        help="fold one or more chains",
        description="Fold the chains of a FASTA file from restraints, an alignment, both, or neither; writes ranked "
        "models and a summary.",
        allow_abbrev=False,
    )
    parser.add_argument("sequence", nargs="?", type=named_path, metavar="SEQ.fasta", help="its records are the chains")
    parser.add_argument("--restraints", type=named_path, metavar="FILE", help="CASP RR, CSV or npz")
    parser.add_argument(
        "--alignment", type=named_path, metavar="FILE", help="A3M, aligned FASTA or Stockholm, one chain"
    )
    parser.add_argument("--phi-psi", type=named_path, metavar="FILE", help="φ and ψ: CSV, or pred.tab of TALOS")
    parser.add_argument("--secondary-structure", type=named_path, metavar="FILE", help="PSIPRED .ss2 or DSSP letters")
    parser.add_argument("--disulfide", metavar="PAIRS", help="cysteines as 3-40,16-26, or a file of them")
    parser.add_argument("--cis", metavar="RESIDUES", help="with a cis peptide before them, as 93, or a file of them")
    parser.add_argument("--template", type=named_path, metavar="MODEL", help="PDB or mmCIF of a related fold")
    parser.add_argument("--restraints-complete", action="store_true", help="the list names all contacts")
    parser.add_argument("--batch", type=named_path, metavar="DIR", help="a folder of targets instead of SEQ.fasta")
    parser.add_argument("--models", type=int, default=5, metavar="N", help="models to keep (5)")
    parser.add_argument("--trajectories", type=int, metavar="N", help=f"annealing runs ({USUAL.trajectories})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same bytes (1)")
    parser.add_argument("--threads", type=int, metavar="N", help="runs side by side (all cores)")
    parser.add_argument("--out", type=named_path, default=Path("prct_fold"), metavar="DIR", help="(prct_fold)")
    parser.add_argument("--platform", default="auto", choices=PLATFORMS)
    parser.add_argument("--quick", action="store_true", help="few steps: a first look, many targets")
    parser.add_argument("--parameters", type=named_path, metavar="FILE", help="certificate of prct forge tune")
    parser.add_argument("--adapt", action="store_true", help="learn from the first runs how short the others may be")
    parser.add_argument("--replay", type=named_path, metavar="FILE", help="adaptation.json of such a fold, repeated")
    parser.add_argument("--trajectory", action="store_true", help="write the best runs as XTC")
    parser.add_argument("--full-atom", action="store_true", help="write all heavy atoms, side chains packed")
    parser.add_argument("--plots", action="store_true", help="write pictures")
    parser.add_argument("--resume", action="store_true", help="go on where a stopped run was")
    parser.add_argument("--overwrite", action="store_true", help="replace another run's models in DIR")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fold one target or a batch, of which the others go on when one fails."""
    job = _job(arguments)
    if arguments.batch is None:
        _fold(job)
        return DONE
    jobs = batch_jobs(arguments.batch, job)
    failed = _fold_side_by_side(jobs) if job.settings.platform in RUNS_WHOLE else _fold_in_turn(jobs)
    if failed:
        complain(f"prct: {len(failed)} of {len(jobs)} targets failed: {', '.join(failed)}")
    return FAILED if failed else DONE


def _fold(job: FoldJob) -> None:
    with ProgressLine(job.settings.trajectories, sys.stderr) as line:
        result = run_fold_job(job, line.update, line.warn)
    show(f"{job.out}: already complete" if result is None else _table(job, result))


def _fold_in_turn(jobs: list[FoldJob]) -> list[str]:
    """Names of those that failed."""
    return [job.out.name for job in jobs if not _folds(job, _fold)]


def _fold_side_by_side(jobs: list[FoldJob]) -> list[str]:
    """Names of those that failed. Targets share the GPU, and each has one thread, which sleeps while the GPU works."""
    quiet = threading.Lock()

    def fold_quietly(job: FoldJob) -> None:
        said: list[str] = []
        result = run_fold_job(replace(job, threads=1), None, said.append)
        text = f"{job.out}: already complete" if result is None else _table(job, result)
        with quiet:
            for warning in said:
                complain(f"prct: warning: {job.out.name}: {warning}")
            show(text)

    with ThreadPoolExecutor(_workers(jobs[0])) as pool:
        running = [pool.submit(_folds, job, fold_quietly) for job in jobs]
        try:
            return [job.out.name for job, future in zip(jobs, running, strict=True) if not future.result()]
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            done = sum(future.done() and not future.cancelled() for future in running)
            raise Interrupted(f"{done} of {len(jobs)} targets folded; the same command with --resume goes on") from None


def _workers(job: FoldJob) -> int:
    if job.threads is not None:
        return job.threads
    try:
        ready_platform(job.settings.platform)
        return folds_side_by_side(job.settings.platform, job.settings.trajectories, available_threads())
    except GpuError:  # a target that has still to be folded says so
        return available_threads()


def _folds(job: FoldJob, fold: Callable[[FoldJob], None]) -> bool:
    """Whether it did; what went wrong has been said."""
    try:
        fold(job)
    except (NumericsError, InputError) as problem:
        complain(f"prct: {job.out.name}: {problem}")
        return False
    return True


def _job(arguments: argparse.Namespace) -> FoldJob:
    if (arguments.sequence is None) == (arguments.batch is None):
        raise OptionError("give either SEQ.fasta or --batch DIR")
    known = KnownFiles(
        arguments.phi_psi, arguments.secondary_structure, arguments.disulfide, arguments.cis, arguments.template
    )
    files = {"restraints": arguments.restraints, "alignment": arguments.alignment, **known.given}
    for name, file in files.items():
        if arguments.batch is not None and file is not None:
            raise OptionError(f"--batch takes {name}.* from each target's folder; leave {OPTIONS[name]} {file} out")
    if arguments.restraints_complete and arguments.batch is None and arguments.restraints is None:
        raise OptionError("--restraints-complete says something of a list; give --restraints FILE")
    if arguments.threads is not None and arguments.threads < 1:
        raise OptionError(f"--threads is {arguments.threads}; use 1 or more")
    if arguments.replay is not None and arguments.batch is not None:
        raise OptionError("--replay repeats one fold; leave --batch out")
    if arguments.quick and arguments.parameters is not None:
        raise OptionError("--quick and --parameters both say how many steps; give one of them")
    settings = FoldSettings(models=arguments.models, seed=arguments.seed, platform=arguments.platform)
    if arguments.quick:
        settings = settings.quick()
    if arguments.parameters is not None:
        settings = tuned_settings(settings, arguments.parameters)
    if arguments.trajectories is not None:
        settings = replace(settings, trajectories=arguments.trajectories)
    return FoldJob(
        arguments.sequence or Path(),
        arguments.restraints,
        arguments.out,
        settings,
        arguments.threads,
        arguments.restraints_complete,
        arguments.trajectory,
        arguments.plots,
        arguments.resume,
        arguments.overwrite,
        arguments.alignment,
        arguments.full_atom,
        known,
        arguments.adapt,
        arguments.replay,
    )


def _table(job: FoldJob, result: FoldResult) -> str:
    length, count = len(result.target.sequence), result.candidates.restraint_count
    used = result.candidates
    kinds = {
        "restraints": used.given_count,
        "contacts from the alignment": used.from_alignment,
        "disulfides": used.disulfides,
        "distances of the template": used.from_template,
    }
    known = ", ".join(f"{number} {name}" for name, number in kinds.items() if number) or "from the sequence alone"
    rows = [
        f"{result.target.name}: {length} residues, {known} -> {job.out}{_doubt(result)}",
        *_pair_prior_line(result),
        *_replicas_line(result),
        *_adaptation_line(job),
        "model  energy kcal/mol  predicted TM  confidence  satisfied  consensus TM  hand",
    ]
    for model in result.models:
        satisfied = f"{model.satisfied:.1%}" if count else "-"
        rows.append(
            f"{model.rank:5d}  {model.energy_kcal:15.1f}  {model.predicted_tm:12.2f}  {model.confidence.mean():10.1f}"
            f"  {satisfied:>9}  {model.consensus_tm:12.3f}  {'as scored' if model.hand > 0 else 'other'}"
        )
    rows.extend(f"failed: {cause}" for cause in result.failures)
    return "\n".join(rows)


def _pair_prior_line(result: FoldResult) -> list[str]:
    prior = result.candidates.pair_prior
    if prior is None:
        return []
    return [f"pair prior: distances of {len(prior)} pairs by the sequence, factor {prior.strength:.2g}"]


def _replicas_line(result: FoldResult) -> list[str]:
    found = result.replicas
    if found is None:
        return []
    temperatures, accepted = found["temperatures_k"], found["acceptance"]
    share = "" if accepted is None else f", {accepted:.0%} of the exchanges accepted"
    return [
        f"replicas: {len(temperatures)} temperatures of {temperatures[0]:.0f}-{temperatures[-1]:.0f} K and "
        f"{len(found['lambdas'])} λ, round trips: {found['round_trips']} in temperature, "
        f"{found['lambda_round_trips']} in λ{share}"
    ]


def _adaptation_line(job: FoldJob) -> list[str]:
    if not job.adapt:
        return []
    return [f"adapted: {described(read_adaptation(job.out / ADAPTATION_FILE).published)}"]


def _doubt(result: FoldResult) -> str:
    if not result.probably_wrong:
        return ""
    return f"; model 1 is probably wrong (predicted TM-score {result.best.predicted_tm:.2f})"
