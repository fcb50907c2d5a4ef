"""Models in, spectra out."""

import doctest
import gzip
from pathlib import Path

import numpy as np
import prct
import pytest
from prct.app import spectrum_job
from prct.app.spectrum_job import SpectrumJob, amide_spectrum, run_spectrum_job
from prct.base.errors import OptionError, StructureError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure


def helices(lengths=(20, 12)) -> Structure:
    """Helices side by side, 30 Å apart, without O."""
    starts = np.concatenate([[0], np.cumsum(lengths)])
    backbone = backbone_from_torsions(starts, np.tile(np.radians([-57.0, -47.0, 180.0]), (starts[-1], 1)))
    chain_index = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    coords = np.full((starts[-1], 5, 3), np.nan)
    coords[:, :3] = backbone + 30.0 * chain_index[:, None, None]
    numbers = np.concatenate([np.arange(1, n + 1) for n in lengths]).astype(np.int32)
    return Structure("A" * int(starts[-1]), coords, chain_index, tuple("AB"[: len(lengths)]), numbers)


def test_doctests():
    assert doctest.testmod(spectrum_job).failed == 0


def test_the_facade_has_it():
    assert prct.amide_spectrum is amide_spectrum


def test_chains_are_taken_apart_and_together():
    both, first = amide_spectrum(helices()), amide_spectrum(helices(), chains=["A"])
    assert len(both.model.residue) == 19 + 11
    assert np.array_equal(first.model.hamiltonian_cm1, both.model.hamiltonian_cm1[:19, :19])
    with pytest.raises(OptionError, match="no chain 'C'; it has A, B"):
        amide_spectrum(helices(), chains=["A", "C"])


def test_a_break_is_told_and_couples_no_neighbours():
    structure = helices((20,))
    structure.coords_a[10:] += 15.0
    spectrum = amide_spectrum(structure)
    assert len(spectrum.model.residue) == 18
    assert "1 of 19 steps of the chains have no peptide group (a break, or missing atoms)" in spectrum.notes


def test_ca_only_one_residue_and_unresolved_models_are_refused():
    only_ca = helices((20,))
    only_ca.coords_a[:, [0, 2]] = np.nan
    for structure in (only_ca, helices((1,))):
        with pytest.raises(StructureError, match=r"no peptide group.*backbone_from_trace"):
            amide_spectrum(structure)
    unresolved = helices((20,))
    unresolved.coords_a[4, 2] = np.nan
    assert len(amide_spectrum(unresolved).model.residue) == 18
    endless = helices((20,))
    endless.coords_a[4, 2] = np.inf
    with pytest.raises(StructureError, match="infinite"):
        amide_spectrum(endless)


def test_files_hold_what_was_computed(tmp_path):
    structure, model = helices(), tmp_path / "model.cif"
    write_structure(structure, model)
    zipped = tmp_path / "model.cif.gz"
    zipped.write_bytes(gzip.compress(model.read_bytes()))
    notes = []
    spectrum = run_spectrum_job(SpectrumJob(zipped, tmp_path / "a.csv", tmp_path / "a.png"), notes.append)
    assert any("O of 30 residues is missing" in note for note in notes)
    table = np.loadtxt(tmp_path / "a.csv", delimiter=",", skiprows=1)
    assert np.allclose(table[:, 0], spectrum.wavenumber_cm1)
    assert np.allclose(table[:, 1], spectrum.absorbance, rtol=1e-5)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    run_spectrum_job(SpectrumJob(model, tmp_path / "a.npz"))
    with np.load(tmp_path / "a.npz") as held:
        assert np.array_equal(held["absorbance"], spectrum.absorbance)
        assert held["hamiltonian_cm1"].shape == (30, 30)
    first = (tmp_path / "a.csv").read_bytes()
    run_spectrum_job(SpectrumJob(zipped, tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_bytes() == first


def test_an_unknown_format_writes_nothing(tmp_path):
    with pytest.raises(OptionError, match=r"end the name in \.csv or \.npz"):
        run_spectrum_job(SpectrumJob(Path("none.pdb"), tmp_path / "a.txt"))
    assert list(tmp_path.iterdir()) == []


def test_real_proteins_of_helices_absorb_above_those_of_strands(prct_data):
    """Myoglobin is α, the fibronectin domain of tenascin β."""
    alpha, beta = (amide_spectrum(prct_data / "classic" / f"{name}.pdb.gz") for name in ("1BVC", "1TEN"))
    assert 1645 < alpha.maximum_cm1 < 1660
    assert 1630 < beta.maximum_cm1 < 1648
    read = amide_spectrum(read_structure(prct_data / "classic" / "1TEN.pdb.gz"))
    assert np.array_equal(read.absorbance, beta.absorbance)
