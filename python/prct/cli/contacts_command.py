"""``prct contacts``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from prct.app.contact_job import ContactJob, run_contact_job
from prct.base.errors import OptionError
from prct.cli.exit_codes import DONE
from prct.cli.paths import named_path
from prct.cli.streams import complain, show, tell


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = "Predict contacts from the couplings of a family; writes CASP RR or npz for prct fold."
    parser.add_argument("alignment", type=named_path, metavar="ALIGNMENT", help="A3M, aligned FASTA or Stockholm")
    parser.add_argument("-o", "--out", type=named_path, default=Path("contacts.rr"), metavar="FILE", help=".rr or .npz")
    parser.add_argument("--sequence", type=named_path, metavar="SEQ.fasta", help="the query, if not the first record")
    parser.add_argument("--plot", action="store_true", help="draw the probabilities beside FILE")
    parser.add_argument("--threads", type=int, metavar="N", help="columns side by side (all cores)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Predict, write, say what was found."""
    if arguments.threads is not None and arguments.threads < 1:
        raise OptionError(f"--threads is {arguments.threads}; use 1 or more")
    picture = arguments.out.with_suffix(".png") if arguments.plot else None
    job = ContactJob(arguments.alignment, arguments.out, arguments.sequence, picture, arguments.threads)
    terminal = sys.stderr is not None and sys.stderr.isatty()

    def progress(done: int, columns: int) -> None:
        if terminal:
            tell(sys.stderr, f"\r\x1b[K{done} of {columns} columns" + ("\n" if done == columns else ""))

    contacts = run_contact_job(job, progress, lambda note: complain(f"prct: note: {note}"))
    upper = np.triu(np.nan_to_num(contacts.probability))
    show(
        f"{job.alignment}: {len(contacts.probability)} residues, {contacts.effective:.0f} effective sequences; "
        f"{upper.sum():.0f} contacts expected, {int((upper > 0.5).sum())} likely ones -> {job.out}"
    )
    return DONE
