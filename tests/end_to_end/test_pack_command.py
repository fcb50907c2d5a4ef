"""``prct pack``, and ``prct fold --full-atom``."""

from __future__ import annotations

from dataclasses import replace

import biotite.structure.io.pdbx as pdbx
import gemmi
import numpy as np
import pytest
from command import run, write_tiny_target
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure
from prct.parameters.side_chain_geometry import THREE_LETTERS, heavy_atoms

LETTERS = {three: one for one, three in THREE_LETTERS.items()}


@pytest.fixture(scope="module")
def model():
    sequence = "ACDEFGHIKLMNPQRSTVWY" * 2
    coords_a = np.full((len(sequence), 5, 3), np.nan)
    torsions = np.tile(np.radians([-63.0, -42.0, 180.0]), (len(sequence), 1))
    coords_a[:, :3] = backbone_from_torsions([0, 20, 40], torsions)
    coords_a[20:] += [40.0, 0.0, 0.0]
    chain = np.repeat(np.arange(2, dtype=np.int32), 20)
    numbers = np.arange(1, 41, dtype=np.int32)
    return Structure(sequence, coords_a, chain, ("A", "B"), numbers, np.linspace(20, 90, 40))


def has_all_heavy_atoms(path):
    """By gemmi: names of every residue, OXT at the end of each chain."""
    structure = gemmi.read_structure(str(path))
    for chain in structure[0]:
        for k, residue in enumerate(chain):
            expected = [*heavy_atoms(LETTERS[residue.name]), *(["OXT"] if k == len(chain) - 1 else [])]
            assert [atom.name for atom in residue] == expected
            assert all(atom.occ == 1.0 and atom.element.name == atom.name[0] for atom in residue)
    return structure


@pytest.mark.parametrize("end", [".cif", ".pdb"])
def test_pack_writes_all_heavy_atoms_with_the_confidence_of_the_model(model, tmp_path, end):
    write_structure(model, tmp_path / "model.cif")
    out = tmp_path / f"out{end}"
    done = run(["pack", str(tmp_path / "model.cif"), "-o", str(out)])
    assert done.returncode == 0, done.stderr
    assert "40 residues" in done.stdout and "clashes" in done.stdout
    structure = has_all_heavy_atoms(out)
    for chain, first in zip(structure[0], (0, 20), strict=True):
        for k, residue in enumerate(chain):
            assert np.allclose([atom.b_iso for atom in residue], model.confidence[first + k], atol=0.01)
    again = read_structure(out)
    assert again.sequence == model.sequence
    assert np.allclose(again.confidence, model.confidence, atol=0.01)
    assert np.allclose(again.coords_a[:, :3], model.coords_a[:, :3], atol=0.001)


def test_same_seed_gives_same_bytes_whatever_the_threads(model, tmp_path):
    write_structure(model, tmp_path / "model.pdb")
    for name, threads in (("a", "1"), ("b", "2")):
        folder = tmp_path / name
        folder.mkdir()
        arguments = ["pack", str(tmp_path / "model.pdb"), "-o", str(folder / "out.cif"), "--threads", threads]
        assert run(arguments).returncode == 0
    assert (tmp_path / "a" / "out.cif").read_bytes() == (tmp_path / "b" / "out.cif").read_bytes()
    atoms = pdbx.get_structure(pdbx.CIFFile.read(tmp_path / "a" / "out.cif"), model=1)
    assert set(atoms.chain_id) == {"A", "B"}


def test_selenomethionine_becomes_methionine_and_is_said(model, tmp_path):
    write_structure(model, tmp_path / "model.pdb")
    text = (tmp_path / "model.pdb").read_text().replace("MET", "MSE")
    (tmp_path / "mse.pdb").write_text(text)
    done = run(["pack", str(tmp_path / "mse.pdb"), "-o", str(tmp_path / "out.cif")])
    assert done.returncode == 0
    assert "MSE as M" in done.stderr
    has_all_heavy_atoms(tmp_path / "out.cif")


def test_insertion_codes_stay(model, tmp_path):
    numbers = np.array([*range(1, 19), 18, 18, *range(1, 21)], dtype=np.int32)
    codes = ("",) * 18 + ("A", "B") + ("",) * 20
    write_structure(replace(model, residue_numbers=numbers, insertion_codes=codes), tmp_path / "model.pdb")
    assert run(["pack", str(tmp_path / "model.pdb"), "-o", str(tmp_path / "out.pdb")]).returncode == 0
    chain = has_all_heavy_atoms(tmp_path / "out.pdb")[0]["A"]
    assert [str(residue.seqid) for residue in chain][-3:] == ["18", "18A", "18B"]


def test_bad_input_is_named_and_nothing_is_written(model, tmp_path):
    trace = np.full_like(model.coords_a, np.nan)
    trace[:, 1] = model.coords_a[:, 1]
    write_structure(replace(model, coords_a=trace), tmp_path / "trace.pdb")
    write_structure(model, tmp_path / "model.pdb")
    before = (tmp_path / "model.pdb").read_bytes()
    out = tmp_path / "out.cif"
    for arguments, words in (
        (["trace.pdb", "-o", "out.cif"], "no residue has N, CA and C"),
        (["absent.pdb", "-o", "out.cif"], "absent.pdb"),
        (["model.pdb", "-o", "out.xyz"], "unknown structure format"),
        (["model.pdb", "-o", "model.pdb"], "is the model itself"),
        (["model.pdb", "-o", "out.cif", "--seed", "-1"], "seed is -1"),
        (["model.pdb", "-o", "out.cif", "--threads", "0"], "--threads is 0"),
        (["model.pdb"], "-o"),
    ):
        done = run(["pack", *arguments], cwd=tmp_path)
        assert done.returncode == 2
        assert words in done.stderr
        assert len(done.stderr.strip().splitlines()) <= 3 and "Traceback" not in done.stderr
    assert not out.exists()
    assert (tmp_path / "model.pdb").read_bytes() == before


def test_fold_writes_full_atom_models_on_demand(tmp_path):
    target = write_tiny_target(tmp_path)
    out = tmp_path / "out"
    done = run(target.arguments(out, "--full-atom"))
    assert done.returncode == 0, done.stderr
    has_all_heavy_atoms(out / "model_1.cif")
    again = run(target.arguments(out, "--full-atom", "--resume"))
    assert "already complete" in again.stdout
    assert run(target.arguments(out, "--resume")).returncode == 2  # another run: its models have other atoms
