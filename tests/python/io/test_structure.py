"""PDB and mmCIF: what is read, what is left out, and that writing loses nothing."""

import gzip
import string
from dataclasses import replace

import gemmi
import numpy as np
import pytest
from prct.base.errors import OutputError, StructureError
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure


def atom(name, residue="ALA", number=1, xyz=(0.0, 0.0, 0.0), chain="A", alt=" ", occupancy=1.0, code=" ", het=False):
    x, y, z = xyz
    return (
        f"{'HETATM' if het else 'ATOM  '}    1  {name:<3}{alt}{residue:>3} {chain}{number:4d}{code}   "
        f"{x:8.3f}{y:8.3f}{z:8.3f}{occupancy:6.2f} 10.00           {name[0]}\n"
    )


def backbone(residue="ALA", number=1, start=0.0, names=("N", "CA", "C", "O", "CB"), **options):
    """A residue whose peptide nitrogen lies 1.3 Å behind the carbon of the residue that starts 3.8 Å before."""
    places = {"N": (0, 0), "CA": (1.3, 0.6), "C": (2.5, 0), "O": (2.5, -1.2), "CB": (1.3, 2.1)}
    return "".join(
        atom(name, residue, number, (start + places[name][0], places[name][1], 0), **options) for name in names
    )


CIF = """data_x
loop_
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.auth_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
1 C CA . TRP A 3 {x} 2 3
"""


@pytest.fixture
def read(tmp_path):
    def _read(content, name="x.pdb"):
        path = tmp_path / name
        ended = (
            f"{content}END\n" if content.startswith(("ATOM", "HETATM", "MODEL")) and content[-1] == "\n" else content
        )
        path.write_bytes(ended.encode())
        return read_structure(path)

    return _read


@pytest.fixture
def model():
    """Two chains of the same sequence and a third; glycine without CB; one residue without O."""
    random = np.random.default_rng(7)
    sequence = "MKGV" + "MKGV" + "WYP"
    coords_a = np.round(random.normal(0, 30, (len(sequence), 5, 3)), 3)
    coords_a[[2, 6], 4] = np.nan
    coords_a[4, 3] = np.nan
    return Structure(
        sequence,
        coords_a,
        np.array([0] * 4 + [1] * 4 + [2] * 3, np.int32),
        ("A", "B", "C"),
        np.array([5, 6, 8, 9, 1, 2, 3, 4, -1, 0, 1], np.int32),
        np.round(random.uniform(0, 100, len(sequence)), 2),
    )


