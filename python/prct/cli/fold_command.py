"""``prct fold``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from prct.app.batch import batch_jobs
from prct.app.fold_job import FoldJob
from prct.app.known_files import KnownFiles
from prct.base.errors import OptionError
from prct.cli.batch_folds import fold_aloud, fold_batch
from prct.cli.exit_codes import DONE, FAILED
from prct.cli.paths import named_path
from prct.cli.streams import complain
from prct.folding.settings import PLATFORMS, FoldSettings

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


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = (
        "Fold the chains of a FASTA file from restraints, an alignment, both, or neither; writes ranked "
        "models and a summary."
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
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="processes that share a batch and its threads, without progress lines (1)",
    )
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
        fold_aloud(job)
        return DONE
    jobs = batch_jobs(arguments.batch, job)
    failed = fold_batch(jobs, arguments.processes)
    if failed:
        complain(f"prct: {len(failed)} of {len(jobs)} targets failed: {', '.join(failed)}")
    return FAILED if failed else DONE


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
    if arguments.processes < 1:
        raise OptionError(f"--processes is {arguments.processes}; use 1 or more")
    if arguments.processes > 1 and arguments.batch is None:
        raise OptionError("--processes share the targets of a batch; give --batch DIR, or leave it out")
    if arguments.replay is not None and arguments.batch is not None:
        raise OptionError("--replay repeats one fold; leave --batch out")
    if arguments.quick and arguments.parameters is not None:
        raise OptionError("--quick and --parameters both say how many steps; give one of them")
    settings = FoldSettings(models=arguments.models, seed=arguments.seed, platform=arguments.platform)
    if arguments.quick:
        settings = settings.quick()
    if arguments.parameters is not None:
        from prct.app.tuned_settings import tuned_settings  # with the forge, which takes as long as a quick fold

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
