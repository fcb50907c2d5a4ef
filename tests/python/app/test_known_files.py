"""What was given beside pair restraints, from options and folders to summaries."""

import json

import numpy as np
import pytest
from prct.app.api import fold
from prct.app.fold_job import FoldJob, output_folder, run_fold_job
from prct.app.known_files import KnownFiles
from prct.base.errors import RestraintError, StructureError
from prct.cli.main import main
from prct.core.target import Target
from prct.folding.settings import FoldSettings
from prct.io.structure_writing import write_structure

SEQUENCE = "MKCVLAAGIVPGLLCE"
TARGET = Target("t", ("A",), (SEQUENCE,))


@pytest.fixture
def files(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    model = fold(SEQUENCE, trajectories=1, models=1, settings=short())
    write_structure(model.best.structure, tmp_path / "model.pdb")
    write("seq.fasta", f">t\n{SEQUENCE}\n")
    write("phi.csv", "chain,residue,phi,psi,phi_error,psi_error\nA,2,-63,-42,10,12\n")
    write("ss.txt", "-HHHHHH---------\n")
    return tmp_path


def short():
    return FoldSettings().with_overrides(**{"annealing.steps": 100, "replicas.use": "never"})


def test_everything_is_read_and_counted(files):
    given = KnownFiles(files / "phi.csv", files / "ss.txt", "3-15", "11", files / "model.pdb")
    known = given.read(TARGET)
    summary = given.summary(known)
    assert summary["phi_psi"] == {"file": "phi.csv", "angles": 2}
    assert summary["secondary_structure"] == {"file": "ss.txt", "residues": 6}
    assert summary["disulfides"] == {"pairs": [[3, 15]]}
    assert summary["cis"] == {"residues": [11]}
    assert summary["template"]["file"] == "model.pdb"
    assert summary["template"]["identity"] == 1
    assert set(given.paths) == {"phi_psi", "secondary_structure", "template"}
    assert given.texts == {"disulfides": "3-15", "cis": "11"}
    json.dumps(summary)


def test_nothing_given_is_nothing_known():
    assert not KnownFiles().read(TARGET)
    assert KnownFiles().given == {}


def test_the_api_takes_them(files):
    result = fold(SEQUENCE, disulfides="3-15", cis="11", trajectories=1, models=1, settings=short())
    assert result.candidates.disulfides == 1
    assert abs(np.degrees(result.best.torsions_rad[9, 2])) < 30
    with pytest.raises(RestraintError, match="not a cysteine"):
        fold(SEQUENCE, disulfides="3-14")
    with pytest.raises(StructureError, match="no such file"):
        fold(SEQUENCE, template=files / "none.pdb")


def test_a_job_writes_what_was_known(files):
    known = KnownFiles(disulfides="3-15", template=files / "model.pdb")
    settings = FoldSettings(trajectories=1, models=1).with_overrides(
        **{"annealing.steps": 100, "replicas.use": "never"}
    )
    job = FoldJob(files / "seq.fasta", None, files / "out", settings, 1, known=known)
    told = []
    run_fold_job(job, warn=told.append)
    summary = json.loads((files / "out" / "summary.json").read_text())
    assert summary["known"]["disulfides"] == {"pairs": [[3, 15]]}
    assert any("16 of 16 residues aligned, 100% of them identical" in text for text in told)
    assert summary["restraints"] is None


def test_each_of_them_decides_the_identity_of_a_run(files):
    settings = FoldSettings()
    (files / "cis").write_text("11\n")
    variants = [
        KnownFiles(),
        KnownFiles(cis="11"),
        KnownFiles(cis=files / "cis"),
        KnownFiles(cis="10"),
        KnownFiles(disulfides="3-15"),
        KnownFiles(phi_psi=files / "phi.csv"),
        KnownFiles(secondary_structure=files / "ss.txt"),
    ]
    jobs = [FoldJob(files / "seq.fasta", None, files / "out", settings, known=known) for known in variants]
    assert len({output_folder(job).identity for job in jobs}) == len(variants)


def test_options_and_folders_of_a_batch(files, capsys):
    batch = files / "targets" / "one"
    batch.mkdir(parents=True)
    (batch / "sequence.fasta").write_text(f">t\n{SEQUENCE}\n")
    (batch / "cis.txt").write_text("1\n")
    assert main(["fold", "--batch", str(files / "targets"), "--out", str(files / "out")]) == 2
    assert "cis.txt, line 1: residue 1 begins its chain" in capsys.readouterr().err
    assert main(["fold", "--batch", str(files / "targets"), "--cis", "3"]) == 2
    assert "--batch takes cis.* from each target's folder; leave --cis 3 out" in capsys.readouterr().err
    assert main(["fold", str(files / "seq.fasta"), "--disulfide", "3-4"]) == 2
    assert "--disulfide: residue 4 is V, not a cysteine" in capsys.readouterr().err
