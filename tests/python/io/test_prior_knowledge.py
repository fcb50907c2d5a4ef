"""Files of what is known beside pairs: every rule of their formats by an example."""

import numpy as np
import pytest
from prct.base.errors import RestraintError
from prct.core.target import Target
from prct.io.knowledge_formats import phase_table
from prct.io.knowledge_formats.residue_list import read_cis, read_disulfides
from prct.io.prior_knowledge import read_prior_knowledge

ONE = Target("one", ("A",), ("MKPCAAGC",))
TWO = Target("two", ("A", "B"), ("MKPC", "GCSG"))
HEADER = "chain,residue,phi,psi,phi_error,psi_error\n"
TALOS = """REMARK made by hand
DATA FIRST_RESID 1
DATA SEQUENCE MKPCAAGc

VARS RESID RESNAME PHI PSI DPHI DPSI DIST S2 COUNT CS_COUNT CLASS
FORMAT %4d %s %8.3f %8.3f %8.3f %8.3f %8.3f %5.3f %2d %2d %s

   1 M 9999.000 9999.000 0.000 0.000 0.000 0.000 0 4 None
   2 K  -63.000  -42.000 5.000 7.000 9.000 0.850 10 17 Good
   4 C -120.000  130.000 15.00 20.00 9.000 0.850 10 17 Warn
   8 c -120.000  130.000 15.00 20.00 9.000 0.850 10 17 Strong
"""


@pytest.fixture
def phases(tmp_path):
    def read(text, target=ONE):
        path = tmp_path / "phases"
        path.write_text(text)
        return read_prior_knowledge(target, phases=path)

    return read


@pytest.fixture
def secondary(tmp_path):
    def read(text, target=ONE):
        path = tmp_path / "secondary"
        path.write_text(text)
        return read_prior_knowledge(target, secondary=path).secondary_structure

    return read


class TestPhaseTable:
    def test_csv_is_in_degrees_and_leaves_out_what_is_empty(self, phases):
        found = phases(HEADER + "# remark\nA,2,-63,-42,10,12\n,4,,135,,20\n").phases
        assert np.degrees(found.angle_rad[1]).round(6).tolist() == [-63, -42]
        assert np.degrees(found.error_rad[1]).round(6).tolist() == [10, 12]
        assert np.isnan(found.angle_rad[3, 0])
        assert np.isnan(found.angle_rad[[0, 2, 4, 5, 6, 7]]).all()
        assert np.array_equal(np.isnan(found.angle_rad), np.isnan(found.error_rad))

    def test_residues_count_within_their_chain(self, phases):
        assert np.isfinite(phases(HEADER + "B,2,-60,-40,9,9\n", TWO).phases.angle_rad[5]).all()

    def test_angles_that_chain_ends_lack_are_noted(self, phases):
        found = phases(HEADER + "A,1,-63,-42,10,12\nA,8,-63,-42,10,12\n")
        assert np.isfinite(found.phases.angle_rad).sum() == 2
        assert "2 angles at chain ends" in found.notes[0]

    def test_talos_uses_its_good_rows(self, phases):
        found = phases(TALOS)
        assert np.degrees(found.phases.angle_rad[1]).round(6).tolist() == [-63, -42]
        assert np.flatnonzero(np.isfinite(found.phases.angle_rad).any(axis=1)).tolist() == [1, 7]
        assert "2 rows not of class Good or Strong" in found.notes[0]

    def test_talos_counts_from_its_first_residue(self, phases):
        shifted = TALOS.replace("RESID 1\n", "RESID 11\n")
        for number in (1, 2, 4, 8):
            shifted = shifted.replace(f"   {number} ", f"  {number + 10} ")
        assert np.isfinite(phases(shifted).phases.angle_rad[1]).all()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "empty"),
            ("A,2,-63,-42,10,12\n", "line 1: the header must be"),
            (HEADER, "holds no angle"),
            (HEADER + "A,2,-63,-42,10\n", "line 2: 5 columns"),
            (HEADER + "A,9,-63,-42,10,12\n", "residue 9 is outside chain A"),
            (HEADER + "B,2,-63,-42,10,12\n", "no chain 'B'"),
            (HEADER + "A,2,-190,-42,10,12\n", "phi -190 is outside -180 to 180"),
            (HEADER + "A,2,-63,nan,10,12\n", "psi is NaN"),
            (HEADER + "A,2,-63,x,10,12\n", "psi 'x' is no number"),
            (HEADER + "A,2,-63,-42,0,12\n", "phi_error 0 must be above 0"),
            (HEADER + "A,2,-63,-42,10,200\n", "psi_error 200 must be above 0, at most 180"),
            (HEADER + "A,2,-63,-42,,12\n", "phi and phi_error go together"),
            (HEADER + "A,3,60,-42,10,12\n", "φ 60 of a proline"),
            (HEADER + "A,2,-63,-42,10,12\nA,2,-63,-42,10,12\n", "line 3: its residue stands in line 2"),
            (HEADER + 'A,"2,-63,-42,10,12\n', "broken CSV"),
            (TALOS.replace("PKPC", "x").replace("MKPCAAG", "MKPCAAA"), "its sequence is not the target's"),
            (TALOS.replace("2 K", "2 R"), "R where the sequence has K"),
            (TALOS.replace("DPSI ", ""), "VARS lacks DPSI"),
            (TALOS.replace("   8 c", "   9 c"), "residue 9 is outside"),
            (TALOS.replace("-63.000 ", "300.000 "), "PHI 300 is outside"),
            (TALOS.replace(" 17 Good", " Good"), "10 columns where VARS names 11"),
        ],
    )
    def test_what_cannot_be_used_is_refused(self, phases, text, message):
        with pytest.raises(RestraintError, match=message):
            phases(text)

    def test_talos_holds_one_chain(self, phases):
        with pytest.raises(RestraintError, match="holds one chain, the target 2"):
            phases(TALOS, TWO)

    def test_an_angle_at_the_edge_is_in_range(self):
        assert phase_table.checked_angle(180.0, "phi", "here") == 180.0


