"""``prct contacts`` as a user calls it."""

from __future__ import annotations

import numpy as np
import pytest
from command import FAMILY_LENGTH as LENGTH
from command import run
from prct.core.target import Target
from prct.io.restraints import read_restraints


def test_a_list_for_the_fold_and_its_picture(family, tmp_path):
    folder, query = family
    out = tmp_path / "made.rr"
    found = run(["contacts", str(folder / "hairpin.a3m"), "-o", str(out), "--plot", "--threads", "1"])
    assert found.returncode == 0, found.stderr
    assert "24 residues" in found.stdout and "effective sequences" in found.stdout
    table = read_restraints(out, Target("t", ("A",), (query,))).table
    first = {(int(i), int(j)) for i, j in zip(table.residue_i[:7], table.residue_j[:7], strict=True)}
    assert first == {(k, 23 - k) for k in range(2, 9)}
    assert (np.diff(table.weight) <= 0).all()
    assert (tmp_path / "made.png").read_bytes().startswith(b"\x89PNG")
    again = tmp_path / "again.rr"
    run(["contacts", str(folder / "hairpin.a3m"), "-o", str(again), "--threads", "2"])
    assert again.read_text().replace("TARGET again", "TARGET made") == out.read_text()


def test_a_map_for_the_fold(family, tmp_path):
    folder, query = family
    out = tmp_path / "made.npz"
    options = ["--sequence", str(folder / "hairpin.fasta"), "--threads", "1"]
    assert run(["contacts", str(folder / "hairpin.a3m"), "--out", str(out), *options]).returncode == 0
    maps = read_restraints(out, Target("t", ("A",), (query,))).maps
    assert maps.contact_prob.shape == (LENGTH, LENGTH)
    assert np.unravel_index(np.nanargmax(maps.contact_prob), (LENGTH, LENGTH))[1] > 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.a3m"], "no such file"),
        (["{family}", "-o", "made.txt"], "end the name in .rr or .npz"),
        (["{family}", "--threads", "0"], "--threads is 0"),
        (["{one}"], "one sequence says nothing"),
        (["{uneven}"], "record 2: 2 columns"),
        (["{family}", "--sequence", "{stranger}"], "the query is not in the alignment"),
        (["{family}", "--sequence", "{two}"], "2 chains; an alignment is of one"),
    ],
)
def test_bad_input_is_one_line_and_nothing_written(family, tmp_path, arguments, said):
    for name, text in {
        "one": ">q\nMKVEMKVEMKVE\n",
        "uneven": ">q\nMKV\n>a\nMK\n",
        "stranger": ">q\nWWWWWWWWW\n",
        "two": ">a\nMKV\n>b\nMKV\n",
    }.items():
        (tmp_path / name).write_text(text)
    places = {"family": family[0] / "hairpin.a3m"} | {n: tmp_path / n for n in ("one", "uneven", "stranger", "two")}
    filled = [str(argument).format(**places) for argument in arguments]
    if "-o" not in filled:
        filled += ["-o", str(tmp_path / "made.rr")]
    found = run(["contacts", *filled])
    assert found.returncode == 2
    assert said in found.stderr and len(found.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob("made*"))
