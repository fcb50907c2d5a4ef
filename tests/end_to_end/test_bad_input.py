"""Every bad input gets one clear line and exit code 2, and nothing is left half written."""

from __future__ import annotations

import io
import resource
import zipfile
from pathlib import Path

import numpy as np
import pytest
from command import LENGTH, run
from prct.cli.main import main

CSV_HEADER = "chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight\n"
SMALLEST_FILE_LIMIT = 4096


def refusal(arguments, capsys):
    """The one line on stderr of a command that is refused."""
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as stopped:
        code = stopped.code
    out, err = capsys.readouterr()
    assert code == 2, (code, err)
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    assert err.startswith("prct"), err
    return err


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def truncated_npz():
    return npz(distance=np.full((LENGTH, LENGTH), 9.0))[:900]


def damaged_npz():
    data = bytearray(npz(distance=np.full((LENGTH, LENGTH), 9.0)))
    middle = len(data) // 2
    data[middle : middle + 8] = b"\xff" * 8
    return bytes(data)


def foreign_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("distance.npy", b"no array")
    return buffer.getvalue()


SEQUENCES = {
    "empty": (b"", "sequence.fasta"),
    "a header alone": (b">a\n", "sequence.fasta"),
    "no header": (b"\x00\x01\x02", "sequence.fasta"),
    "an unknown residue": (b">a\nMKVL?\n", "line 2"),
    "absurdly long": (b">a\n" + b"A" * 200_001 + b"\n", "200"),
    "not text": (b">a\n\xff\xfe\xfa\n", "sequence.fasta"),
}

RESTRAINTS = {
    "empty.rr": (b"", "empty.rr"),
    "out_of_range.rr": (b"1 20 0 8 0.9\n3 99 0 8 0.9\n", "line 2"),
    "zero.rr": (b"0 20 0 8 0.9\n", "line 1"),
    "self_contact.rr": (b"1 20 0 8 0.9\n7 7 0 8 0.9\n", "line 2"),
    "crossed.rr": (b"1 20 9 8 0.9\n", "line 1"),
    "truncated.rr": (b"1 20 0 8 0.9\n2 19 0\n", "line 2"),
    "no_number.rr": (b"1 20 0 8 high\n", "line 1"),
    "nan.rr": (b"1 20 0 nan 0.9\n", "line 1"),
    "probability.rr": (b"1 20 0 8 1.7\n", "line 1"),
    "binary.rr": (bytes(range(256)), "binary.rr"),
    "crossed.csv": (CSV_HEADER.encode() + b"A,1,A,20,9,8,1\n", "line 2"),
    "chain.csv": (CSV_HEADER.encode() + b"Z,1,A,20,0,8,1\n", "line 2"),
    "header.csv": (b"a,b,c\n1,2,3\n", "header.csv"),
    "short.csv": (CSV_HEADER.encode() + b"A,1,A\n", "line 2"),
    "negative.csv": (CSV_HEADER.encode() + b"A,1,A,20,0,8,-1\n", "line 2"),
    "size.npz": (npz(distance=np.full((LENGTH + 1, LENGTH + 1), 9.0)), str(LENGTH)),
    "unknown.npz": (npz(distance=np.full((LENGTH, LENGTH), np.nan)), "unknown.npz"),
    "flat.npz": (npz(contact_prob=np.ones(LENGTH)), "contact_prob"),
    "nothing.npz": (npz(other=np.ones(3)), "nothing.npz"),
    "edges.npz": (npz(distogram=np.ones((LENGTH, LENGTH, 4)), bin_edges=np.ones(3)), "bin_edges"),
    "sequence.npz": (npz(distance=np.full((LENGTH, LENGTH), 9.0), seq=np.array("A" * LENGTH)), "seq"),
    "object.npz": (npz(distance=np.array([[{}]], dtype=object)), "object.npz"),
    "truncated.npz": (truncated_npz(), "truncated.npz"),
    "damaged.npz": (damaged_npz(), "damaged.npz"),
    "foreign.npz": (foreign_zip(), "foreign.npz"),
    "neighbours.rr": (b"1 2 0 8 0.9\n", "neighbours.rr"),
    "strange.txt": (b"hello\n", "strange.txt"),
}

