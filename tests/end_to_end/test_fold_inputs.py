"""``prct fold`` from an alignment, from an alignment and restraints, and from nothing but a sequence."""

from __future__ import annotations

import json
import signal

import gemmi
import numpy as np
import prct
import pytest
from command import FAMILY_LENGTH, run, start, wait_until, write_family
from prct.base.errors import AlignmentError
from prct.io.alignment import read_alignment
from test_stopped_runs import listen_to_ctrl_c, reproducible

SHORT = ["--trajectories", "2", "--threads", "1"]


def summary_of(folder):
    return json.loads((folder / "summary.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def from_alignment(family, tmp_path_factory):
    """One run, and its folder."""
    out = tmp_path_factory.mktemp("from_alignment")
    alignment, sequence = family[0] / "hairpin.a3m", family[0] / "hairpin.fasta"
    return out, run(["fold", str(sequence), "--alignment", str(alignment), "--out", str(out), *SHORT])


def test_an_alignment_is_what_its_predicted_contacts_are(family, from_alignment, tmp_path):
    out, done = from_alignment
    assert done.returncode == 0, done.stderr
    sequence, contacts = str(family[0] / "hairpin.fasta"), str(tmp_path / "contacts.npz")
    assert run(["contacts", str(family[0] / "hairpin.a3m"), "-o", contacts]).returncode == 0
    steps = run(["fold", sequence, "--restraints", contacts, "--out", str(tmp_path / "out"), *SHORT])
    assert steps.returncode == 0, steps.stderr
    for name in ("model_1.cif", "model_2.cif"):
        assert (out / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_the_summary_tells_what_was_used(from_alignment):
    out, done = from_alignment
    summary = summary_of(out)
    used = summary["alignment"]
    assert summary["restraints"] is None
    assert used["file"] == "hairpin.a3m" and 700 < used["effective_sequences"] <= 800
    assert done.stdout.startswith(f"hairpin: {FAMILY_LENGTH} residues, {used['contacts_used']} contacts from the ali")
    assert used["contacts_used"] >= 7


def test_the_partners_of_the_family_meet(from_alignment):
    ca = [r.get_ca().pos for r in gemmi.read_structure(str(from_alignment[0] / "model_1.cif"))[0][0]]
    assert np.mean([ca[k].dist(ca[FAMILY_LENGTH - 1 - k]) for k in range(2, 9)]) < 8.0


def test_python_takes_a_path_or_an_alignment(family, from_alignment):
    query, path = family[1], family[0] / "hairpin.a3m"
    given = [path, str(path), read_alignment(path)]
    folded = [prct.fold(query, alignment=one, trajectories=2, models=1, threads=1) for one in given]
    energy = summary_of(from_alignment[0])["models"][0]["energy_kcal"]
    assert {round(result.best.energy_kcal, 6) for result in folded} == {energy}
    with pytest.raises(AlignmentError, match="its query is not the sequence of target"):
        prct.fold("M" * FAMILY_LENGTH, alignment=given[2])


def test_restraints_and_an_alignment_are_used_together(family, tmp_path):
    restraints = tmp_path / "links.csv"
    restraints.write_text(
        "chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight\nA,3,A,22,0,5.5,1\nA,1,A,12,0,14,1\n"
    )
    given = ["--alignment", str(family[0] / "hairpin.a3m"), "--restraints", str(restraints)]
    done = run(["fold", str(family[0] / "hairpin.fasta"), *given, "--out", str(tmp_path / "out"), "--plots", *SHORT])
    assert done.returncode == 0, done.stderr
    summary = summary_of(tmp_path / "out")
    assert summary["restraints"] == {"file": "links.csv", "count": 2}
    assert f"2 restraints, {summary['alignment']['contacts_used']} contacts from the alignment" in done.stdout
    assert "1 predicted contacts not used; of these pairs the restraints count" in done.stderr


def alone(family, out, *more):
    return ["fold", str(family[0] / "hairpin.fasta"), "--out", str(out), "--threads", "1", *more]


def test_a_sequence_alone_is_folded_and_said_to_be(family, tmp_path):
    done = run(alone(family, tmp_path / "a", "--plots", "--trajectory", "--trajectories", "2"))
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(
        "prct: warning: hairpin: folded from the sequence alone; such models are usually wrong"
    )
    assert done.stdout.startswith(f"hairpin: {FAMILY_LENGTH} residues, from the sequence alone -> ")
    summary = summary_of(tmp_path / "a")
    expected = summary["models"][0]["predicted_tm"]
    assert summary["probably_wrong"] is True and 0.0 <= expected < 0.5
    assert f"; model 1 is probably wrong (predicted TM-score {expected:.2f})" in done.stdout.splitlines()[0]
    assert (summary["restraints"], summary["alignment"]) == (None, None)
    assert any("from the sequence alone" in line for line in summary["warnings"])
    assert run(alone(family, tmp_path / "b", "--trajectory", "--trajectories", "2")).returncode == 0
    assert reproducible(tmp_path / "a")[0] == reproducible(tmp_path / "b")[0]


def test_a_killed_run_from_a_sequence_resumes_to_the_same_bytes(family, tmp_path):
    many = ("--trajectories", "6")
    assert run(alone(family, tmp_path / "whole", *many)).returncode == 0
    process = start(alone(family, tmp_path / "killed", *many))
    checkpoint = tmp_path / "killed" / "checkpoint"
    assert wait_until(lambda: any(checkpoint.glob("outcome_*.npz")), process)
    process.kill()
    process.wait()
    assert run(alone(family, tmp_path / "killed", *many, "--resume")).returncode == 0
    assert reproducible(tmp_path / "killed") == reproducible(tmp_path / "whole")


def test_ctrl_c_while_contacts_are_predicted(tmp_path):
    write_family(tmp_path, length=150, sequences=4000)
    given = ["--alignment", str(tmp_path / "hairpin.a3m"), "--threads", "1", "--out", str(tmp_path / "out")]
    process = start(["fold", str(tmp_path / "hairpin.fasta"), *given], preexec_fn=listen_to_ctrl_c)
    try:
        while "of 150 columns" not in (line := process.stderr.readline()):
            assert line, "it ended before contacts were predicted"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130, err
    assert err.splitlines()[-1].startswith("prct: interrupted while contacts were predicted; nothing had been saved")
    assert not (tmp_path / "out").exists()


def test_a_batch_takes_what_each_target_has(family, tiny, tmp_path):
    for name in ("a_restraints", "b_alignment", "c_nothing"):
        (tmp_path / "targets" / name).mkdir(parents=True)
        fasta = tiny.sequence if name == "a_restraints" else family[0] / "hairpin.fasta"
        (tmp_path / "targets" / name / "sequence.fasta").write_bytes(fasta.read_bytes())
    (tmp_path / "targets" / "a_restraints" / "restraints.rr").write_bytes(tiny.restraints.read_bytes())
    (tmp_path / "targets" / "b_alignment" / "alignment.a3m").write_bytes((family[0] / "hairpin.a3m").read_bytes())
    done = run(["fold", "--batch", str(tmp_path / "targets"), "--out", str(tmp_path / "out"), "--trajectories", "1"])
    assert done.returncode == 0, done.stderr
    summaries = [summary_of(folder) for folder in sorted((tmp_path / "out").iterdir())]
    known = [(bool(one["restraints"]), bool(one["alignment"])) for one in summaries]
    assert known == [(True, False), (False, True), (False, False)]
    assert done.stderr.count("folded from the sequence alone") == 1
