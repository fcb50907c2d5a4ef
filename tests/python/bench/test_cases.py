"""bench/cases: each case against its definition, on a synthetic chain."""

import json

import numpy as np
import pytest
from prct.core.target import Target
from prct.core.virtual_sites import virtual_cb
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints

from bench.cases import definitions, sources
from bench.cases.make_cases import main, make_chain_case, make_predicted_case

CHAIN = sources.synthetic_chain(length=120)
LENGTH = len(CHAIN.sequence)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    for case in definitions.CASES:
        make_chain_case(case, [CHAIN], 1, folder)
    return folder


@pytest.fixture(scope="module")
def distance_a():
    cb_a = CHAIN.coords_a[:, 4].copy()
    for k, letter in enumerate(CHAIN.sequence):
        if letter == "G":
            cb_a[k] = virtual_cb(CHAIN.coords_a[k : k + 1])[0]
    return np.array([[np.linalg.norm(a - b) for b in cb_a] for a in cb_a])


def rows(folder, case):
    """(i, j, probability) of an RR file, 0-based, and its sequence line."""
    lines = (folder / case / "targets" / CHAIN.name / "restraints.rr").read_text().splitlines()
    table = [line.split() for line in lines[1:]]
    assert all(row[2:4] == ["0", "8"] for row in table)
    return [(int(row[0]) - 1, int(row[1]) - 1, float(row[4])) for row in table], lines[0]


def test_distances(cases, distance_a):
    with np.load(cases / "distances" / "targets" / CHAIN.name / "restraints.npz") as archive:
        given, sequence = archive["distance"], str(archive["seq"])
    assert sequence == CHAIN.sequence
    np.testing.assert_array_equal(given, given.T)
    i, j = np.triu_indices(LENGTH, 3)
    eligible = distance_a[i, j] < 20.0
    known = ~np.isnan(given[i, j])
    assert not known[~eligible].any()
    assert np.isnan(given[np.abs(np.subtract.outer(range(LENGTH), range(LENGTH))) < 3]).all()
    expected = 0.3 * eligible.sum()
    assert abs(known.sum() - expected) < 4 * np.sqrt(0.7 * expected)
    relative = given[i, j][known] / distance_a[i, j][known] - 1.0
    assert abs(relative.mean()) < 4 * 0.05 / np.sqrt(len(relative))
    assert relative.std() == pytest.approx(0.05, rel=0.1)
    assert np.abs(relative).max() > 0.1  # a normal law, not a bounded one


def test_map(cases, distance_a):
    with np.load(cases / "map" / "targets" / CHAIN.name / "restraints.npz") as archive:
        contact = archive["contact_prob"]
    for i in range(LENGTH):
        for j in range(LENGTH):
            if abs(i - j) < 6:
                assert np.isnan(contact[i, j])
            else:
                assert contact[i, j] == (distance_a[i, j] < 8.0)
    assert np.nansum(contact) > 20


def test_list_holds_the_contacts_of_the_map(cases, distance_a):
    table, sequence = rows(cases, "list")
    assert sequence == CHAIN.sequence
    expected = {(i, j) for i in range(LENGTH) for j in range(i + 6, LENGTH) if distance_a[i, j] < 8.0}
    assert {(i, j) for i, j, _ in table} == expected and len(table) == len(expected)
    assert {p for _, _, p in table} == {1.0}


@pytest.mark.parametrize("case", ["noisy", "ladders"])
def test_candidates(cases, distance_a, case):
    table, _ = rows(cases, case)
    pairs = [(i, j) for i, j, _ in table]
    available = int(np.triu(distance_a < 8.0, 6).sum())
    count = int(1.5 * LENGTH)
    assert len(set(pairs)) == len(pairs) == count
    assert {p for _, _, p in table} == {0.9}
    assert all(j - i >= 6 for i, j in pairs)
    is_true = np.array([distance_a[pair] < 8.0 for pair in pairs])
    assert is_true.sum() == min(int(0.7 * count), available)
    assert all(distance_a[pair] > 12.0 for pair, true in zip(pairs, is_true, strict=True) if not true)
    changes = (is_true[1:] != is_true[:-1]).sum()
    assert changes > 0.5 * 2 * is_true.mean() * (1 - is_true.mean()) * count  # shuffled, not true ones first


def ladder_neighbours(pair, pairs):
    i, j = pair
    return {(i + 1, j + 1), (i - 1, j - 1), (i + 1, j - 1), (i - 1, j + 1)} & pairs


def test_false_edges_come_in_ladders_only_in_that_case(cases, distance_a):
    lonely = {}
    for case in ("noisy", "ladders"):
        false = {(i, j) for i, j, _ in rows(cases, case)[0] if distance_a[i, j] > 12.0}
        lonely[case] = np.mean([not ladder_neighbours(pair, false) for pair in false])
    assert lonely["ladders"] == 0.0
    assert lonely["noisy"] > 0.5


