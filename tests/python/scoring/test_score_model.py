"""Scores of structures, and which residue is which."""

from dataclasses import replace

import numpy as np
import pytest
from prct.base.errors import StructureError
from prct.core.structure import Structure
from prct.scoring.correspondence import match_residues
from prct.scoring.score_model import score_model
from scoring_chains import rotation, wandering_chain

LETTERS = np.array(list("ACDEFGHIKLMNPQRSTVWY"))


def random_sequence(length, seed):
    return "".join(np.random.default_rng(seed).choice(LETTERS, length))


def structure(chains, first=1):
    """chains: (name, sequence, CA [L, 3]) each; numbered from `first`."""
    sequence = "".join(letters for _, letters, _ in chains)
    coords = np.full((len(sequence), 5, 3), np.nan)
    coords[:, 1] = np.concatenate([points for _, _, points in chains])
    lengths = [len(letters) for _, letters, _ in chains]
    return Structure(
        sequence,
        coords,
        np.repeat(np.arange(len(chains), dtype=np.int32), lengths),
        tuple(name for name, _, _ in chains),
        np.concatenate([np.arange(first, first + n, dtype=np.int32) for n in lengths]),
    )


SEQUENCE = random_sequence(70, 1)
CHAIN = wandering_chain(70, 1)
NATIVE = structure([("A", SEQUENCE, CHAIN)], first=31)


def test_keys_are_the_public_ones_and_values_plain_floats():
    scores = score_model(NATIVE, NATIVE)
    assert list(scores) == ["tm_score", "gdt_ts", "gdt_ha", "lddt_ca", "ca_rmsd_a"]
    assert all(type(value) is float for value in scores.values())
    assert scores["ca_rmsd_a"] == pytest.approx(0.0, abs=1e-9)
    assert scores["tm_score"] == pytest.approx(1.0)


@pytest.mark.parametrize("first, name", [(31, "A"), (1, "A"), (1, "B"), (500, "B"), (33, "A")])
def test_numbering_and_chain_name_do_not_matter(first, name):
    model = structure([(name, SEQUENCE, CHAIN @ rotation(2).T + 5.0)], first=first)
    assert score_model(model, NATIVE)["tm_score"] == pytest.approx(1.0)


def test_numbers_place_a_model_with_a_gap_in_a_repeat():
    repeat = "AG" * 20
    native = structure([("A", repeat, CHAIN[:40])])
    kept = np.r_[0:10, 14:40]
    gapped = structure([("A", "".join(repeat[k] for k in kept), CHAIN[kept])])
    model = Structure(gapped.sequence, gapped.coords_a, gapped.chain_index, ("A",), native.residue_numbers[kept])
    match = match_residues(model, native)
    assert np.array_equal(np.flatnonzero(match < 0), np.arange(10, 14))
    assert np.array_equal(kept[match[match >= 0]], np.flatnonzero(match >= 0))


def test_alignment_places_a_piece_with_a_missing_loop_and_a_mutation():
    kept = np.r_[5:30, 38:64]
    letters = [SEQUENCE[k] for k in kept]
    letters[12] = "A" if letters[12] != "A" else "G"
    model = structure([("X", "".join(letters), CHAIN[kept])])
    match = match_residues(model, NATIVE)
    assert np.array_equal(kept[match[kept]], kept)
    scores = score_model(model, NATIVE)
    assert scores["tm_score"] == pytest.approx(len(kept) / 70)
    assert scores["gdt_ts"] == pytest.approx(len(kept) / 70)
    assert scores["ca_rmsd_a"] == pytest.approx(0.0, abs=1e-9)


def test_chains_are_paired_by_sequence():
    other = random_sequence(50, 2)
    native = structure([("A", SEQUENCE, CHAIN), ("B", other, wandering_chain(50, 2) + 40.0)], first=7)
    model = structure([("P", other, wandering_chain(50, 2) + 40.0), ("Q", SEQUENCE, CHAIN)])
    assert np.array_equal(match_residues(model, native), np.r_[50:120, 0:50])
    assert score_model(model, native)["tm_score"] == pytest.approx(1.0)


def test_a_missing_chain_counts_against_the_model():
    other = random_sequence(30, 3)
    native = structure([("A", SEQUENCE, CHAIN), ("B", other, wandering_chain(30, 3) + 40.0)])
    assert score_model(NATIVE, native)["tm_score"] == pytest.approx(0.7)


def test_insertion_codes_are_residues_of_their_own():
    numbers = np.r_[31:60, [59] * 6, 60:95].astype(np.int32)
    codes = (*[""] * 29, *"ABCDEF", *[""] * 35)
    inserted = replace(NATIVE, residue_numbers=numbers, insertion_codes=codes)
    assert np.array_equal(match_residues(inserted, inserted), np.arange(70))
    assert score_model(inserted, inserted)["tm_score"] == pytest.approx(1.0)
    kept = np.r_[0:31, 33:70]
    model = Structure(
        "".join(SEQUENCE[k] for k in kept), NATIVE.coords_a[kept], NATIVE.chain_index[kept], ("A",), numbers[kept],
        insertion_codes=tuple(codes[k] for k in kept),
    )  # fmt: skip
    assert np.array_equal(np.flatnonzero(match_residues(model, inserted) < 0), [31, 32])


def test_no_residue_of_the_model_is_used_twice():
    numbers = np.r_[31:60, [59] * 6, 60:95].astype(np.int32)
    native = replace(NATIVE, residue_numbers=numbers)
    match = match_residues(native, native)
    assert np.array_equal(match, np.arange(70))
    single = match_residues(structure([("A", SEQUENCE, CHAIN)], first=31), native)
    used = single[single >= 0]
    assert len(set(used.tolist())) == len(used)


@pytest.mark.parametrize("names", ["AB", "AC", "CB", "CD", "BA"])
@pytest.mark.parametrize("first", [7, 300])
def test_chains_whose_names_agree_in_part_are_all_paired(names, first):
    other, points = random_sequence(50, 2), wandering_chain(50, 2) + 40.0
    native = structure([("A", SEQUENCE, CHAIN), ("B", other, points)], first=7)
    model = structure([(names[0], SEQUENCE, CHAIN), (names[1], other, points)], first=first)
    assert np.array_equal(match_residues(model, native), np.arange(120))
    assert score_model(model, native)["tm_score"] == pytest.approx(1.0)


def test_of_equal_chains_the_one_of_the_same_name_is_taken():
    native = structure([("B", SEQUENCE, CHAIN)], first=7)
    model = structure([("A", SEQUENCE, CHAIN + 90.0), ("B", SEQUENCE, CHAIN)], first=300)
    assert np.array_equal(match_residues(model, native), np.arange(70, 140))


def test_unknown_residues_match_any_letter():
    unknown = structure([("A", "X" * 5 + SEQUENCE[5:], CHAIN)], first=31)
    assert np.array_equal(match_residues(unknown, NATIVE), np.arange(70))


@pytest.mark.parametrize("length", [12, 70, 300])
def test_different_proteins_are_refused_with_a_remedy(length):
    model = structure([("A", random_sequence(length, 9), wandering_chain(length, 9))], first=31)
    with pytest.raises(StructureError, match=r"not the same protein.*score a model against"):
        score_model(model, NATIVE)


def test_too_few_common_atoms_are_refused():
    coords = NATIVE.coords_a.copy()
    coords[2:] = np.nan
    model = Structure(NATIVE.sequence, coords, NATIVE.chain_index, ("A",), NATIVE.residue_numbers)
    with pytest.raises(StructureError, match="2 resolved CA atoms in common"):
        score_model(model, NATIVE)
