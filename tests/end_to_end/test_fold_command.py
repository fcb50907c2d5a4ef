"""``prct fold`` from files to files."""

from __future__ import annotations

import json

import gemmi
import numpy as np
import prct
import pytest
from biotite.structure.io.xtc import XTCFile
from command import LENGTH, run
from prct.app.fold_job import run_fold_job
from prct.base.errors import GpuError, NumericsError
from prct.cli.main import main

BLOCKS = 20


def summary_of(folder):
    return json.loads((folder / "summary.json").read_text("utf-8"))


def reproducible(folder):
    """Models, trajectories and summary without what a run measured of itself."""
    files = {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".cif", ".xtc")}
    summary = summary_of(folder)
    del summary["run"]
    return files, json.dumps(summary)


@pytest.fixture(scope="module")
def folded(tiny, tmp_path_factory):
    """One run with all that it can write."""
    out = tmp_path_factory.mktemp("out") / "new" / "folder"
    return out, run(tiny.arguments(out, "--trajectory", "--plots"))


def test_it_succeeds_and_prints_a_table(folded):
    _, done = folded
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert rows[0].startswith(f"tiny: {LENGTH} residues")
    assert [row.split()[0] for row in rows[-2:]] == ["1", "2"] and rows[-3].startswith("model")
    assert "Traceback" not in done.stderr


def test_all_files_are_there_and_no_others(folded):
    out, _ = folded
    pictures = {f"{name}.png" for name in ("energy", "contact_map", "ramachandran", "confidence", "model")}
    models = {"model_1.cif", "model_2.cif"}
    trajectories = {f"trajectory_{k}{end}" for k in (1, 2) for end in (".xtc", "_topology.cif")}
    assert {p.name for p in out.iterdir()} == {"summary.json"} | pictures | models | trajectories
    assert all((out / name).read_bytes().startswith(b"\x89PNG") for name in pictures)


def test_the_summary_tells_of_every_model(folded, tiny):
    out, _ = folded
    summary = summary_of(out)
    assert summary["complete"] is True
    assert summary["seed"] == 1
    assert summary["trajectories"] == 2
    assert len(summary["parameters"]) == 64
    assert summary["version"]
    assert summary["failures"] == []
    models = summary["models"]
    assert [m["rank"] for m in models] == [1, 2]
    assert sorted(m["trajectory"] for m in models) == [1, 2]
    assert models[0]["score"] <= models[1]["score"]
    assert models[0]["seed"] != models[1]["seed"]
    for model in models:
        assert model["energy_kcal"] == pytest.approx(sum(model["terms_kcal"].values()), abs=1e-4)
        assert 0.5 < model["satisfied_restraints"] <= 1
        assert model["hand"] in (-1, 1)
        assert 0 <= model["confidence"] <= 100
        assert 0 <= model["predicted_tm"] <= 1
        assert len(model["confidence_per_residue"]) == LENGTH
    assert summary["probably_wrong"] is (models[0]["predicted_tm"] < 0.5)
    run_of = summary["run"]
    assert run_of["threads"] == 1
    assert run_of["platform"] == "cpu"
    assert run_of["wall_s"] > 0
    assert run_of["cpu_s"] > 0
    assert run_of["peak_memory_mib"] > 10


def test_the_models_read_back(folded, tiny):
    out, _ = folded
    sequence = tiny.sequence.read_text("ascii").split()[1]
    for model in summary_of(out)["models"]:
        structure = gemmi.read_structure(str(out / model["file"]))
        structure.setup_entities()
        (chain,) = structure[0]
        assert gemmi.one_letter_code([r.name for r in chain]) == sequence
        assert [r.seqid.num for r in chain] == list(range(1, LENGTH + 1))
        for residue in chain:
            atoms = [a.name for a in residue]
            assert atoms == ["N", "CA", "C", "O"] + ["CB"] * (residue.name != "GLY")
        trace = np.array([r["CA"][0].pos.tolist() for r in chain])
        steps = np.linalg.norm(np.diff(trace, axis=0), axis=1)
        assert ((steps > 2.7) & (steps < 4.1)).all()
        b_factors = [r["CA"][0].b_iso for r in chain]
        assert np.allclose(b_factors, model["confidence_per_residue"], atol=0.01)
        block = gemmi.cif.read(str(out / model["file"])).sole_block()
        assert len(block.find_loop("_ma_qa_metric_local.metric_value")) == LENGTH
        assert block.find(["_software.name", "_software.version"])[0][1] == prct.__version__
        written = {row.str(0): row.str(1) for row in block.find("_prct_metadata.", ["key", "value"])}
        assert written == {
            "software_version": prct.__version__,
            "parameters": summary_of(out)["parameters"],
            "target": "tiny",
            "seed": "1",
            "trajectory": str(model["trajectory"]),
            "rank": str(model["rank"]),
            "energy_kcal": f"{model['energy_kcal']:.6f}",
        }


