"""``prct score``, ``prct info``, ``prct --version``."""

from __future__ import annotations

import json

import biotite.structure as struc
import numpy as np
import prct
import pytest
from command import run
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure

LENGTH = 40


@pytest.fixture(scope="module")
def helix():
    coords = np.full((LENGTH, 5, 3), np.nan)
    coords[:, :3] = backbone_from_torsions([0, LENGTH], np.tile(np.radians([-60.0, -45.0, 180.0]), (LENGTH, 1)))
    numbers = np.arange(1, LENGTH + 1, dtype=np.int32)
    return Structure("AEKL" * 10, coords, np.zeros(LENGTH, np.int32), ("A",), numbers)


def moved(structure, sigma_a):
    """Turned, shifted and shaken."""
    rng = np.random.default_rng(3)
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    coords = structure.coords_a @ (q * np.linalg.det(q)) + [5.0, -20.0, 3.0]
    return Structure(
        structure.sequence, coords + rng.normal(0, sigma_a, coords.shape), structure.chain_index,
        structure.chain_ids, structure.residue_numbers,
    )  # fmt: skip


@pytest.mark.parametrize(("model_end", "native_end"), [(".cif", ".pdb"), (".pdb", ".cif")])
def test_score_agrees_with_an_independent_superposition(helix, tmp_path, model_end, native_end):
    model = moved(helix, 0.8)
    write_structure(model, tmp_path / f"model{model_end}")
    write_structure(helix, tmp_path / f"native{native_end}")
    arguments = ["score", str(tmp_path / f"model{model_end}"), str(tmp_path / f"native{native_end}")]
    done = run([*arguments, "--json"])
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)
    assert set(scores) >= {"tm_score", "gdt_ts", "gdt_ha", "lddt_ca", "ca_rmsd_a"}
    native_ca, model_ca = helix.coords_a[:, 1], model.coords_a[:, 1]
    fitted, _ = struc.superimpose(native_ca, model_ca)
    assert scores["ca_rmsd_a"] == pytest.approx(float(struc.rmsd(native_ca, fitted)), abs=2e-3)
    assert 0.5 < scores["gdt_ha"] < scores["gdt_ts"] < 1
    assert 0.4 < scores["tm_score"] < 1
    plain = dict(line.split() for line in run(arguments).stdout.splitlines())
    assert float(plain["tm_score"]) == pytest.approx(scores["tm_score"], abs=1e-4)


def test_a_structure_against_itself_is_perfect(helix, tmp_path):
    write_structure(helix, tmp_path / "a.cif")
    scores = json.loads(run(["score", str(tmp_path / "a.cif"), str(tmp_path / "a.cif"), "--json"]).stdout)
    assert [scores[k] for k in ("tm_score", "gdt_ts", "gdt_ha", "lddt_ca")] == pytest.approx([1] * 4)
    assert scores["ca_rmsd_a"] == pytest.approx(0, abs=1e-6)


def test_score_says_what_the_reader_had_to_handle(helix, tmp_path):
    write_structure(helix, tmp_path / "native.cif")
    write_structure(helix, tmp_path / "whole.pdb")
    text = (tmp_path / "whole.pdb").read_text("ascii")
    (tmp_path / "cut.pdb").write_text("".join(text.splitlines(keepends=True)[:-8]), "ascii")
    arguments = ["score", str(tmp_path / "cut.pdb"), str(tmp_path / "native.cif")]
    plain = run(arguments)
    assert plain.returncode == 0
    note = "no END after the last atom; the file may be cut short"
    assert f"prct: note: {tmp_path / 'cut.pdb'}: {note}" in plain.stderr.splitlines()
    told = run([*arguments, "--json"])
    assert told.stderr == ""
    notes = json.loads(told.stdout)["notes"]
    assert note in notes["model"] and notes["native"] == list(read_structure(tmp_path / "native.cif").notes)


def test_info_and_version():
    version = run(["--version"])
    assert (version.returncode, version.stdout) == (0, f"prct {prct.__version__}\n")
    info = run(["info"])
    assert info.returncode == 0
    assert prct.__version__ in info.stdout
    assert {"reference", "cpu"} <= set(info.stdout.replace(",", " ").split())


def test_help_names_every_command():
    done = run(["--help"])
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("fold", "score", "info"))