@pytest.mark.parametrize("wanted", [4, 5, 6, 8, 9, 10, 11, 23, 60])
def test_ladders_have_four_to_six_rungs_and_fill_the_count(wanted):
    rng = np.random.default_rng(wanted)
    for _ in range(50):
        remaining, lengths = wanted, []
        while remaining:
            lengths.append(definitions.ladder_length(remaining, rng))
            remaining -= lengths[-1]
        assert set(lengths) <= {4, 5, 6} and sum(lengths) == wanted


def test_each_ladder_runs_one_way(distance_a):
    edges = definitions._false_ladders(distance_a, 5, np.random.default_rng(3), "x")
    steps = np.diff(edges, axis=0)
    assert len(edges) == 5
    assert (steps[:, 0] == 1).all() and len(set(steps[:, 1])) == 1 and abs(steps[0, 1]) == 1


def test_both_ladder_cases_share_their_true_contacts(cases, distance_a):
    true = [{(i, j) for i, j, _ in rows(cases, case)[0] if distance_a[i, j] < 8.0} for case in ("noisy", "ladders")]
    assert true[0] == true[1]


def test_a_chain_is_the_same_alone_and_among_others(tmp_path, cases):
    other = sources.synthetic_chain("other", 100, 2)
    for case in definitions.CASES:
        make_chain_case(case, [other, CHAIN], 1, tmp_path)
        for name in ("restraints.rr", "restraints.npz"):
            first, second = (folder / case / "targets" / CHAIN.name / name for folder in (cases, tmp_path))
            assert first.exists() == second.exists()
            if name.endswith("rr") and first.exists():
                assert first.read_bytes() == second.read_bytes()
            elif first.exists():
                with np.load(first) as a, np.load(second) as b:
                    assert all(np.array_equal(a[k], b[k], equal_nan=k != "seq") for k in a)
    make_chain_case("noisy", [CHAIN], 2, tmp_path / "seed")
    assert rows(tmp_path / "seed", "noisy") != rows(cases, "noisy")


def test_the_fold_sees_no_native_and_reads_what_is_written(cases):
    for case in definitions.CASES:
        folder = cases / case / "targets" / CHAIN.name
        suffix = "npz" if case in ("distances", "map") else "rr"
        assert sorted(p.name for p in folder.iterdir()) == [f"restraints.{suffix}", "sequence.fasta"]
        target = Target(CHAIN.name, ("A",), (CHAIN.sequence,))
        assert read_fasta(folder / "sequence.fasta")[0].sequence == CHAIN.sequence
        restraints = read_restraints(folder / f"restraints.{suffix}", target)
        assert (restraints.maps is not None) == (suffix == "npz")
        with np.load(cases / case / "natives" / f"{CHAIN.name}.npz") as archive:
            assert str(archive["seq"]) == CHAIN.sequence
            np.testing.assert_allclose(archive["coords"], CHAIN.coords_a, atol=1e-4)


def test_a_chain_with_no_room_for_false_contacts_is_refused():
    cb_a = np.random.default_rng(1).normal(scale=2.0, size=(40, 3))
    distance_a = definitions.pairwise_distances(cb_a)
    with pytest.raises(ValueError, match="chain small"):
        definitions.noisy_case(distance_a, 1, "small")
    with pytest.raises(ValueError, match="less compact"):
        definitions.ladders_case(distance_a, 1, "small")


def test_predictions_are_linked_or_copied(tmp_path):
    archive = tmp_path / "prediction.npz"
    np.savez(archive, seq=CHAIN.sequence, distance=np.zeros((LENGTH, LENGTH)))
    given = [
        sources.Prediction(CHAIN, "restraints.npz", archive),
        sources.Prediction(CHAIN, "restraints.rr", b"1 7 0 8 0.5\n"),
    ]
    for _ in range(2):  # a second run replaces the first
        make_predicted_case("predicted", given, tmp_path)
    folder = tmp_path / "predicted" / "targets" / CHAIN.name
    assert (folder / "restraints.npz").is_symlink() and (folder / "restraints.npz").resolve() == archive
    assert (folder / "restraints.rr").read_bytes() == b"1 7 0 8 0.5\n"


def test_command_line_on_the_data_set(tmp_path, prct_data, monkeypatch):
    monkeypatch.setenv("PRCT_DATA", str(prct_data))
    names = tmp_path / "names.txt"
    names.write_text("1A25_A\n")
    main(
        ["--case", "map", "--case", "deepdist", "--case", "rbo_epsilon", "--chains", str(names), "--out", str(tmp_path)]
    )
    assert json.loads((tmp_path / "map" / "case.json").read_text())["targets"]["1A25_A"]["length"] == 132
    assert len(list((tmp_path / "deepdist" / "targets").iterdir())) == 14
    assert len(list((tmp_path / "rbo_epsilon" / "targets").glob("*/restraints.rr"))) == 48
    assert not list(tmp_path.glob("*/targets/*/*native*"))
    names.write_text("nosuch_Z\n")
    with pytest.raises(KeyError, match="nosuch_Z"):
        main(["--case", "map", "--chains", str(names), "--out", str(tmp_path)])


def test_smoke(capsys):
    main(["--smoke"])
    assert "made distances, map, list, noisy, ladders" in capsys.readouterr().out
