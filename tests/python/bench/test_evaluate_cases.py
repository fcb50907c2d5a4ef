"""bench/cases/evaluate.py: ranks, hands, missing results."""

import json

import gemmi
import numpy as np
import pytest
from prct.scoring.tm_score import tm_score

from bench.cases import sources
from bench.cases.evaluate import evaluate, main, ranked_models, read_trace, write_trace
from bench.cases.make_cases import make_chain_case

CHAINS = [sources.synthetic_chain(name, 60, seed) for seed, name in enumerate(("first", "second", "third"), start=1)]


@pytest.fixture
def results(tmp_path):
    """first: a poor model before a good one; second: a mirrored model; third: none."""
    make_chain_case("list", CHAINS, 1, tmp_path / "cases")
    rng = np.random.default_rng(1)
    traces = {chain.name: chain.coords_a[:, 1] for chain in CHAINS}
    models = {
        "first": [traces["first"] + rng.normal(scale=4.0, size=(60, 3)), traces["first"]],
        "second": [traces["second"] * [1, -1, 1]],
    }
    for chain in CHAINS[:2]:
        folder = tmp_path / "results" / chain.name
        folder.mkdir(parents=True)
        for rank, ca_a in enumerate(models[chain.name], start=1):
            write_trace(folder / f"model_{rank}.cif", chain.sequence, ca_a)
    return tmp_path


def test_scores_hands_and_missing_targets(results):
    report = evaluate(results / "cases" / "list", results / "results")
    first, second, third = (report["targets"][name] for name in ("first", "second", "third"))
    assert first["tm_best"] == pytest.approx(1.0, abs=1e-4) and first["tm_top"] < 0.9 and first["hand_right"]
    assert second["tm_top"] < 0.9 and second["tm_top_mirrored"] == pytest.approx(1.0, abs=1e-4)
    assert not second["hand_right"]
    assert third["missing"] and third["tm_top"] == 0.0
    summary = report["summary"]
    assert summary["missing"] == 1 and summary["targets"] == 3
    assert summary["mean_tm_top"] == pytest.approx((first["tm_top"] + second["tm_top"]) / 3)
    assert summary["hand_right"] == pytest.approx(1 / 3)


def test_files_give_the_trace_back(results):
    sequence, ca_a, _ = read_trace(results / "results" / "first" / "model_2.cif")
    assert sequence == CHAINS[0].sequence
    assert tm_score(ca_a, CHAINS[0].coords_a[:, 1]) == pytest.approx(1.0, abs=1e-4)


def test_only_five_models_count(results):
    folder = results / "results" / "first"
    for rank in range(3, 8):
        write_trace(folder / f"model_{rank}.cif", CHAINS[0].sequence, CHAINS[0].coords_a[:, 1] * [1, 1, -1])
    assert len(ranked_models(folder)) == 7
    assert evaluate(results / "cases" / "list", results / "results")["targets"]["first"]["models"] == 5
    (folder / "model_2.cif").unlink()
    assert len(ranked_models(folder)) == 1


def test_another_sequence_is_refused(results):
    write_trace(results / "results" / "first" / "model_1.cif", CHAINS[1].sequence[:59], CHAINS[1].coords_a[:59, 1])
    with pytest.raises(ValueError, match=r"model_1\.cif: the sequence is not that of"):
        evaluate(results / "cases" / "list", results / "results")
    with pytest.raises(FileNotFoundError, match="natives"):
        evaluate(results / "nowhere", results / "results")


def test_command_line_prints_and_stores(results, capsys):
    main([str(results / "cases" / "list"), str(results / "results"), "--json", str(results / "scores.json")])
    assert "right hand 33.3%, 3 targets, 1 without a model" in capsys.readouterr().out
    assert json.loads((results / "scores.json").read_text())["targets"]["second"]["hand_right"] is False
    main(["--smoke"])
    assert "mean TM top 1.000" in capsys.readouterr().out


def test_confidence_is_compared_with_the_lddt_of_each_residue(results):
    path = results / "results" / "first" / "model_1.cif"
    chain = CHAINS[0]
    write_trace(path, chain.sequence, chain.coords_a[:, 1])  # the native: every residue has lDDT 1
    structure = gemmi.read_structure(str(path))
    for number, residue in enumerate(structure[0][0]):
        residue[0].b_iso = 90.0 if number % 2 else 70.0
    structure.make_mmcif_document().write_file(str(path))
    first = evaluate(results / "cases" / "list", results / "results")["targets"]["first"]
    assert first["lddt_ca_top"] == pytest.approx(1.0, abs=1e-6)
    assert first["confidence_top"] == pytest.approx(0.8)
    assert first["confidence_error"] == pytest.approx(0.2, abs=1e-6)
