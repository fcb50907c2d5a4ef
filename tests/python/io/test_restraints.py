"""Restraint files: every rule of the three formats by an example."""

import gzip
import io
import zipfile

import numpy as np
import pytest
from prct.base.errors import RestraintError
from prct.core.target import Target
from prct.io import restraints
from prct.io.fasta import parse_sequence
from prct.io.restraint_formats import npz_maps, pair_list
from prct.io.restraints import read_restraints

ONE = Target("one", ("A",), ("MKVLAAGIVG",))
TWO = Target("two", ("A", "B"), ("MKVLAAGIVG", "GGSGG"))
HEADER = "chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight"


@pytest.fixture
def read(tmp_path):
    def _read(content, target=ONE, name="contacts.rr", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_restraints(path, target, **options)

    return _read


def npz(**arrays):
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def pairs(result):
    table = result.table
    return list(zip(table.residue_i.tolist(), table.residue_j.tolist(), strict=True))


class TestCaspRR:
    def test_headers_sequence_and_rows(self, read):
        result = read(
            "PFRMAT RR\nTARGET T1\nAUTHOR x\nREMARK MKV\nMETHOD m\nMODEL 1\nMKVLA\nAGIVG\n1 8 0 8 0.9\n"
            "9 2 3.5 10 .5\nEND\nnonsense after the end"
        )
        table = result.table
        assert pairs(result) == [(0, 7), (1, 8)]
        assert table.lower_a.tolist() == [0, 3.5]
        assert table.upper_a.tolist() == [8, 10]
        assert table.weight.tolist() == [0.9, 0.5]
        assert table.is_contact.all()
        assert set(table.atom_i.tolist()) == {4}
        assert table.group.tolist() == [-1, -1]
        assert not result.complete

    def test_complete_is_passed_on(self, read):
        assert read("1 8 0 8 1\n", complete=True).complete

    def test_chain_names_and_numbers_over_all_chains(self, read):
        assert pairs(read("A10 B1 0 8 1\nB5 A1 0 8 1\n2 15 0 8 1\n", TWO)) == [(9, 10), (0, 14), (1, 14)]

    def test_a_pair_given_twice_keeps_the_most_probable_row(self, read):
        table = read("1 8 0 8 0.2\n2 9 0 8 0.3\n8 1 0 12 0.7\n1 8 0 9 0.7\n").table
        assert table.weight.tolist() == [0.7, 0.3]
        assert table.upper_a.tolist() == [9, 8]

    def test_merged_rows_are_noted(self, read):
        (note,) = read("1 8 0 8 0.2\n8 1 0 12 0.7\n").notes
        assert note.endswith(
            "contacts.rr: 1 rows repeat the pair of another row; the most probable one of each pair was kept"
        )
        assert read("1 8 0 8 0.2\n2 8 0 8 0.7\n").notes == ()

    def test_stand_ins_in_its_sequence_match_the_target(self, read):
        assert pairs(read("MKVLXxGIVG\n1 8 0 8 1\n")) == [(0, 7)]

    def test_lists_without_end_are_refused(self, read, monkeypatch):
        monkeypatch.setattr(pair_list, "MAX_ROWS", 2)
        assert len(pairs(read("1 8 0 8 1\n2 8 0 8 1\n"))) == 2
        with pytest.raises(RestraintError, match="more than 2 rows; keep the most probable"):
            read("1 8 0 8 1\n" * 3)

    def test_text_without_end_is_refused(self, read, monkeypatch):
        monkeypatch.setattr(restraints, "MAX_TEXT_BYTES", 10)
        with pytest.raises(RestraintError, match="more than 10 bytes of text"):
            read("1 8 0 8 1\n" * 2)

    def test_gzip(self, read):
        assert pairs(read(gzip.compress(b"1 8 0 8 1\n"), name="x.rr.gz")) == [(0, 7)]

    @pytest.mark.parametrize(
        ("content", "place", "remedy"),
        [
            ("", "contacts.rr", "at least one row"),
            ("PFRMAT RR\nMKVLAAGIVG\nEND\n", "contacts.rr", "at least one row"),
            ("1 8 0 8 0\n", "contacts.rr", "weight above 0"),
            ("PFRMAT TS\n", "line 1", "contact list"),
            ("1 8 0 8 1\n1 11 0 8 1\n", "line 2: residue 11", "count from 1"),
            ("0 8 0 8 1\n", "line 1: residue 0", "count from 1"),
            ("3 3 0 8 1\n", "line 1", "paired with itself"),
            ("1 8 9 8 1\n", "line 1: lower bound 9 > upper bound 8", "exchange"),
            ("1 8 -1 8 1\n", "line 1: lower bound", "give Å"),
            ("1 8 0 0 1\n", "line 1: upper bound 0 is outside 1-10000", "give Å"),
            ("1 8 0 0.9 1\n", "line 1: upper bound 0.9", "give Å"),
            ("1 8 0 1e5 1\n", "line 1: upper bound 100000", "inf where there is none"),
            ("1 8 1e5 inf 1\n", "line 1: lower bound 100000", "0 where there is none"),
            ("1 123456789012 0 8 1\n", "line 1: residue 123456789012 is outside the sequence (1-10)", "count from 1"),
            ("1 A123456789012 0 8 1\n", "line 1: residue 123456789012 is outside chain A (1-10)", "count from 1"),
            ("1 " + "9" * 5000 + " 0 8 1\n", "line 1: residue 9999", "count from 1"),
            ("1 8 0 8 1e-9\n", "no weight reaches 1e-06", "weight above 0"),
            ("1 8 0 nan 1\n", "line 1: upper bound is NaN", "delete"),
            ("1 8 0 8 nan\n", "line 1: probability is NaN", "delete"),
            ("1 8 0 8 1.5\n", "line 1: probability 1.5", "scale"),
            ("1 8 0 8 -0.1\n", "line 1: probability", "scale"),
            ("1 8 0 8 inf\n", "line 1: probability", "scale"),
            ("1 8 0 8 1_0\n", "line 1: probability '1_0' is no number", "decimal"),
            ("1 8 0 8\n", "line 1: 4 columns", "five"),
            ("1 8 0 8 1 1\n", "line 1: 6 columns", "five"),
            ("1.5 8 0 8 1\n", "line 1: '1.5' is no residue", "12 or A12"),
            ("C1 8 0 8 1\n", "line 1: no chain 'C'", "chains are A"),
            ("A11 A1 0 8 1\n", "line 1: residue 11 is outside chain A (1-10)", "count"),
            ("MKVLAAGIVGG\n1 8 0 8 1\n", "11 residues against 10", "this target"),
            ("MKVLAAWIVG\n1 8 0 8 1\n", "position 7 is W against G", "this target"),
            ("MODEL 1\n1 8 0 8 1\nMODEL 2\n1 8 0 8 1\n", "line 3", "keep the one"),
            (b"1 8 0 8 1\n\0", "contacts.rr", "right file"),
            (b"\x1f\x8b\x08\0\0\0\0\0\0\0", "contacts.rr", "again"),
        ],
    )
    def test_refusals(self, read, content, place, remedy):
        refused(read, content, place, remedy)


class TestCsv:
    def test_columns_in_any_order_and_the_only_chain_unnamed(self, read):
        table = read(
            "weight,upper_a,lower_a,residue_j,chain_j,residue_i,chain_i\n2,inf,3.5,9,,1,\n", name="x.csv"
        ).table
        assert (table.residue_i[0], table.residue_j[0], table.lower_a[0], table.upper_a[0]) == (0, 8, 3.5, np.inf)
        assert table.weight[0] == 2
        assert not table.is_contact[0]

    def test_atoms_swap_with_their_residues(self, read):
        table = read(f"{HEADER},atom_i,atom_j\nB,2,A,1,0,6,1,o,N\n", TWO).table
        assert (table.residue_i[0], table.atom_i[0], table.residue_j[0], table.atom_j[0]) == (0, 0, 11, 3)

    def test_groups_are_labels(self, read):
        content = f"{HEADER},group\nA,1,A,8,0,6,1,x\nA,2,A,8,0,6,1,\nA,3,A,8,0,6,1,y\nA,4,A,8,0,6,1,x\n"
        assert read(content).table.group.tolist() == [0, -1, 1, 0]

    def test_bounds_on_one_pair_are_intersected(self, read):
        table = read(f"{HEADER}\nA,1,A,8,0,6,1\nA,8,A,1,4,9,3\n").table
        assert (table.lower_a.tolist(), table.upper_a.tolist(), table.weight.tolist()) == ([4], [6], [3])

    def test_other_atoms_of_the_pair_are_another_restraint(self, read):
        assert len(read(f"{HEADER},atom_i\nA,1,A,8,0,6,1,CA\nA,1,A,8,7,9,1,CB\n").table.weight) == 2

    def test_alternatives_on_one_pair_stay_apart_and_may_be_disjoint(self, read):
        rows = "A,1,A,8,0,8,1,x\nA,1,A,8,6,25,2,x\nA,8,A,1,30,40,1,x\n"
        table = read(f"{HEADER},group\n{rows}").table
        assert table.lower_a.tolist() == [0, 6, 30]
        assert table.upper_a.tolist() == [8, 25, 40]
        repeated = read(f"{HEADER},group\n{rows}A,8,A,1,0,8,3,x\n").table
        assert repeated.upper_a.tolist() == [8, 25, 40]
        assert repeated.weight.tolist() == [3, 2, 1]

    def test_alternatives_are_not_intersected(self, read):
        assert len(read(f"{HEADER},group\nA,1,A,8,0,6,1,x\nA,1,A,8,7,9,1,y\n").table.weight) == 2

    @pytest.mark.parametrize(
        ("content", "place", "remedy"),
        [
            (HEADER + "\n", "contacts.rr", "at least one row"),
            ("chain_i,residue_i\nA,1\n", "line 1: the header lacks chain_j", HEADER),
            (HEADER + ",grp\n", "line 1: unknown column 'grp'", "group"),
            (HEADER + ",weight\n", "line 1: column weight", "delete"),
            (HEADER + "\nA,1,A,8,0,6\n", "line 2: 6 columns", "complete"),
            (HEADER + "\nA,1,A,11,0,6,1\n", "line 2: residue 11", "count"),
            (HEADER + "\nA,1,A,1,0,6,1\n", "line 2", "itself"),
            (HEADER + "\nA,1,A,8,7,6,1\n", "line 2: lower bound 7", "exchange"),
            (HEADER + "\nA,1,A,8,inf,inf,1\n", "line 2: lower bound", "Å"),
            (HEADER + "\nA,1,A,8,nan,6,1\n", "line 2: lower_a is NaN", "delete"),
            (HEADER + "\nA,1,A,8,0,,1\n", "line 2: upper_a ''", "decimal"),
            (HEADER + "\nA,1,A,8,0,6,-1\n", "line 2: weight -1", "from 0 to 1e+06"),
            (HEADER + "\nA,1,A,8,0,6,1e308\n", "line 2: weight 1e+308", "from 0 to 1e+06"),
            (HEADER + "\nA,1,A,8,0,20000,1\n", "line 2: upper bound 20000", "inf where there is none"),
            (HEADER + "\nA,1,A,12345678901,0,6,1\n", "line 2: residue 12345678901 is outside chain A", "count"),
            ("A,1,A,8,0,6,1\n", "line 1: no header", HEADER),
            (HEADER.replace(",", ";") + "\nA;1;A;8;0;6;1\n", "line 1: columns apart by semicolons", "commas"),
            (HEADER + "\nA,1,A,8,0,6,inf\n", "line 2: weight inf", "finite"),
            (HEADER + "\nX,1,A,8,0,6,1\n", "line 2: no chain 'X'", "chains are A"),
            (HEADER + "\nA,1.0,A,8,0,6,1\n", "line 2: residue '1.0'", "whole number"),
            (HEADER + ",atom_i\nA,1,A,8,0,6,1,CG\n", "line 2: atom 'CG'", "N, CA, C, O, CB"),
            (HEADER + '\nA,1,A,8,0,6,"1\n', "line 2: broken CSV", "quotes"),
            (HEADER + "\nA,1,A,8,0,6,1\nA,1,A,8,7,9,1\n", "line 3: contradicts line 2", "alternatives"),
        ],
    )
    def test_refusals(self, read, content, place, remedy):
        refused(read, content, place, remedy)

    def test_an_empty_chain_name_is_ambiguous_with_several_chains(self, read):
        with pytest.raises(RestraintError, match="line 2: no chain ''"):
            read(f"{HEADER}\n,1,A,8,0,6,1\n", TWO)

    def test_an_empty_csv_says_what_its_header_is(self, read):
        with pytest.raises(RestraintError, match=HEADER):
            read("", name="x.csv")


class TestNpz:
    def map(self, fill=np.nan):
        return np.full((10, 10), fill)

    def test_symmetry_mean_where_both_known_else_the_known_one(self, read):
        contact = self.map()
        contact[0, 8], contact[8, 0], contact[1, 9] = 0.2, 0.4, 0.7
        contact[3, 3] = 1.0
        probability = read(npz(contact_prob=contact)).maps.contact_prob
        assert probability[0, 8] == probability[8, 0] == pytest.approx(0.3)
        assert probability[1, 9] == probability[9, 1] == 0.7
        assert np.isnan(probability).sum() == 96

    def test_asymmetry_is_noted(self, read):
        contact = self.map(0.5)
        assert read(npz(contact_prob=contact)).notes == ()
        contact[2, 7] = 0.8
        (note,) = read(npz(contact_prob=contact)).notes
        assert note.endswith("array contact_prob: not symmetric, by 0.3 at most; means were taken")

    def test_distances_keep_their_raw_value_and_half_precision_is_accepted(self, read):
        maps = read(npz(distance=self.map(16.02).astype(np.float16), distance_sd=self.map(1.5), unknown=[1]))
        assert maps.maps.distance_a[0, 1] == np.float16(16.02)
        assert maps.maps.distance_sd_a[0, 1] == 1.5
        assert maps.maps.distance_a.dtype == np.float64

    def test_distogram_rows_are_normalised_and_rows_of_zeros_unknown(self, read):
        distogram = np.ones((10, 10, 4))
        distogram[0, 1] = distogram[1, 0] = 0
        distogram[2, 3], distogram[3, 2] = [2, 0, 0, 0], [0, 5, 0, 0]
        maps = read(npz(distogram=distogram, bin_edges=[0, 4, 8, 16, np.inf])).maps
        assert np.isnan(maps.distogram[0, 1]).all()
        assert maps.distogram[2, 3].tolist() == maps.distogram[3, 2].tolist() == [0.5, 0.5, 0, 0]
        assert maps.distogram[4, 5].tolist() == [0.25] * 4
        assert maps.bin_edges_a.tolist() == [0, 4, 8, 16, np.inf]

    @pytest.mark.parametrize("seq", ["MKVLAAGIVG", b"mkvlaxgivg", list("MKVLAAGIVG")])
    def test_seq_may_be_text_bytes_or_letters(self, read, seq):
        assert read(npz(contact_prob=self.map(0.5), seq=seq)).maps.contact_prob is not None

    def test_a_map_without_known_values_is_dropped_when_another_has_some(self, read):
        maps = read(npz(contact_prob=self.map(), distance=self.map(5))).maps
        assert maps.contact_prob is None
        assert maps.distance_a is not None

    def test_integers_booleans_and_gzip(self, read):
        assert read(gzip.compress(npz(contact_prob=self.map(1).astype(bool)))).maps.contact_prob[0, 1] == 1
        assert read(npz(distance=self.map(5).astype(np.int16))).maps.distance_a[0, 1] == 5

    def test_probabilities_rounded_past_one_are_clipped(self, read):
        assert read(npz(contact_prob=self.map(1.001))).maps.contact_prob[0, 1] == 1

    @pytest.mark.parametrize(
        ("arrays", "place", "remedy"),
        [
            ({"x": [1]}, "none of the arrays", "name one"),
            ({"contact_prob": np.zeros((9, 10))}, "array contact_prob: shape [9, 10]", "L = 10"),
            ({"distance": np.ones(10)}, "array distance: shape [10]", "L = 10"),
            ({"contact_prob": np.full((10, 10), np.nan)}, "no known value", "at least one pair"),
            ({"contact_prob": np.where(np.eye(10), 1, np.nan)}, "no known value", "at least one pair"),
            ({"contact_prob": np.full((10, 10), 1.2)}, "contact_prob[0, 1]", "scale"),
            ({"contact_prob": np.full((10, 10), -0.5)}, "contact_prob[0, 1]", "scale"),
            ({"distance": np.full((10, 10), -3.0)}, "distance[0, 1] (0-based): value -3", "NaN for unknown"),
            ({"distance": np.full((10, 10), 0.0)}, "distance[0, 1]", "NaN for unknown"),
            ({"distance": np.full((10, 10), np.inf)}, "distance[0, 1]", "finite"),
            (
                {"distance": np.full((10, 10), 5.0), "distance_sd": np.full((10, 10), -1)},
                "distance_sd[0, 1]",
                "positive",
            ),
            ({"contact_prob": np.full((10, 10), 1j)}, "array contact_prob: type complex128", "convert"),
            ({"contact_prob": np.full((10, 10), "a")}, "array contact_prob: type <U1", "convert"),
            ({"contact_prob": np.full((10, 10), None)}, "array contact_prob: holds pickled objects", "plain numbers"),
            ({"contact_prob": np.ones((10, 10)), "seq": "MKVLAAGIV"}, "array seq", "9 residues against 10"),
            ({"contact_prob": np.ones((10, 10)), "seq": 5}, "array seq: type int64 where text", "convert"),
            ({"contact_prob": np.ones((10, 10)), "seq": np.full((2, 5), "A")}, "array seq: shape [2, 5]", "formats"),
            ({"contact_prob": np.ones((10, 10)), "seq": "A" * 4000}, "array seq: shape []", "too large"),
            (
                {"distogram": np.ones((10, 10, 2)), "bin_edges": np.arange(9000)},
                "array bin_edges: shape [9000]",
                "too large",
            ),
            ({"distogram": np.ones((10, 10, 4))}, "without bin_edges", "5 edges"),
            ({"distogram": np.ones((10, 10, 4)), "bin_edges": np.arange(4)}, "array bin_edges: shape [4]", "5 edges"),
            ({"distogram": np.ones((10, 10, 2)), "bin_edges": [0, 8, 4]}, "array bin_edges", "ascend"),
            ({"distogram": np.ones((10, 10, 2)), "bin_edges": [0, np.nan, 4]}, "array bin_edges", "ascend"),
            ({"distogram": -np.ones((10, 10, 2)), "bin_edges": [0, 8, 9]}, "distogram[0, 1, 0]", "not logits"),
            ({"distogram": np.ones((10, 10)), "bin_edges": [0, 8, 9]}, "array distogram: shape [10, 10]", "[L, L, B]"),
            ({"distogram": np.ones((10, 10, 0)), "bin_edges": [0]}, "array distogram: 0 bins", "2-1024"),
            ({"distogram": np.ones((10, 10, 1)), "bin_edges": [0, 8]}, "array distogram: 1 bins", "contact_prob"),
            ({"distogram": np.ones((10, 10, 2)), "bin_edges": [0, 8, np.inf]}, "one closed bin", "contact_prob"),
            ({"distogram": np.ones((10, 10, 2)), "bin_edges": [0, 8, 8.0001]}, "nearer than 0.001 Å", "give Å"),
            ({"distogram": np.ones((10, 10, 2)), "bin_edges": [0, 8, 1e5]}, "beyond 10000 Å", "give Å"),
            ({"distance": np.full((10, 10), 0.5)}, "distance[0, 1] (0-based): value 0.5", "from 1 to 10000"),
            ({"distance": np.full((10, 10), 2e4)}, "distance[0, 1] (0-based): value 20000", "from 1 to 10000"),
            (
                {"distance": np.full((10, 10), 5.0), "distance_sd": np.full((10, 10), 1e-4)},
                "distance_sd[0, 1] (0-based): value 0.0001",
                "from 0.001 to 10000",
            ),
        ],
    )
    def test_refusals(self, read, arrays, place, remedy):
        refused(read, npz(**arrays), place, remedy)

    def test_a_map_too_large_for_memory_is_refused_by_its_header(self, read, monkeypatch):
        monkeypatch.setattr(npz_maps, "MAX_MAP_BYTES", 799)
        with pytest.raises(RestraintError, match="too large for memory; give a list"):
            read(npz(contact_prob=self.map(0.5)))

    @pytest.mark.parametrize(
        "header", [b"{'descr': (((", b'{\'descr\': """', b"\x00\x01", b"{\n  'a\n b", b"1 +\n  \n"]
    )
    def test_damaged_headers_are_refused(self, read, header):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("contact_prob.npy", b"\x93NUMPY\x01\x00" + bytes([len(header), 0]) + header)
        refused(read, stream.getvalue(), "array contact_prob: broken header", "write it by numpy.savez")

    def test_truncated_at_any_length(self, read):
        whole = npz(contact_prob=self.map(0.5))
        for length in range(4, len(whole) - 1, 7):
            with pytest.raises(RestraintError):
                read(whole[:length])

    def test_a_bare_npy_says_how_to_save_it(self, read):
        stream = io.BytesIO()
        np.save(stream, self.map(0.5))
        with pytest.raises(RestraintError, match=r"numpy\.savez"):
            read(stream.getvalue())

    def test_a_header_that_claims_more_than_the_file_holds(self, read):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            member = io.BytesIO()
            np.save(member, self.map(0.5))
            archive.writestr("contact_prob.npy", member.getvalue()[:200])
        with pytest.raises(RestraintError, match="array contact_prob: cannot be read"):
            read(stream.getvalue())


def refused(read, content, place, remedy):
    with pytest.raises(RestraintError) as caught:
        read(content)
    message = str(caught.value)
    assert place in message
    assert remedy in message
    assert "contacts.rr" in message
    assert "\n" not in message


class TestRealFiles:
    def test_every_list_is_read(self, prct_data):
        for path in sorted((prct_data / "restraints" / "rbo_epsilon").glob("*.rr.gz")):
            native = np.load(path.with_name(path.name.replace(".rr.gz", ".npz")))
            table = read_restraints(path, parse_sequence(str(native["seq"]))[0]).table
            assert len(table.weight) == gzip.decompress(path.read_bytes()).count(b" 0 8 ")

    def test_every_map_is_read(self, prct_data):
        for path in sorted((prct_data / "restraints" / "deepdist_casp13").glob("*.npz")):
            arrays = np.load(path)
            if "contact_prob" not in arrays:
                continue
            maps = read_restraints(path, parse_sequence(str(arrays["seq"]))[0]).maps
            raw = arrays["contact_prob"].astype(float)
            known = ~np.isnan(maps.contact_prob)
            assert np.array_equal(maps.contact_prob[known], (0.5 * (raw + raw.T))[known])
            assert known.sum() == raw.size - len(raw)
            assert (maps.distance_a is not None) == ("distance" in arrays)
            assert (maps.distogram is not None) == ("distogram" in arrays)
