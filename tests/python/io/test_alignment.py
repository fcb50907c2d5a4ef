"""Alignments of every format over the residues of their query, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prct.base.errors import AlignmentError
from prct.core.alignment import GAP, STATES
from prct.io.alignment import read_alignment

A3M = ">query some title\nMKV-E\n>one\nMRVaaDE\n>two\nM-V-E\n>short\n----E\n"


def written(folder: Path, text: str | bytes, name: str = "family.a3m") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows(alignment) -> list[str]:
    return ["".join(STATES[k] for k in row) for row in alignment.states]


def test_a3m_drops_insertions_and_columns_without_the_query(tmp_path):
    alignment = read_alignment(written(tmp_path, A3M))
    assert rows(alignment) == ["MKVE", "MRVE", "M-VE"]
    assert alignment.residues.tolist() == [0, 1, 2, 3] and alignment.length == 4
    assert any("1 sequences cover less than half" in note for note in alignment.notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dots.fasta", ">q\nMK.V-E\n>a\nMRWVDE\n>b\nM..V.E\n"),
        ("small.fasta", ">q\nmk-v-e\n>a\nmrwvde\n>b\nm--v-e\n"),
        ("plain.aln", "MK-V-E\nMRWVDE\nM--V-E\n"),
        ("blocks.sto", "# STOCKHOLM 1.0\n\nq  MK.\na  MRW\nb  M..\n\nq  V-E\na  VDE\nb  V.E\n//\n"),
        ("wrapped.fasta", "\ufeff>q\r\nMK-\r\nV-E\r\n>a\r\nMRW\r\nVDE\r\n>b\r\nM--\r\nV-E"),
    ],
)
def test_other_formats_say_the_same(tmp_path, name, text):
    assert rows(read_alignment(written(tmp_path, text, name))) == ["MKVE", "MRVE", "M-VE"]
    packed = written(tmp_path, gzip.compress(text.encode()), f"{name}.gz")
    assert rows(read_alignment(packed)) == ["MKVE", "MRVE", "M-VE"]


def test_the_query_is_found_by_its_sequence(tmp_path):
    path = written(tmp_path, ">other\nMRVDE\n>q\nM-V-E\n>third\nMKVDE\n")
    alignment = read_alignment(path, "mve")
    assert rows(alignment) == ["MVE"] and alignment.residues.tolist() == [0, 1, 2]
    part = read_alignment(path, "GGMVEG")
    assert part.residues.tolist() == [2, 3, 4] and part.length == 6
    assert any("overlap in part" in note for note in part.notes)
    domain = read_alignment(path, "RVD")
    assert domain.query == "RVD" and domain.residues.tolist() == [0, 1, 2] and domain.length == 3


def test_residues_in_insertions_have_no_column(tmp_path):
    alignment = read_alignment(written(tmp_path, ">a\nMKVE\n>q\nMRggVE\n"), "MRGGVE")
    assert alignment.query == "MRVE" and alignment.residues.tolist() == [0, 1, 4, 5] and alignment.length == 6


def test_repeats_are_dropped_and_stand_ins_told(tmp_path):
    alignment = read_alignment(written(tmp_path, ">q\nMKVEUA\n>a\nMKVEUA\n>b\nMKXEOA\n"))
    assert rows(alignment) == ["MKVECA", "MK-EKA"]
    assert any("1 letters of BJXZ" in note for note in alignment.notes)


def test_many_sequences_are_sampled_with_the_query(tmp_path):
    rng = np.random.default_rng(2)
    letters = np.array(list(STATES[:GAP]))
    text = ">q\n" + "A" * 12 + "\n" + "".join(f">{k}\n{''.join(rng.choice(letters, 12))}\n" for k in range(500))
    path = written(tmp_path, text)
    alignment = read_alignment(path, most=50)
    assert len(alignment) == 50 and alignment.query == "A" * 12
    assert any("a random 50 of 501" in note for note in alignment.notes)
    assert np.array_equal(alignment.states, read_alignment(path, most=50).states)
    assert not np.array_equal(alignment.states, read_alignment(path, most=50, seed=2).states)
    assert len(read_alignment(path, most=1)) == 1


@pytest.mark.parametrize(
    ("text", "query", "said"),
    [
        ("", None, "no sequence"),
        (">q\n\n", None, "no sequence"),
        (">q\nMKV\n>a\nMK\n", None, r"record 2: 2 columns, the query has 3"),
        (">q\n----\n>a\nMKVE\n", None, "record 1: the query is all gaps"),
        (">q\nMK1V\n", None, r"record 1: '1' is no residue"),
        (">q\nMKV\n>a\nMRV\n", "WWW", "the query is not in the alignment"),
        (b">q\nMK\0V\n", None, "binary data"),
        ("# STOCKHOLM 1.0\nq MKV\na MK\n//\n", None, "broken Stockholm"),
        (gzip.compress(A3M.encode())[:-9], None, "truncated gzip"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, query, said):
    path = written(tmp_path, text)
    with pytest.raises(AlignmentError, match=said) as caught:
        read_alignment(path, query)
    assert str(path) in str(caught.value)


def test_missing_files_and_folders_are_named(tmp_path):
    for path in (tmp_path / "nowhere.a3m", tmp_path):
        with pytest.raises(AlignmentError, match=str(path)):
            read_alignment(path)
    with pytest.raises(AlignmentError, match="most"):
        read_alignment(written(tmp_path, A3M), most=0)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_alignment_or_one_error(tmp_path_factory, data):
    path = written(tmp_path_factory.mktemp("fuzz"), data)
    try:
        alignment = read_alignment(path)
    except AlignmentError:
        return
    assert len(alignment) >= 1 and alignment.states.max() <= GAP


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_stockholm_gives_an_alignment_or_one_error(tmp_path_factory, data):
    path = written(tmp_path_factory.mktemp("fuzz"), b"# STOCKHOLM 1.0\n" + data)
    try:
        read_alignment(path)
    except AlignmentError:
        return


def test_a_query_with_unknown_residues_is_found_as_it_is_folded(tmp_path):
    path = written(tmp_path, ">a\nMKWWWW\n>q\nMXVUEB\n>b\nMKVCEN\n")
    alignment = read_alignment(path, "MAVCED")
    assert alignment.query == "M-VCE-"
    assert alignment.residues.tolist() == list(range(6))
