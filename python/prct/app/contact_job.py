"""Contacts predicted from an alignment, from file to file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from prct.app.machine import available_threads
from prct.base.errors import OptionError
from prct.coevolution.contacts import Contacts, predict_contacts
from prct.core.alignment import Alignment
from prct.core.target import Target
from prct.io.alignment import read_alignment
from prct.io.atomic_write import atomic_path
from prct.io.derive_contacts import contact_table, write_casp_rr
from prct.io.fasta import read_fasta

LEAST_PROBABILITY = 0.01
"""Less likely pairs are not listed; an npz file holds all."""
CONTACT_A = 8.0
FORMATS = (".rr", ".npz")


@dataclass(frozen=True)
class ContactJob:
    """What ``prct contacts`` was asked for.

    Attributes
    ----------
    alignment, out : Path
        `out` ends in ``.rr`` (CASP RR, pairs of at least 1 %) or ``.npz`` (``contact_prob`` [N, N], ``seq``).
    sequence : Path or None
        FASTA of the query; None = the first record of the alignment.
    picture : Path or None
        PNG of the probabilities.
    threads : int or None
        None = all available cores.
    """

    alignment: Path
    out: Path
    sequence: Path | None = None
    picture: Path | None = None
    threads: int | None = None


def run_contact_job(
    job: ContactJob, progress: Callable[[int, int], None] | None = None, warn: Callable[[str], None] | None = None
) -> Contacts:
    """Read, predict, write.

    Parameters
    ----------
    job : ContactJob
    progress : callable, optional
        Gets the columns done and their number.
    warn : callable, optional
        Gets what was dropped or replaced, one line at a time.

    Raises
    ------
    InputError
        For an alignment, sequence or option that cannot be used; nothing is written then.
    """
    if job.out.suffix not in FORMATS:
        raise OptionError(f"{job.out}: no format for {job.out.suffix!r}; end the name in .rr or .npz")
    alignment, query = read_family(job.alignment, job.sequence)
    for note in alignment.notes:
        if warn:
            warn(note)
    columns = len(alignment.residues)
    contacts = predict_contacts(
        alignment,
        threads=available_threads() if job.threads is None else job.threads,
        progress=(lambda done: progress(done, columns)) if progress else None,
    )
    _write(job.out, query, contacts)
    if job.picture:
        from prct.plots.probability_map import plot_probability_map
        from prct.plots.style import write_png

        title = f"{job.alignment.name.split('.')[0]}: {contacts.effective:.0f} effective sequences"
        write_png(plot_probability_map(contacts.probability, title=title), job.picture)
    return contacts


def read_family(path: Path, sequence: Path | None) -> tuple[Alignment, str]:
    """The alignment and the sequence of its query, X where that is not known."""
    if sequence is not None:
        target, _ = read_fasta(sequence)
        if len(target.sequences) > 1:
            raise OptionError(f"{sequence}: {len(target.sequences)} chains; an alignment is of one")
        return read_alignment(path, target.sequence), target.sequence
    alignment = read_alignment(path)
    query = ["X"] * alignment.length
    for residue, letter in zip(alignment.residues, alignment.query, strict=True):
        query[residue] = "X" if letter == "-" else letter
    return alignment, "".join(query)


def _write(path: Path, query: str, contacts: Contacts) -> None:
    if path.suffix == ".npz":
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, contact_prob=contacts.probability.astype(np.float32), seq=np.array(query))
        return
    i, j = np.nonzero(np.triu(np.nan_to_num(contacts.probability) >= LEAST_PROBABILITY))
    order = np.argsort(-contacts.probability[i, j], kind="stable")
    i, j = i[order], j[order]
    table = contact_table(i, j, CONTACT_A, contacts.probability[i, j])
    name = path.name.split(".")[0]
    remark = f"from {contacts.effective:.0f} effective sequences, pairs of probability >= {LEAST_PROBABILITY}"
    write_casp_rr(path, Target(name, ("A",), (query,)), table, (remark,))
