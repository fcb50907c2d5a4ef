"""Contacts predicted from an alignment, from file to file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from prct.app.machine import available_threads
from prct.base.errors import AlignmentError, Interrupted, OptionError
from prct.coevolution.contacts import Contacts, depth_notes, predict_contacts
from prct.coevolution.family_states import family_states
from prct.core.alignment import Alignment
from prct.core.ca_fold import StateKeeper
from prct.core.restraints import PredictedContacts, Restraints
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
        `out` ends in ``.rr`` (CASP RR, pairs of at least 1 %) or ``.npz`` (``contact_prob`` [N, N], ``family_states``
        [N, 3], ``seq``).
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
    for note in depth_notes(alignment.source, contacts.effective, alignment.length):
        if warn:
            warn(note)
    _write(job.out, query, contacts, family_states(alignment))
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
        return family_of(path, target, sequence), target.sequence
    alignment = read_alignment(path)
    query = ["X"] * alignment.length
    for residue, letter in zip(alignment.residues, alignment.query, strict=True):
        query[residue] = "X" if letter == "-" else letter
    return alignment, "".join(query)


def family_of(given: str | Path | Alignment, target: Target, named: str | Path) -> Alignment:
    """The alignment, read where it is a path, over the residues of a target that messages call `named`.

    Raises
    ------
    OptionError
        For a target of several chains.
    AlignmentError
        For an alignment that cannot be used, or that is of another sequence.
    """
    if len(target.sequences) > 1:
        raise OptionError(f"{named}: {len(target.sequences)} chains; an alignment is of one")
    if not isinstance(given, Alignment):
        return read_alignment(given, target.sequence)
    pairs = zip(given.residues.tolist(), given.query, strict=True)
    if given.length != len(target.sequence) or any(b not in ("-", target.sequence[k]) for k, b in pairs):
        raise AlignmentError(f"{given.source}: its query is not the sequence of {named}; align the sequence itself")
    return given


def with_contacts(
    restraints: Restraints,
    alignment: Alignment,
    threads: int,
    keeper: StateKeeper | None = None,
    progress: Callable[[int], None] | None = None,
) -> Restraints:
    """Restraints and the contacts that an alignment predicts, as ``-o FILE.npz`` would hold them.

    Parameters
    ----------
    restraints : Restraints
    alignment : Alignment
        Of the whole target.
    threads : int
    keeper : StateKeeper, optional
        Keeps the prediction, or has it from an earlier run.
    progress : callable, optional
        Gets the number of columns done, from any thread.

    Raises
    ------
    AlignmentError
        For fewer than two different sequences.
    Interrupted
        After Ctrl-C; nothing of the prediction is kept.
    """
    state = keeper.load() if keeper else None
    if state is None:
        try:
            found = predict_contacts(alignment, threads=threads, progress=progress)
        except KeyboardInterrupt:
            raise Interrupted("interrupted while contacts were predicted") from None
        state = {
            "probability": in_file_precision(found.probability),
            "effective": np.array(found.effective),
            "family_states": in_file_precision(family_states(alignment)),
        }
        if keeper:
            kept = state
            keeper.keep(lambda: kept, True)
    effective = float(state["effective"])
    probability, states = (state[name].astype(np.float64) for name in ("probability", "family_states"))
    contacts = PredictedContacts(probability, effective, alignment.source, states)
    notes = (*restraints.notes, *depth_notes(alignment.source, effective, alignment.length))
    return replace(restraints, contacts=contacts, notes=notes)


def in_file_precision(probability: np.ndarray) -> np.ndarray:
    """float32, so that a prediction means the same in memory and in a file."""
    return probability.astype(np.float32)


def _write(path: Path, query: str, contacts: Contacts, states: np.ndarray) -> None:
    if path.suffix == ".npz":
        probability, states = in_file_precision(contacts.probability), in_file_precision(states)
        with atomic_path(path) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, contact_prob=probability, family_states=states, seq=np.array(query))
        return
    i, j = np.nonzero(np.triu(np.nan_to_num(contacts.probability) >= LEAST_PROBABILITY))
    order = np.argsort(-contacts.probability[i, j], kind="stable")
    i, j = i[order], j[order]
    table = contact_table(i, j, CONTACT_A, contacts.probability[i, j])
    name = path.name.split(".")[0]
    remark = f"from {contacts.effective:.0f} effective sequences, pairs of probability >= {LEAST_PROBABILITY}"
    write_casp_rr(path, Target(name, ("A",), (query,)), table, (remark,))
