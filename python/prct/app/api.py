"""The Python calls behind ``prct.fold`` and ``prct.pack_side_chains``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from prct.app.contact_job import family_of, with_contacts
from prct.app.gpu import ready_platform
from prct.app.known_files import KnownFiles
from prct.app.machine import available_threads
from prct.base.errors import OptionError, SequenceError
from prct.core.alignment import Alignment
from prct.core.parameter_source import ParameterSource
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.folding.pipeline import fold as fold_target
from prct.folding.result import FoldResult
from prct.folding.settings import FoldSettings, whole_number
from prct.folding.side_chains import pack_side_chains
from prct.folding.store import Progress
from prct.io.fasta import parse_sequence, read_fasta
from prct.io.restraint_formats.npz_maps import from_arrays
from prct.io.restraints import read_restraints

__all__ = ["FoldSettings", "fold", "pack_side_chains"]

FASTA_SUFFIXES = frozenset({".fa", ".faa", ".fas", ".fasta", ".gz", ".seq", ".txt"})


def fold(
    sequence: str | Sequence[str] | Path | Target,
    restraints: str | Path | Restraints | Mapping[str, np.ndarray] | None = None,
    *,
    alignment: str | Path | Alignment | None = None,
    phi_psi: str | Path | None = None,
    secondary_structure: str | Path | None = None,
    disulfides: str | Path | None = None,
    cis: str | Path | None = None,
    template: str | Path | None = None,
    seed: int = 1,
    models: int = 5,
    trajectories: int = 16,
    threads: int | None = None,
    platform: str = "auto",
    complete: bool = False,
    settings: FoldSettings | None = None,
    progress: Callable[[Progress], None] | None = None,
    parameters: ParameterSource | None = None,
) -> FoldResult:
    """Fold a protein from restraints, from an alignment of its family, from both, or from its sequence alone.

    Parameters
    ----------
    sequence : str, list of str, Path or Target
        One-letter codes; several chains as a list or joined by ``:``. A Path is read as FASTA.
    restraints : str, Path, Restraints or mapping of arrays, optional
        A file (CASP RR, CSV or npz), what a reader returned, or arrays named as in an npz file: ``contact_prob``,
        ``distance`` (with ``distance_sd``), ``distogram`` with ``bin_edges``; [L, L], Å, NaN = unknown; or those of
        trRosetta.
    alignment : str, Path or Alignment, optional
        A file (A3M, aligned FASTA or Stockholm) or what its reader returned, of a single chain. Its couplings predict
        contacts (Eq. 24b); of a pair that the restraints name, these count.
    phi_psi, secondary_structure : str or Path, optional
        Files: φ and ψ with errors (CSV, or ``pred.tab`` of TALOS), PSIPRED ``.ss2`` or DSSP letters. As arrays:
        ``known`` of :class:`prct.core.restraints.Restraints`.
    disulfides, cis : str or Path, optional
        Pairs of cysteines (``"3-40,16-26"``), residues with a cis peptide before them (``"93"``), or files of them.
    template : str or Path, optional
        PDB or mmCIF of the same or a related sequence.
    seed : int
        Same seed, same models, whatever the number of threads.
    models, trajectories : int
        How many models are kept, of how many annealing runs.
    threads : int, optional
        Runs side by side; all available cores unless given.
    platform : {"auto", "reference", "cpu", "cuda", "cuda-emulation"}
    complete : bool
        A list names all contacts, so that what it leaves out is known to be apart (Eq. 9a).
    settings : FoldSettings, optional
        Everything else, e.g. ``FoldSettings().quick()``; seed, models, trajectories and platform above take
        precedence.
    progress : callable, optional
        Receives :class:`prct.folding.store.Progress`.
    parameters : ParameterSource, optional
        Changes parameters while trajectories run: :class:`prct.app.adaptation.Adaptation` learns them,
        :class:`prct.core.parameter_source.RecordedParameters` has those of an earlier fold. Not on a GPU.

    Returns
    -------
    FoldResult
        ``models`` (best first), ``best``, ``confidence``, ``plot()``.

    Raises
    ------
    InputError
        For sequences, restraints, alignments or options that cannot be used.
    NumericsError
        When every trajectory blew up.
    GpuError
        For platform ``cuda`` where there is no GPU that can be used, or it failed.
    Interrupted
        After Ctrl-C.

    Notes
    -----
    Models from the sequence alone are usually wrong; so are those from few effective sequences. ``result.warnings``
    says so.

    Examples
    --------
    >>> distance = np.full((12, 12), np.nan)
    >>> distance[0, 11] = 17.0
    >>> result = fold("AAAAAAAAAAAA", {"distance": distance}, trajectories=2, models=1)
    >>> result.best.structure.coords_a.shape
    (12, 5, 3)
    """
    target, warnings = _target(sequence)
    chosen = (settings or FoldSettings()).with_overrides(
        seed=seed, models=models, trajectories=trajectories, platform=platform
    )
    threads = available_threads() if threads is None else whole_number("threads", threads)
    given = Restraints() if restraints is None else _restraints(restraints, target, complete)
    known = KnownFiles(phi_psi, secondary_structure, disulfides, cis, template)
    if known.given:
        found = known.read(target)
        given = replace(given, known=found, notes=(*given.notes, *found.notes))
    if alignment is not None:
        given = _with_alignment(given, alignment, target, threads)
    ready_platform(chosen.platform)
    result = fold_target(target, given, chosen, threads=threads, progress=progress, parameters=parameters)
    return result.with_warnings(warnings)


def _target(sequence: str | Sequence[str] | Path | Target) -> tuple[Target, tuple[str, ...]]:
    if isinstance(sequence, Target):
        return sequence, ()
    if isinstance(sequence, Path):
        return read_fasta(sequence)
    if not isinstance(sequence, Iterable):
        raise OptionError(
            f"sequence is a {type(sequence).__name__}; pass one-letter codes, a list of chains, a pathlib.Path to a "
            "FASTA file, or a Target"
        )
    try:
        return parse_sequence(sequence)
    except SequenceError as problem:
        if isinstance(sequence, str) and _names_a_file(sequence):
            remedy = f"pass pathlib.Path({sequence!r}) to read it"
            raise OptionError(f"sequence {sequence!r} looks like a file name, not like residues; {remedy}") from problem
        raise


def _names_a_file(text: str) -> bool:
    """Text that cannot be a sequence, and that ends as FASTA files do or names a file that is there."""
    if Path(text).suffix.lower() in FASTA_SUFFIXES:
        return True
    with contextlib.suppress(OSError, ValueError):  # too long for a path, or with a zero byte
        return Path(text).is_file()
    return False


def _with_alignment(given: Restraints, alignment: str | Path | Alignment, target: Target, threads: int) -> Restraints:
    if not isinstance(alignment, str | Path | Alignment):
        raise OptionError(f"alignment is a {type(alignment).__name__}; pass a path or an Alignment")
    if threads < 1:
        raise OptionError(f"threads is {threads}; use 1 or more")
    family = family_of(alignment, target, target.name)
    return with_contacts(replace(given, notes=(*given.notes, *family.notes)), family, threads)


def _restraints(
    restraints: str | Path | Restraints | Mapping[str, np.ndarray], target: Target, complete: bool
) -> Restraints:
    if isinstance(restraints, Restraints):
        return restraints
    if isinstance(restraints, Mapping):
        maps, notes = from_arrays(restraints, target, "restraints")
        return Restraints(None, maps, complete, "restraints", notes)
    if isinstance(restraints, str | Path):
        return read_restraints(restraints, target, complete)
    raise OptionError(f"restraints is a {type(restraints).__name__}; pass a path, Restraints or a mapping of arrays")