class TestReading:
    def test_atoms_go_to_their_places(self, read):
        structure = read(backbone("TRP", 7))
        assert (structure.sequence, structure.chain_ids, structure.residue_numbers.tolist()) == ("W", ("A",), [7])
        assert structure.coords_a[0].tolist() == [[0, 0, 0], [1.3, 0.6, 0], [2.5, 0, 0], [2.5, -1.2, 0], [1.3, 2.1, 0]]
        assert structure.notes == ()
        assert structure.confidence is None

    def test_only_the_first_model(self, read):
        structure = read(f"MODEL        1\n{backbone('ALA')}ENDMDL\nMODEL        2\n{backbone('GLY')}ENDMDL\n")
        assert structure.sequence == "A"
        assert "first of 2 models read" in structure.notes

    def test_the_alternate_with_the_highest_occupancy(self, read):
        text = backbone(names=("N", "C")) + atom("CA", xyz=(1, 1, 1), alt="A", occupancy=0.4)
        structure = read(text + atom("CA", xyz=(2, 2, 2), alt="B", occupancy=0.6))
        assert structure.coords_a[0, 1].tolist() == [2, 2, 2]
        assert any("alternates" in note and note.endswith(" 1") for note in structure.notes)

    def test_two_residues_at_one_position(self, read):
        text = backbone("SER", 1, alt="A", occupancy=0.3) + backbone("THR", 1, alt="B", occupancy=0.7)
        assert read(text).sequence == "T"

    def test_modified_residues_become_their_parents(self, read):
        text = backbone("MSE", 1, het=True) + backbone("SEP", 2, 3.8, het=True) + backbone("UNK", 3, 7.6)
        structure = read(text + backbone("SEC", 4, 11.4))
        assert structure.sequence == "MSXC"
        assert "1 MSE as M, 2 SEP as S, 3 UNK as X, 4 SEC as C" in structure.notes[0]

    def test_a_small_mmcif(self, read):
        structure = read(CIF.format(x="1.5"), "x.cif")
        assert (structure.sequence, structure.residue_numbers.tolist()) == ("W", [3])
        assert structure.coords_a[0, 1].tolist() == [1.5, 2, 3]

    def test_unknown_residues_are_read_inside_a_chain_only(self, read):
        text = backbone("ALA", 1) + backbone("QQQ", 2, 3.8, het=True) + backbone("ALA", 3, 7.6) + "TER\n"
        structure = read(text + backbone("QQQ", 9, 40, het=True))
        assert structure.sequence == "AXA"
        assert structure.notes == ("left out: 1 ligands and caps", "chain A: modified or unknown, read as 2 QQQ as X")

    def test_water_ligands_and_nucleic_acids_are_left_out(self, read):
        text = backbone() + "TER\n" + atom("O", "HOH", 2, het=True) + atom("CA", "GLY", 3, het=True)
        structure = read(text + atom("CA", " CA", 4, het=True) + atom("P", " DA", 1, chain="B"))
        assert structure.sequence == "A"
        assert structure.notes[0] == "left out: 2 ligands and caps, 1 nucleotides, 1 waters"

    def test_breaks_are_told_with_what_is_missing(self, read):
        structure = read(backbone(number=1) + backbone(number=2, start=3.8) + backbone(number=6, start=30))
        assert structure.notes == ("chain A: break between 2 and 6 (3 missing by number)",)

    def test_a_jump_in_the_numbers_of_a_closed_chain_is_no_break(self, read):
        assert read(backbone(number=1) + backbone(number=100, start=3.8)).notes == ()

    def test_breaks_of_a_ca_trace_are_told_and_only_some_are_named(self, read):
        trace = "".join(atom("CA", "GLY", k, (3.8 * k, 0, 0)) for k in range(1, 4))
        assert not any("break" in note for note in read(trace).notes)
        scattered = "".join(atom("CA", "GLY", k, (10 * k, 0, 0)) for k in range(1, 9))
        (note,) = (note for note in read(scattered).notes if "break" in note)
        assert note == "chain A: break between 1 and 2, 2 and 3, 3 and 4, 4 and 5, 5 and 6, and 2 more"

    def test_missing_atoms_are_told_but_not_the_cb_of_glycine(self, read):
        text = backbone("GLY", 1, names=("N", "CA", "C", "O")) + backbone("ALA", 2, 3.8, names=("N", "CA", "C"))
        structure = read(text)
        assert structure.notes == ("chain A: missing atoms: O CB of 2",)
        assert np.isnan(structure.coords_a[0, 4]).all()

    def test_residues_without_ca_are_left_out(self, read):
        structure = read(backbone(number=1) + backbone(number=2, start=3.8, names=("N",)))
        assert structure.sequence == "A"
        assert structure.notes == ("left out: 1 residues without CA",)

    def test_insertion_codes_are_residues_of_their_own(self, read):
        structure = read(backbone("ALA", 1) + backbone("GLY", 1, 3.8, code="A"))
        assert structure.residue_numbers.tolist() == [1, 1]
        assert structure.insertion_codes == ("", "A")
        assert structure.notes[-1] == "chain A: insertion codes: 1A"

    def test_residues_missing_at_the_ends_are_known_from_the_sequence_of_the_file(self, read):
        chain = "".join(backbone("ALA", k, 3.8 * k) for k in range(3, 6))
        structure = read("SEQRES   1 A    8  GLY GLY ALA ALA ALA SER SER SER\n" + chain + "END\n")
        assert structure.notes == ("chain A: without coordinates, by the sequence in the file: 2 before 3, 3 after 5",)
        whole = read("SEQRES   1 A    3  ALA ALA ALA\n" + chain + "END\n")
        assert whole.notes == ()

    def test_a_second_chain_of_the_same_name_and_numbers_gets_a_name_of_its_own(self, read):
        first = backbone("ALA", 1) + backbone("GLY", 2, 3.8)
        second = backbone("TRP", 1, 50) + backbone("ALA", 2, 53.8)
        for between in ("TER\n", backbone("SER", 1, 90, chain="B")):
            structure = read(first + between + second + "TER\n")
            assert sorted(zip(structure.sequence, structure.residue_numbers.tolist(), strict=True))[-1] == ("W", 1)
            assert len(structure.sequence) == 4 + ("SER" in between)
            assert len(set(structure.chain_ids)) == len(structure.chain_ids) == 2 + ("SER" in between)
            assert "two chains are called 'A'; the second is read as" in structure.notes[0]

    def test_two_chains_of_one_name_that_cannot_be_told_apart_are_refused(self, read):
        with pytest.raises(StructureError, match=r"two chains are called 'A' \(CA of residue 1 stands twice\); give"):
            read(backbone("ALA", 1) + backbone("GLY", 2, 3.8) + backbone("ALA", 1, 50) + backbone("GLY", 2, 53.8))

    def test_a_slip_of_one_atom_is_no_second_chain(self, read):
        trace = "".join(atom("CA", number=k, xyz=(3.8 * k, 0, 0)) for k in range(1, 6))
        structure = read(trace + atom("CA", number=3, xyz=(9, 9, 9), occupancy=0.5))
        assert structure.sequence == "AAAAA"
        assert "chain A: CA given twice, highest occupancy taken: 3" in structure.notes

    def test_alternates_in_blocks_are_one_chain(self, read):
        block = "".join(
            atom("CA", name, k, (3.8 * k, y, 0), alt=alt, occupancy=occupancy)
            for alt, y, occupancy, middle in (("A", 0, 0.4, "SER"), ("B", 1, 0.6, "THR"))
            for k, name in ((1, "ALA"), (2, middle), (3, "ALA"))
        )
        assert read(block).sequence == "ATA"

    def test_a_pdb_file_without_an_end_is_noted(self, tmp_path):
        path = tmp_path / "x.pdb"
        for end, noted in (("", True), ("TER\n", True), ("END\n", False), ("TER\nENDMDL\n", False)):
            path.write_text(backbone() + end)
            note = "no END after the last atom; the file may be cut short"
            assert (note in read_structure(path).notes) is noted

    def test_a_chain_in_two_parts_is_one_chain(self, read):
        text = backbone("ALA", 1, chain="A") + backbone("GLY", 1, chain="B") + backbone("VAL", 2, 3.8, chain="A")
        structure = read(text)
        assert (structure.sequence, structure.chain_ids, structure.chain_index.tolist()) == (
            "AVG",
            ("A", "B"),
            [0, 0, 1],
        )

    @pytest.mark.parametrize(
        ("content", "place", "remedy"),
        [
            ("", "no atoms", "give a PDB or mmCIF"),
            ("hello\n", "no atoms", "give a PDB or mmCIF"),
            ("data_x\nloop_\n_atom_site.id\n_atom_site.Cartn_x\n1 2 3\n", "mmCIF", "again"),
            ("data_x\n_atom_site.id 1\n", "no atoms", "with coordinates"),
            (backbone().replace("   1.300", "99999999"), "residue 1 atom CA has no usable coordinates", "correct or"),
            (CIF.format(x="?"), "chain A residue 3 atom CA has no usable coordinates (nan, 2, 3)", "correct or"),
            (atom("O", "HOH"), "no protein residue", "protein structure"),
            (backbone()[:-60], "no coordinate", "again"),
            (backbone().replace("   1.300", "********"), "line 2: x is '********'", "again"),
            (backbone().replace("   1.300", "     nan"), "line 2: x is '     nan'", "again"),
            (backbone(start=-9e6)[:3] + "\0", "binary", "right file"),
        ],
    )
    def test_refusals(self, read, content, place, remedy):
        with pytest.raises(StructureError) as caught:
            read(content)
        assert place in str(caught.value)
        assert remedy in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_missing_file(self):
        with pytest.raises(StructureError, match="no such file"):
            read_structure("missing.pdb")


