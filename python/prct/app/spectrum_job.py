"""The amide-I spectrum of a model, from file to file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from prct.base.errors import InputError, OptionError, StructureError
from prct.core.amide_spectrum import WIDTH_CM1, AmideSpectrum, amide_absorption
from prct.core.exciton import SITE_ENERGY_CM1
from prct.core.structure import Structure
from prct.io.atomic_write import atomic_path
from prct.io.structure import read_structure

FORMATS = (".csv", ".npz")
BACKBONE = 4
"""N, CA, C, O of the atoms of a structure."""


@dataclass(frozen=True)
class SpectrumJob:
    """What ``prct spectrum`` was asked for.

    Attributes
    ----------
    model : Path
        PDB or mmCIF, plain or gzip.
    out : Path
        Ends in ``.csv`` (wave number, absorbance) or ``.npz`` (these, the lines and the couplings).
    picture : Path or None
        PNG.
    chains : tuple of str
        Empty = all.
    width_cm1, shape, site_energy_cm1
        As in :func:`amide_spectrum`.
    """

    model: Path
    out: Path
    picture: Path | None = None
    chains: tuple[str, ...] = ()
    width_cm1: float = WIDTH_CM1
    shape: str = "gaussian"
    site_energy_cm1: float = SITE_ENERGY_CM1


def run_spectrum_job(job: SpectrumJob, warn: Callable[[str], None] | None = None) -> AmideSpectrum:
    """Read, compute, write.

    Parameters
    ----------
    job : SpectrumJob
    warn : callable, optional
        Gets what had to be handled, one line at a time.

    Raises
    ------
    InputError
        For a model or option that cannot be used; nothing is written then.
    OutputError
        For a file that cannot be written.
    """
    if job.out.suffix not in FORMATS:
        raise OptionError(f"{job.out}: no format for {job.out.suffix!r}; end the name in .csv or .npz")
    if job.picture and job.picture.suffix != ".png":
        raise OptionError(f"{job.picture}: no format for {job.picture.suffix!r}; end the name of a picture in .png")
    spectrum = amide_spectrum(
        job.model,
        chains=job.chains,
        width_cm1=job.width_cm1,
        shape=job.shape,
        site_energy_cm1=job.site_energy_cm1,
    )
    for note in spectrum.notes:
        if warn:
            warn(note)
    write_spectrum(job.out, spectrum)
    if job.picture:
        from prct.plots.amide_spectrum import plot_amide_spectrum
        from prct.plots.style import write_png

        title = f"{job.model.name.split('.')[0]}: amide I of {len(spectrum.model.residue)} peptide groups"
        figure = plot_amide_spectrum(
            spectrum.wavenumber_cm1,
            spectrum.absorbance,
            spectrum.states.energy_cm1,
            spectrum.states.strength_debye2,
            title=title,
        )
        write_png(figure, job.picture)
    return spectrum


def amide_spectrum(
    model: str | Path | Structure,
    *,
    chains: Sequence[str] = (),
    width_cm1: float = WIDTH_CM1,
    shape: str = "gaussian",
    site_energy_cm1: float = SITE_ENERGY_CM1,
) -> AmideSpectrum:
    """Compute the amide-I absorption of a backbone from its coupled peptide groups (Eq. 24e).

    Parameters
    ----------
    model : str, Path or Structure
        A PDB or mmCIF file, plain or gzip, or what a reader or a fold returned.
    chains : sequence of str
        Names of the chains to take; all unless given.
    width_cm1 : float
        Full width at half height of each line, 0.5 to 500.
    shape : {"gaussian", "lorentzian"}
    site_energy_cm1 : float
        Of each peptide group alone.

    Returns
    -------
    AmideSpectrum
        ``wavenumber_cm1``, ``absorbance``, ``maximum_cm1``, the states, and ``notes``.

    Raises
    ------
    InputError
        A model without a peptide group, an unknown chain, an option out of range.

    Notes
    -----
    Splittings and shapes follow the structure; absolute wave numbers do not, for all groups have one site energy: no
    solvent, no side chains, no shift by hydrogen bonds or proline. Sources: docs/decisions/0016-amide-excitons.md.

    Examples
    --------
    >>> from prct.core.build_coordinates import backbone_from_torsions
    >>> coords = np.full((30, 5, 3), np.nan)
    >>> coords[:, :3] = backbone_from_torsions([0, 30], np.tile(np.radians([-57.0, -47.0, 180.0]), (30, 1)))
    >>> helix = Structure("A" * 30, coords, np.zeros(30, int), ("A",), np.arange(1, 31))
    >>> spectrum = amide_spectrum(helix)
    >>> round(spectrum.maximum_cm1), spectrum.notes
    (1649, ('O of 29 residues is missing and was placed by N, CA and C',))
    """
    source = str(model) if isinstance(model, str | Path) else "the structure"
    structure = model if isinstance(model, Structure) else read_structure(model)
    coords_a, chain_index = _chosen(structure, chains, source)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(chain_index)) + 1, [len(coords_a)]))
    try:
        spectrum = amide_absorption(
            starts, coords_a[:, :BACKBONE], width_cm1=width_cm1, shape=shape, site_energy_cm1=site_energy_cm1
        )
    except OptionError:
        raise
    except InputError as problem:
        raise StructureError(f"{source}: {problem}") from None
    notes = list(structure.notes)
    if placed := len(spectrum.model.placed_oxygen):
        notes.append(f"O of {placed} residues is missing and was placed by N, CA and C")
    steps = len(coords_a) - (len(starts) - 1)
    if without := steps - len(spectrum.model.residue):
        notes.append(f"{without} of {steps} steps of the chains have no peptide group (a break, or missing atoms)")
    return replace(spectrum, notes=tuple(notes))


def _chosen(structure: Structure, chains: Sequence[str], source: str) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates and chains of the residues that were asked for."""
    unknown = [name for name in chains if name not in structure.chain_ids]
    if unknown:
        raise OptionError(f"{source}: no chain {unknown[0]!r}; it has {', '.join(structure.chain_ids)}")
    coords_a, chain_index = np.asarray(structure.coords_a, float), np.asarray(structure.chain_index)
    if not chains:
        return coords_a, chain_index
    kept = np.isin(chain_index, [structure.chain_ids.index(name) for name in chains])
    return coords_a[kept], chain_index[kept]


def write_spectrum(path: Path, spectrum: AmideSpectrum) -> None:
    """Write CSV or npz, told by the name.

    Raises
    ------
    OutputError
        Naming `path`, the reason and the remedy.
    """
    with atomic_path(path) as temporary:
        if path.suffix == ".csv":
            rows = zip(spectrum.wavenumber_cm1, spectrum.absorbance, strict=True)
            lines = "".join(f"{wavenumber:.1f},{absorbance:.6e}\n" for wavenumber, absorbance in rows)
            temporary.write_text("wavenumber_cm1,absorbance\n" + lines, "ascii")
            return
        with temporary.open("wb") as file:
            np.savez_compressed(
                file,
                wavenumber_cm1=spectrum.wavenumber_cm1,
                absorbance=spectrum.absorbance,
                energy_cm1=spectrum.states.energy_cm1,
                strength_debye2=spectrum.states.strength_debye2,
                participation=spectrum.states.participation,
                residue=spectrum.model.residue,
                moment_debye=spectrum.model.moment_debye,
                position_a=spectrum.model.position_a,
                hamiltonian_cm1=spectrum.model.hamiltonian_cm1,
            )