def ss2(rows, sequence="MKPCAAGC"):
    return "# PSIPRED VFORMAT (PSIPRED V4.0)\n\n" + "".join(
        f"{k + 1:4d} {letter} C   {rows.get(k, '0.998  0.001  0.001')}\n" for k, letter in enumerate(sequence)
    )


class TestSecondaryStructure:
    def test_ss2_has_coil_first(self, secondary):
        found = secondary(ss2({2: "0.100  0.700  0.250"}))
        assert found.shape == (8, 3)
        assert found[2].round(4).tolist() == [0.6667, 0.2381, 0.0952]
        assert np.allclose(found.sum(axis=1), 1)

    def test_ss2_counts_within_chains(self, secondary):
        text = ss2({}, "MKPC") + ss2({}, "GCSG")
        assert secondary(text, TWO).shape == (8, 3)

    @pytest.mark.parametrize("text", [">A\nHGI-EBTS\n", "hgi eb..\n", ">x\nHGI-\nEB--\n"])
    def test_dssp_letters(self, secondary, text):
        found = secondary(text)
        assert found[:3].tolist() == [[1, 0, 0]] * 3
        assert found[4:6].tolist() == [[0, 1, 0]] * 2
        assert np.isnan(found[[3, 6, 7]]).all()

    def test_a_record_a_chain_or_one_for_all(self, secondary):
        one, two = secondary(">A\nHHHH\n>B\nEEEE\n", TWO), secondary("HHHHEEEE\n", TWO)
        assert np.array_equal(one, two)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "empty"),
            ("HHHH\n", "4 letters for chains of 8 residues"),
            (">A\nHHHHHHHHH\n", "9 letters for chains of 8"),
            ("HHHHXHHH\n", "'X' is no state of DSSP"),
            ("--------\n", "names neither helix"),
            (ss2({}, "MKPCAAG"), "7 rows for 8 residues"),
            (ss2({}, "MKPCAAGCA"), "line 11: more rows than the 8 residues"),
            (ss2({}, "MRPCAAGC"), "line 4: 'R' where the sequence has K"),
            (ss2({1: "0.5 0.5 0.5"}), "line 4: probabilities 0.5, 0.5, 0.5 must be in 0-1 and add up to 1"),
            (ss2({1: "1.5 -0.5 0.0"}), "must be in 0-1"),
            (ss2({1: "nan 0.5 0.5"}), "is NaN"),
            (ss2({1: "0.5 0.5"}), "5 columns"),
            (ss2({}).replace("   3 P", "   4 P"), "position '4' where 3 follows"),
        ],
    )
    def test_what_cannot_be_used_is_refused(self, secondary, text, message):
        with pytest.raises(RestraintError, match=message):
            secondary(text)


class TestResidueLists:
    def test_text_and_file_say_the_same(self, tmp_path):
        path = tmp_path / "bonds"
        path.write_text("# all of them\n8 4\n")
        assert read_disulfides("4-8", ONE).tolist() == read_disulfides(path, ONE).tolist() == [[3, 7]]
        assert read_disulfides(str(path), ONE).tolist() == [[3, 7]]

    def test_chains_may_stand_in_front(self):
        assert read_disulfides("A4-B2", TWO).tolist() == [[3, 5]]
        assert read_disulfides("4:6", TWO).tolist() == [[3, 5]]
        assert read_cis("B2,A3", TWO).tolist() == [2, 5]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("4-5", "residue 5 is A, not a cysteine"),
            ("4-9", "residue 9 is outside the sequence"),
            ("4", "'4' is no pair of residues"),
            ("4-4", "cysteine 4 stands in 4-4 already"),
            ("4-8,8-4", "stands in 4-8 already"),
            ("B4-8", "no chain 'B'"),
            ("", "names no residue"),
        ],
    )
    def test_disulfides_that_cannot_be(self, text, message):
        with pytest.raises(RestraintError, match=f"--disulfide: .*{message}"):
            read_disulfides(text, ONE)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1", "begins its chain"),
            ("9", "outside the sequence"),
            ("3,3", "stands twice"),
            ("x-y", "is no residue or file"),
            ("0", "outside the sequence"),
        ],
    )
    def test_cis_peptides_that_cannot_be(self, text, message):
        with pytest.raises(RestraintError, match=f"--cis: .*{message}"):
            read_cis(text, ONE)

    def test_the_first_residue_of_any_chain_has_none_before_it(self):
        with pytest.raises(RestraintError, match="begins its chain"):
            read_cis("B1", TWO)

    def test_a_file_that_is_missing_is_named(self, tmp_path):
        with pytest.raises(RestraintError, match="no such file"):
            read_disulfides(tmp_path / "none", ONE)

    def test_a_line_is_named(self, tmp_path):
        path = tmp_path / "bonds"
        path.write_text("4-8\n2-3\n")
        with pytest.raises(RestraintError, match="bonds, line 2: residue 2 is K"):
            read_disulfides(path, ONE)