class TestRoundTrip:
    @pytest.mark.parametrize("suffix", ["cif", "pdb"])
    def test_everything_comes_back(self, model, tmp_path, suffix):
        path = tmp_path / f"model_1.{suffix}"
        write_structure(model, path, {"software_version": "1.2", "restraints": 'it\'s "odd"\nand long ' + "x" * 90})
        back = read_structure(path)
        assert (back.sequence, back.chain_ids) == (model.sequence, model.chain_ids)
        assert np.array_equal(back.coords_a, model.coords_a, equal_nan=True)
        assert np.array_equal(back.chain_index, model.chain_index)
        assert np.array_equal(back.residue_numbers, model.residue_numbers)
        assert np.allclose(back.confidence, model.confidence, atol=1e-9)

    @pytest.mark.parametrize("suffix", ["cif", "pdb"])
    def test_equal_input_gives_equal_bytes(self, model, tmp_path, suffix):
        for name in "ab":
            (tmp_path / name).mkdir()
            write_structure(model, tmp_path / name / f"x.{suffix}", {"b": "2", "a": "1"})
        assert (tmp_path / "a" / f"x.{suffix}").read_bytes() == (tmp_path / "b" / f"x.{suffix}").read_bytes()

    def test_thermal_factors_are_not_confidence(self, model, tmp_path):
        write_structure(replace(model, confidence=None), tmp_path / "x.cif")
        assert read_structure(tmp_path / "x.cif").confidence is None

    def test_gzip(self, model, tmp_path):
        write_structure(model, tmp_path / "x.cif")
        (tmp_path / "y.cif.gz").write_bytes(gzip.compress((tmp_path / "x.cif").read_bytes()))
        assert read_structure(tmp_path / "y.cif.gz").sequence == model.sequence

    @pytest.mark.parametrize("sequence", ["A", "GG"])
    def test_the_shortest_chains(self, tmp_path, sequence):
        length = len(sequence)
        coords_a = np.arange(length * 15, dtype=float).reshape(length, 5, 3)
        short = Structure(sequence, coords_a, np.zeros(length, np.int32), ("Z",), np.arange(1, length + 1))
        for name in ("x.cif", "x.pdb"):
            write_structure(short, tmp_path / name)
            assert read_structure(tmp_path / name).sequence == sequence

    @pytest.mark.parametrize("suffix", ["cif", "pdb"])
    def test_insertion_codes_and_unknown_residues(self, model, tmp_path, suffix):
        numbers = np.array([5, 6, 6, 7, 1, 2, 3, 4, -1, 0, 1], np.int32)
        codes = ("", "", "A", *[""] * 8)
        odd = replace(model, sequence="MKXVMKXVWYP", residue_numbers=numbers, insertion_codes=codes)
        write_structure(odd, tmp_path / f"x.{suffix}")
        back = read_structure(tmp_path / f"x.{suffix}")
        assert (back.sequence, back.insertion_codes) == (odd.sequence, codes)
        assert np.array_equal(back.residue_numbers, numbers)

    def test_numbers_that_do_not_ascend_are_replaced(self, model, tmp_path):
        write_structure(replace(model, residue_numbers=np.ones(11, np.int32)), tmp_path / "x.cif")
        assert read_structure(tmp_path / "x.cif").residue_numbers.tolist() == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3]

    @pytest.mark.parametrize("suffix", ["cif", "pdb"])
    def test_known_proteins(self, prct_data, tmp_path, suffix):
        for path in sorted((prct_data / "classic").glob("*.pdb.gz")):
            native = read_structure(path)
            write_structure(native, tmp_path / f"x.{suffix}")
            back = read_structure(tmp_path / f"x.{suffix}")
            assert back.sequence == native.sequence, path
            assert np.allclose(back.coords_a, native.coords_a, atol=5.1e-4, equal_nan=True), path
            assert np.array_equal(back.residue_numbers, native.residue_numbers), path