def test_the_restraints_of_the_summary_hold_in_the_written_model(folded, tiny):
    out, _ = folded
    rows = [line.split() for line in tiny.restraints.read_text("ascii").splitlines()]
    chain = gemmi.read_structure(str(out / "model_1.cif"))[0][0]

    def site(number):
        residue = chain[number - 1]
        return None if residue.name == "GLY" else np.array(residue["CB"][0].pos.tolist())

    pairs = [(site(int(r[0])), site(int(r[1])), float(r[3])) for r in rows]
    held = [np.linalg.norm(a - b) <= upper + 1.01 for a, b, upper in pairs if a is not None and b is not None]
    assert len(held) > 20
    assert np.mean(held) >= summary_of(out)["models"][0]["satisfied_restraints"] - 0.05


def test_the_trajectory_reads_back(folded):
    out, _ = folded
    topology = gemmi.read_structure(str(out / "trajectory_1_topology.cif"))
    atoms = sum(1 for _ in topology[0].all())
    frames = XTCFile.read(str(out / "trajectory_1.xtc")).get_coord()
    assert frames.shape == (BLOCKS, atoms, 3)
    carbon = [k for k, found in enumerate(topology[0].all()) if found.atom.name == "CA"]
    assert len(carbon) == LENGTH
    steps = np.linalg.norm(np.diff(frames[:, carbon], axis=1), axis=2)
    assert ((steps > 2.5) & (steps < 4.4)).all()
    last = np.array([r["CA"][0].pos.tolist() for r in gemmi.read_structure(str(out / "model_1.cif"))[0][0]])
    spread = [np.linalg.norm(c[:, None] - c[None], axis=2) for c in (frames[-1, carbon], last)]
    assert np.abs(spread[0] - spread[1]).max() < 6


def test_the_number_of_threads_changes_no_byte(folded, tiny, tmp_path):
    out, _ = folded
    wanted = reproducible(out)
    for name, threads in (("two", 2), ("one", 1)):
        again = tmp_path / name
        done = run(tiny.arguments(again, "--trajectory", threads=threads))
        assert done.returncode == 0, done.stderr
        assert reproducible(again) == wanted


def test_another_seed_gives_other_models(folded, tiny, tmp_path):
    done = run(tiny.arguments(tmp_path, "--seed", "2", "--models", "1", trajectories=1))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "model_2.cif").exists()
    assert (tmp_path / "model_1.cif").read_bytes() != (folded[0] / "model_1.cif").read_bytes()


def test_models_of_another_run_are_kept_unless_told(tiny, tmp_path):
    assert run(tiny.arguments(tmp_path, trajectories=1)).returncode == 0
    before = reproducible(tmp_path)
    refused = run(tiny.arguments(tmp_path, "--seed", "2", trajectories=1))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "--overwrite" in refused.stderr
    assert reproducible(tmp_path) == before
    assert run(tiny.arguments(tmp_path, "--seed", "2", "--overwrite", trajectories=1)).returncode == 0
    assert reproducible(tmp_path) != before
    assert summary_of(tmp_path)["seed"] == 2


def test_several_chains_fold_together(tmp_path):
    (tmp_path / "two.fasta").write_text(">left\nAEAAAKEAAAKEAAAKA\n>right\nAKAAAEKAAAEKAAAEG\n", "ascii")
    rows = [f"A{i} B{18 - i} 0 8 0.9\n" for i in range(2, 17, 3)]
    (tmp_path / "two.rr").write_text("".join(rows), "ascii")
    arguments = ["fold", str(tmp_path / "two.fasta"), "--restraints", str(tmp_path / "two.rr"), "--plots"]
    done = run([*arguments, "--out", str(tmp_path / "out"), "--trajectories", "2", "--threads", "2"])
    assert done.returncode == 0, done.stderr
    chains = list(gemmi.read_structure(str(tmp_path / "out" / "model_1.cif"))[0])
    assert [c.name for c in chains] == ["A", "B"]
    assert [len(c) for c in chains] == [17, 17]
    left, right = (np.array([r["CA"][0].pos.tolist() for r in c]) for c in chains)
    assert np.linalg.norm(left[:, None] - right[None], axis=2).min() < 12
    assert summary_of(tmp_path / "out")["chains"] == {"A": "AEAAAKEAAAKEAAAKA", "B": "AKAAAEKAAAEKAAAEG"}


def test_what_of_the_restraints_is_not_used_is_told(tiny, tmp_path):
    more = tmp_path / "more.rr"
    more.write_text(tiny.restraints.read_text("ascii") + "5 6 0 8 0.9\n", "ascii")
    done = run(
        ["fold", str(tiny.sequence), "--restraints", str(more), "--out", str(tmp_path / "out"), "--trajectories", "1"]
    )
    assert done.returncode == 0
    note = f"{more}: 1 pairs nearer than 3 residues in their chain, which fixes them; not used"
    assert f"prct: warning: {note}" in done.stderr.splitlines()
    assert summary_of(tmp_path / "out")["warnings"] == [note]


