"""FASTA and plain sequences: every rule by an example."""

import gzip

import pytest
from prct.base.errors import SequenceError
from prct.io import fasta


@pytest.fixture
def write(tmp_path):
    def _write(content, name="seq.fasta"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def test_records_are_the_chains_of_one_target(write):
    target, warnings = fasta.read_fasta(write(">H heavy\nMKV\nLA\n\n>L\nGG\n"))
    assert (target.chain_ids, target.sequences, warnings) == (("H", "L"), ("MKVLA", "GG"), ())


@pytest.mark.parametrize("titles", [("1ubq", "1crn"), ("A", "A"), ("A", ""), ("A1", "B1")])
def test_names_that_cannot_tell_chains_apart_are_replaced(write, titles):
    target, _ = fasta.read_fasta(write("".join(f">{title}\nMKV\n" for title in titles)))
    assert target.chain_ids == ("A", "B")


def test_a_single_record_names_the_target(write):
    assert fasta.read_fasta(write(">sp|P0CG48|UBC_HUMAN x\nMKV"))[0].name == "sp_P0CG48_UBC_HUMAN"
    assert fasta.read_fasta(write(">A\nMKV\n>B\nMKV", "dimer.fa.gz"))[0].name == "dimer"


def test_names_never_leave_the_folder(write):
    assert fasta.read_fasta(write(">../../etc/passwd\nMKV"))[0].name == "etc_passwd"


def test_case_spaces_digits_line_ends_and_a_final_star_are_tolerated(write):
    target, warnings = fasta.read_fasta(write("\ufeff>x\r\n  1 mkvla 5\r\n;comment\r\n  6 gg*\r\n"))
    assert target.sequence == "MKVLAGG"
    assert warnings == ()


def test_gzip_is_told_by_content(write):
    assert fasta.read_fasta(write(gzip.compress(b">x\nMKV\n"), "seq.fasta"))[0].sequence == "MKV"


def test_stand_ins_are_warned_about_with_record_and_position(write):
    target, warnings = fasta.read_fasta(write(">one\nMXKX\n>two\nBZJUO\n"))
    assert target.sequences == ("MAKA", "DELCK")
    assert "record 'one': X at positions 2, 4 are folded as A" in warnings[0]
    assert [warning.split(": ")[-1] for warning in warnings[1:]] == [
        "B at position 1 is folded as D",
        "Z at position 2 is folded as E",
        "J at position 3 is folded as L",
        "U at position 4 is folded as C",
        "O at position 5 is folded as K",
    ]


def test_many_stand_ins_make_one_short_warning(write):
    _, warnings = fasta.read_fasta(write(">x\n" + "MX" * 500))
    assert len(warnings) == 1
    assert "and 490 more" in warnings[0]


def test_a_gene_is_pointed_out(write):
    _, warnings = fasta.read_fasta(write(">x\n" + "ACGT" * 10))
    assert "translate" in warnings[0]


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        ("", "seq.fasta", ">name"),
        ("\n\n", "seq.fasta", ">name"),
        (">x\n", "line 1", "add its residues"),
        (">x\nMKV\n>y\n123\n", "line 3", "add its residues"),
        ("MKV\n", "line 1", "put a line '>name'"),
        (">x\nMK\nM?V\n", "line 3: record 'x': '?' at position 4", "20 one-letter codes"),
        (">x\nMK-V\n", "position 3", "gaps"),
        (">x\nMK*V\n", "position 3", "start a new record"),
        (">x\nMK*\nV\n", "line 2", "start a new record"),
        (">x\nMKé\n", "line 2", "20 one-letter codes"),
        (b">x\nMK\0V\n", "seq.fasta", "right file"),
        (b"\x1f\x8b\x08\0\0", "seq.fasta", "again"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_place_and_remedy(write, content, place, remedy):
    with pytest.raises(SequenceError) as caught:
        fasta.read_fasta(write(content))
    message = str(caught.value)
    assert place in message
    assert remedy in message
    assert "\n" not in message


def test_too_many_residues_are_refused_and_the_limit_itself_is_not(write):
    limit = fasta.MAX_RESIDUES
    assert len(fasta.read_fasta(write(">x\n" + "A" * limit))[0].sequence) == limit
    with pytest.raises(SequenceError, match="200000"):
        fasta.read_fasta(write(">x\n" + "A" * limit + "\n>y\nA\n"))


@pytest.mark.parametrize("path", ["missing.fasta", ".", "bad\0name"])
def test_paths_that_cannot_be_read(path):
    with pytest.raises(SequenceError, match=r"check|name a file"):
        fasta.read_fasta(path)


def test_parse_sequence_takes_strings_and_lists():
    assert fasta.parse_sequence("mkv: GG")[0].sequences == ("MKV", "GG")
    assert fasta.parse_sequence(["MKV", "GG"])[0].chain_ids == ("A", "B")
    assert fasta.parse_sequence("MX")[1] == ("chain 1: X at position 2 is folded as A",)


@pytest.mark.parametrize("sequence", ["", ":", "MK::V", [], ["MK", ""], [3], "MK1.2", "MK!"])
def test_parse_sequence_refuses(sequence):
    with pytest.raises(SequenceError):
        fasta.parse_sequence(sequence)


def test_default_chain_ids_are_unique_and_letters_only():
    target, _ = fasta.parse_sequence(["A"] * 800)
    assert len(set(target.chain_ids)) == 800
    assert all(name.isalpha() for name in target.chain_ids)