class TestMmcif:
    def test_an_independent_reader_finds_sequence_metrics_and_software(self, model, tmp_path):
        path = tmp_path / "model.cif"
        write_structure(model, path, {"software_version": "1.2", "restraints": "x.rr"})
        block = gemmi.cif.read(str(path)).sole_block()
        assert list(block.find_values("_entity_poly.pdbx_seq_one_letter_code")) == ["MKGV", "WYP"]
        assert list(block.find_values("_atom_site.label_seq_id"))[-1] == "3"
        assert block.find(["_software.name", "_software.version"])[0][1] == "1.2"
        assert {row.str(0): row.str(1) for row in block.find("_prct_metadata.", ["key", "value"])} == {
            "restraints": "x.rr",
            "software_version": "1.2",
        }
        local = [float(value) for value in block.find_values("_ma_qa_metric_local.metric_value")]
        assert np.allclose(local, model.confidence)
        overall = float(block.find_values("_ma_qa_metric_global.metric_value")[0])
        assert overall == pytest.approx(model.confidence.mean(), abs=0.005)

    def test_names_and_types_are_valid_mmcif(self, model, tmp_path):
        write_structure(model, tmp_path / "my model é.cif")
        block = gemmi.cif.read(str(tmp_path / "my model é.cif")).sole_block()
        assert block.name == "my_model__"
        types = {row.str(0): row.str(1) for row in block.find("_chem_comp.", ["id", "type"])}
        assert types["GLY"] == "PEPTIDE LINKING"
        assert types["TRP"] == "L-PEPTIDE LINKING"

    def test_pdb_remarks_are_plain_and_short(self, model, tmp_path):
        write_structure(model, tmp_path / "x.pdb", {"restraints": "ü\nEND " + "x" * 200})
        lines = (tmp_path / "x.pdb").read_bytes().decode("ascii").split("\n")
        assert lines[1].startswith("REMARK   3 restraints: ??END xxx")
        assert {len(line) for line in lines if line.startswith("REMARK")} == {80}

    def test_biotite_reads_the_same_atoms(self, model, tmp_path):
        pdbx = pytest.importorskip("biotite.structure.io.pdbx", reason="needs the optional peer biotite")
        write_structure(model, tmp_path / "x.cif")
        atoms = pdbx.get_structure(pdbx.CIFFile.read(tmp_path / "x.cif"), model=1, extra_fields=["b_factor"])
        known = np.isfinite(model.coords_a).all(axis=2)
        assert np.allclose(atoms.coord, model.coords_a[known], atol=1e-4)
        assert np.allclose(atoms.b_factor[atoms.atom_name == "CA"], model.confidence, atol=1e-3)


