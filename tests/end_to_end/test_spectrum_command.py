"""``prct spectrum`` as a user runs it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from command import run
from prct.core.build_coordinates import backbone_from_torsions


def pdb(length: int, atoms: str = "N CA C", residue: str = "ALA") -> str:
    """A helix."""
    backbone = backbone_from_torsions([0, length], np.tile(np.radians([-57.0, -47.0, 180.0]), (length, 1)))
    lines = []
    for i in range(length):
        for name, (x, y, z) in zip(("N", "CA", "C"), backbone[i], strict=True):
            if name in atoms.split():
                place = f"{len(lines) + 1:5d}  {name:<3s} {residue} A{i + 1:4d}    {x:8.3f}{y:8.3f}{z:8.3f}"
                lines.append(f"ATOM  {place}  1.00  0.00           {name[0]}\n")
    return "".join(lines) + "END\n"


def test_a_helix(tmp_path):
    model, out, picture = tmp_path / "helix.pdb", tmp_path / "helix.csv", tmp_path / "helix.png"
    model.write_text(pdb(30))
    found = run(["spectrum", str(model), "-o", str(out), "--plot", str(picture), "--chain", "A", "--width", "12"])
    assert found.returncode == 0, found.stderr
    assert "29 peptide groups" in found.stdout and "band maximum     164" in found.stdout
    assert "mean shift       -" in found.stdout and "brightest state" in found.stdout
    assert "O of 29 residues is missing" in found.stderr
    assert out.read_text().startswith("wavenumber_cm1,absorbance\n")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_unknown_residues_have_peptide_groups_too(tmp_path):
    model = tmp_path / "unknown.pdb"
    model.write_text(pdb(10, residue="UNK"))
    found = run(["spectrum", str(model), "-o", str(tmp_path / "made.csv")])
    assert found.returncode == 0, found.stderr
    assert "9 peptide groups" in found.stdout


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (pdb(1), [], "no peptide group"),
        (pdb(10, "CA"), [], "no peptide group"),
        (re.sub("(ALA A   4    )........", r"\1     nan", pdb(10)), [], "no coordinate"),
        (pdb(10), ["--chain", "Z"], "no chain 'Z'"),
        (pdb(10), ["--width", "0"], "width 0"),
        (pdb(10), ["--width", "nan"], "width nan"),
        (pdb(10), ["--width", "wide"], "--width"),
        (pdb(10), ["--shape", "box"], "--shape"),
        (pdb(10), ["--site-energy", "16"], "site energy 16"),
        (pdb(10), ["-o", "made.txt"], "end the name in .csv or .npz"),
        (pdb(10), ["--plot", "made.csv"], "end the name of a picture in .png"),
        ("no structure\n", [], "model.pdb"),
    ],
)
def test_bad_input_is_one_line_and_nothing_written(tmp_path, text, options, said):
    model = tmp_path / "model.pdb"
    model.write_text(text)
    where = [] if "-o" in options else ["-o", str(tmp_path / "made.csv")]
    found = run(["spectrum", str(model), *where, *options], cwd=tmp_path)
    assert found.returncode == 2
    assert said in found.stderr and found.stderr.count("\n") == 1
    assert not list(tmp_path.glob("made*"))