OPTIONS = {
    "--threads 0": "--threads",
    "--threads -3": "--threads",
    "--threads many": "--threads",
    "--trajectories 0": "trajectories",
    "--models 0": "models",
    "--seed -1": "seed",
    "--seed 1.5": "--seed",
    "--platform gpu": "--platform",
    "--colour blue": "--colour",
    "--model 3": "--model",
    "extra.fasta": "extra.fasta",
}

STRUCTURES = {
    "empty.pdb": b"",
    "words.pdb": b"this is no structure\n",
    "empty.cif": b"",
    "truncated.cif": b"data_x\nloop_\n_atom_site.group_PDB\n_atom_site.id\nATOM 1\nATOM",
    "binary.cif": bytes(range(256)),
    "suffix.xyz": b"1\n\nC 0 0 0\n",
}


@pytest.mark.parametrize("case", SEQUENCES)
def test_sequences(case, tiny, tmp_path, capsys):
    data, said = SEQUENCES[case]
    path = tmp_path / "sequence.fasta"
    path.write_bytes(data)
    out = tmp_path / "out"
    err = refusal(["fold", path, "--restraints", tiny.restraints, "--out", out], capsys)
    assert said in err
    assert not out.exists()


@pytest.mark.parametrize("name", RESTRAINTS)
def test_restraints(name, tiny, tmp_path, capsys):
    data, said = RESTRAINTS[name]
    path = tmp_path / name
    path.write_bytes(data)
    out = tmp_path / "out"
    err = refusal(["fold", tiny.sequence, "--restraints", path, "--out", out], capsys)
    assert name in err
    assert said in err
    assert not out.exists()


ALIGNMENTS = {
    "nowhere.a3m": (None, "no such file"),
    "stranger.a3m": (b">q\nWWWWWWWWW\n", "the query is not in the alignment"),
    "uneven.a3m": (b">q\n{query}\n>b\nMK\n", "record 2: 2 columns"),
    "alone.a3m": (b">q\n{query}\n", "one sequence says nothing about couplings"),
    "empty.a3m": (b"", "no sequence"),
}


@pytest.mark.parametrize("name", ALIGNMENTS)
def test_alignments(name, tiny, tmp_path, capsys):
    data, said = ALIGNMENTS[name]
    path, query = tmp_path / name, tiny.sequence.read_bytes().split()[1]
    if data is not None:
        path.write_bytes(data.replace(b"{query}", query))
    for more in ([], ["--restraints", tiny.restraints]):
        err = refusal(["fold", tiny.sequence, "--alignment", path, *more, "--out", tmp_path / "out"], capsys)
        assert name in err and said in err
    assert not (tmp_path / "out").exists()


def test_an_alignment_is_of_one_chain(family, tmp_path, capsys):
    two = tmp_path / "two.fasta"
    two.write_text(">a\nMKV\n>b\nMKV\n")
    arguments = ["fold", two, "--alignment", family[0] / "hairpin.a3m", "--out", tmp_path / "out"]
    assert "two.fasta: 2 chains; an alignment is of one" in refusal(arguments, capsys)


@pytest.mark.parametrize("options", OPTIONS)
def test_options(options, tiny, tmp_path, capsys):
    out = tmp_path / "out"
    err = refusal([*tiny.arguments(out), *options.split()], capsys)
    assert OPTIONS[options] in err
    assert not out.exists()


def test_what_is_missing(tiny, tmp_path, capsys):
    out = tmp_path / "out"
    assert "SEQ.fasta" in refusal(["fold", "--restraints", tiny.restraints, "--out", out], capsys)
    assert "--restraints FILE" in refusal(["fold", tiny.sequence, "--restraints-complete", "--out", out], capsys)
    assert "none.rr" in refusal(["fold", tiny.sequence, "--restraints", tmp_path / "none.rr", "--out", out], capsys)
    assert "none.fa" in refusal(["fold", tmp_path / "none.fa", "--restraints", tiny.restraints, "--out", out], capsys)
    assert tmp_path.name in refusal(["fold", tmp_path, "--restraints", tiny.restraints, "--out", out], capsys)
    assert "COMMAND" in refusal([], capsys)
    assert "bend" in refusal(["bend"], capsys)
    assert not out.exists()