def write_batch(tiny, targets):
    """Two targets."""
    for name in ("one", "two"):
        folder = targets / name
        folder.mkdir(parents=True)
        (folder / "sequence.fasta").write_bytes(tiny.sequence.read_bytes())
        (folder / "restraints.rr").write_bytes(tiny.restraints.read_bytes())


def test_a_batch_folds_every_target_and_resumes_without_folding_again(tiny, tmp_path):
    write_batch(tiny, tmp_path / "targets")
    out = tmp_path / "targets" / "out"
    batch = ["fold", "--batch", str(tmp_path / "targets"), "--out", str(out), "--trajectories", "1"]
    done = run(batch)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in out.iterdir()) == ["one", "two"]
    assert (out / "one" / "model_1.cif").read_bytes() == (out / "two" / "model_1.cif").read_bytes()
    written = (out / "one" / "summary.json").read_bytes()
    (out / "two" / "summary.json").unlink()
    (out / "two" / "model_1.cif").unlink()
    again = run([*batch, "--resume"])
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[0] == f"{out / 'one'}: already complete"
    assert (out / "one" / "summary.json").read_bytes() == written
    assert (out / "two" / "model_1.cif").exists()


def test_on_a_gpu_the_targets_of_a_batch_run_side_by_side(tiny, tmp_path):
    write_batch(tiny, tmp_path / "targets")
    out = tmp_path / "out"
    more = ["--platform", "cuda-emulation", "--trajectories", "1"]
    done = run(["fold", "--batch", str(tmp_path / "targets"), "--out", str(out), "--threads", "2", *more])
    assert done.returncode == 0, done.stderr
    alone = run(tiny.arguments(tmp_path / "alone", *more[:2], trajectories=1))
    assert alone.returncode == 0, alone.stderr
    assert "1 trajectories on the GPU: tables of the systems" in alone.stderr
    for name in ("one", "two"):
        assert (out / name / "model_1.cif").read_bytes() == (tmp_path / "alone" / "model_1.cif").read_bytes()
        assert summary_of(out / name)["run"]["platform"] == "cuda-emulation"
    assert sorted(line.partition(":")[0] for line in done.stdout.splitlines() if "residues" in line) == ["tiny", "tiny"]


@pytest.mark.parametrize("platform", ["cpu", "cuda-emulation"])
def test_processes_share_a_batch(tiny, tmp_path, platform):
    write_batch(tiny, tmp_path / "targets")
    batch = ["fold", "--batch", str(tmp_path / "targets"), "--trajectories", "1", "--platform", platform]
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    assert run([*batch, "--out", str(alone)]).returncode == 0
    done = run([*batch, "--out", str(shared), "--processes", "2"])
    assert done.returncode == 0, done.stderr
    for name in ("one", "two"):
        assert (shared / name / "model_1.cif").read_bytes() == (alone / name / "model_1.cif").read_bytes()
    assert sum("residues" in line for line in done.stdout.splitlines()) == 2
    again = run([*batch, "--out", str(shared), "--processes", "2", "--resume"])
    assert again.stdout.count("already complete") == 2


@pytest.mark.parametrize(
    "more, told", [(["--processes", "0"], "use 1 or more"), (["--processes", "2"], "give --batch DIR")]
)
def test_processes_that_cannot_be_are_refused(tiny, tmp_path, more, told):
    done = run(tiny.arguments(tmp_path / "out", *more))
    assert done.returncode == 2
    assert told in done.stderr


def test_without_a_gpu_the_platform_cuda_says_why_and_leaves_nothing(tiny, tmp_path):
    try:
        prct._core.gpu_devices()
    except GpuError as problem:
        done = run(tiny.arguments(tmp_path / "out", "--platform", "cuda"))
        assert done.returncode == 1
        assert done.stderr.splitlines() == [f"prct: {problem}"]
        assert not (tmp_path / "out").exists()


def test_a_target_that_fails_is_named_and_the_others_go_on(tiny, tmp_path, monkeypatch, capsys):
    write_batch(tiny, tmp_path / "targets")

    def failing_once(job, *watchers):
        if job.out.name == "one":
            raise NumericsError("every trajectory failed; the first: trajectory 1: blew up")
        return run_fold_job(job, *watchers)

    monkeypatch.setattr("prct.cli.batch_folds.run_fold_job", failing_once)
    out = tmp_path / "out"
    assert main(["fold", "--batch", str(tmp_path / "targets"), "--out", str(out), "--trajectories", "1"]) == 1
    assert [p.name for p in out.iterdir()] == ["two"]
    told = capsys.readouterr().err.splitlines()
    assert "prct: one: every trajectory failed; the first: trajectory 1: blew up" in told
    assert told[-1] == "prct: 1 of 2 targets failed: one"