class TestWritingRefuses:
    def refused(self, structure, path, match, error=OutputError):
        with pytest.raises(error, match=match):
            write_structure(structure, path)
        assert not path.exists()
        assert not path.parent.is_dir() or list(path.parent.iterdir()) == []

    def test_what_pdb_cannot_hold(self, model, tmp_path):
        path = tmp_path / "x.pdb"
        self.refused(replace(model, chain_ids=("A", "BB", "C")), path, r"'BB' is not the one character.*write \.cif")
        many = Structure(
            "A" * 63,
            np.zeros((63, 5, 3)),
            np.arange(63, dtype=np.int32),
            tuple(string.printable[:63]),
            np.ones(63, np.int32),
        )
        self.refused(many, path, r"63 chains are more than the 62 .*write \.cif")
        self.refused(replace(model, residue_numbers=model.residue_numbers + 9999), path, r"four digits.*write \.cif")
        self.refused(replace(model, coords_a=model.coords_a * 1000), path, r"eight columns.*write \.cif")

    def test_more_atoms_than_pdb_can_number(self, tmp_path):
        length = 25_000
        big = Structure(
            "A" * length,
            np.zeros((length, 5, 3)),
            np.repeat(np.arange(5, dtype=np.int32), 5000),
            tuple("ABCDE"),
            np.tile(np.arange(1, 5001, dtype=np.int32), 5),
        )
        self.refused(big, tmp_path / "x.pdb", r"atoms are more than the 99999.*write \.cif")

    def test_other_suffixes_folders_and_missing_folders(self, model, tmp_path):
        self.refused(model, tmp_path / "x.xyz", r"\.cif or \.pdb")
        self.refused(model, tmp_path / "no" / "x.cif", "make the folder first")
        (tmp_path / "d.cif").mkdir()
        with pytest.raises(OutputError, match="no folder"):
            write_structure(model, tmp_path / "d.cif")

    @pytest.mark.parametrize(
        "change",
        [
            {"sequence": ""},
            {"sequence": "MKGVMKGVWYB"},
            {"coords_a": np.zeros((11, 4, 3))},
            {"coords_a": np.full((11, 5, 3), np.nan)},
            {"coords_a": np.full((11, 5, 3), np.inf)},
            {"chain_index": np.array([0] * 5 + [1] * 6)},
            {"chain_ids": ("A", "A", "C")},
            {"confidence": np.full(11, np.nan)},
            {"confidence": np.zeros(10)},
            {"insertion_codes": ("A",) * 10},
        ],
    )
    def test_structures_that_do_not_fit_themselves(self, model, tmp_path, change):
        self.refused(replace(model, **change), tmp_path / "x.cif", "structure: ", StructureError)