def test_an_out_that_is_a_file(tiny, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for out in (taken, taken / "below"):
        assert "taken" in refusal(tiny.arguments(out), capsys)
    assert taken.read_text() == "mine"


def test_outs_that_name_no_folder(tiny, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "--out: an empty path names nothing; give a path" in refusal(
        [*tiny.arguments(tmp_path), "--out", ""], capsys
    )
    assert "choose a shorter name" in refusal(tiny.arguments(tmp_path / ("a" * 300)), capsys)
    (tmp_path / "taken").write_text("mine")
    assert "taken: is a file; choose a folder for --out" in refusal(tiny.arguments(tmp_path / "taken"), capsys)
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_files_of_the_user_survive(tiny, tmp_path, capsys):
    mine = ("holiday.png", "trajectory_notes.txt", "checkpoint/weights.pt")
    (tmp_path / "checkpoint").mkdir()
    for name in mine:
        (tmp_path / name).write_text(name)
    assert "checkpoint: is no checkpoint of PRCT; move it" in refusal(tiny.arguments(tmp_path), capsys)
    assert "checkpoint: is no checkpoint of PRCT" in refusal(tiny.arguments(tmp_path, "--overwrite"), capsys)
    (tmp_path / "checkpoint").rename(tmp_path / "weights")
    assert main(tiny.arguments(tmp_path, "--overwrite", trajectories=1)) == 0
    kept = ("holiday.png", "trajectory_notes.txt", "weights/weights.pt")
    assert all((tmp_path / name).read_text() == old for name, old in zip(kept, mine, strict=True))


def test_batches(tiny, tmp_path, capsys):
    out = tmp_path / "out"
    targets = tmp_path / "targets"
    assert "targets" in refusal(["fold", "--batch", targets, "--out", out], capsys)
    targets.mkdir()
    assert "targets" in refusal(["fold", "--batch", targets, "--out", out], capsys)
    for name in ("good", "later"):
        (targets / name).mkdir()
        (targets / name / "sequence.fasta").write_bytes(tiny.sequence.read_bytes())
        (targets / name / "restraints.rr").write_bytes(tiny.restraints.read_bytes())
    for option in ("--restraints", "--alignment"):
        assert option in refusal(["fold", "--batch", targets, option, tiny.restraints, "--out", out], capsys)
    (targets / "later" / "alignment.a3m").write_text(">a\nWWWWW\n")
    assert "later" in refusal(["fold", "--batch", targets, "--out", out], capsys)
    (targets / "later" / "alignment.a3m").unlink()
    (targets / "later" / "restraints.rr").write_text("1 1 0 8 0.9\n")
    assert "line 1" in refusal(["fold", "--batch", targets, "--out", out], capsys)
    assert not out.exists()


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures(name, tmp_path, capsys):
    bad = tmp_path / name
    bad.write_bytes(STRUCTURES[name])
    assert name in refusal(["score", bad, bad], capsys)
    assert "none.pdb" in refusal(["score", tmp_path / "none.pdb", bad], capsys)


def test_a_disk_that_fills_up_leaves_no_part_of_a_file(tiny, tmp_path):
    """A limit on file size stands for the disk: the first model does not fit."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLEST_FILE_LIMIT, SMALLEST_FILE_LIMIT))

    done = run(tiny.arguments(tmp_path / "out", trajectories=1), preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    left = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and p.name != "run.json"]
    assert left == []


def test_a_traceback_never_reaches_the_user(tmp_path):
    done = run(["fold", str(tmp_path / "a.fasta"), "--restraints", str(tmp_path / "b.rr")], cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert list(Path(tmp_path).iterdir()) == []
