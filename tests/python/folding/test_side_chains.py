"""Packed side chains: which atoms, their stereochemistry, determinism, and structures that lack something."""

import doctest
import json
from dataclasses import replace
from pathlib import Path

import biotite.structure as struc
import biotite.structure.info as info
import numpy as np
import pytest
from prct.base.errors import OptionError, StructureError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.folding import side_chain_atoms, side_chains
from prct.folding.side_chain_atoms import build_side_chains
from prct.folding.side_chains import pack_side_chains
from prct.parameters.side_chain_geometry import SIDE_CHAIN_ATOMS, THREE_LETTERS, heavy_atoms
from prct.scoring.clashes import count_clashes
from prct.scoring.side_chain_accuracy import side_chain_accuracy

from tools.side_chain_natives import native_structure

ROOT = Path(__file__).resolve().parents[3]

ALL = "".join(THREE_LETTERS)
PLANAR = {"F": "CB CG CD1 CD2 CE1 CE2 CZ", "Y": "CB CG CD1 CD2 CE1 CE2 CZ OH", "H": "CB CG ND1 CD2 CE1 NE2",
          "W": "CB CG CD1 CD2 NE1 CE2 CE3 CZ2 CZ3 CH2", "R": "CD NE CZ NH1 NH2", "N": "CB CG OD1 ND2",
          "D": "CB CG OD1 OD2", "Q": "CG CD OE1 NE2", "E": "CG CD OE1 OE2"}  # fmt: skip


def backbone(sequence, phi=-120.0, psi=130.0, chains=1):
    length = len(sequence)
    starts = np.linspace(0, length, chains + 1).astype(np.int32)
    coords_a = np.full((length, 5, 3), np.nan)
    coords_a[:, :3] = backbone_from_torsions(starts, np.tile(np.radians([phi, psi, 180.0]), (length, 1)))
    chain = np.repeat(np.arange(chains, dtype=np.int32), np.diff(starts))
    coords_a[:, :, 0] += 100.0 * chain[:, None]  # all chains start at the origin
    return Structure(sequence, coords_a, chain, tuple("ABCDEFGH"[:chains]), np.arange(1, length + 1, dtype=np.int32))


def residue_atoms(packed):
    """A dict of atom name -> position a residue."""
    atoms = [{} for _ in packed.backbone.sequence]
    for name, k, place in zip(packed.atom_names, packed.residue_index, packed.coords_a, strict=True):
        assert name not in atoms[k]
        atoms[k][name] = place
    return atoms


@pytest.fixture(
    scope="module", params=[(-120.0, 130.0), (-63.0, -42.0), (-75.0, 150.0)], ids=["strand", "helix", "PII"]
)
def packed(request):
    return pack_side_chains(backbone(ALL * 2, *request.param))


def test_doctests():
    for module in (side_chains, side_chain_atoms):
        result = doctest.testmod(module)
        assert result.attempted >= 1
        assert result.failed == 0


def test_every_residue_has_the_heavy_atoms_of_the_chemical_component_dictionary(packed):
    for k, (letter, atoms) in enumerate(zip(packed.backbone.sequence, residue_atoms(packed), strict=True)):
        component = info.residue(THREE_LETTERS[letter])
        expected = [name for name in component.atom_name[component.element != "H"] if name != "OXT"]
        last = k == len(packed.backbone.sequence) - 1
        assert list(atoms) == [*heavy_atoms(letter), *(["OXT"] if last else [])]
        assert set(atoms) == {*expected, *(["OXT"] if last else [])}


def test_bond_lengths_are_those_of_the_dictionary(packed):
    """Every bond of it, ring closures too, and no other; it draws Asp, Glu and Arg with localised charges."""
    for letter, atoms in zip(packed.backbone.sequence, residue_atoms(packed), strict=True):
        component = info.residue(THREE_LETTERS[letter])
        names = component.atom_name
        bonds = {frozenset((names[i], names[j])) for i, j, _ in component.bonds.as_array()}
        ideal = dict(zip(names, component.coord, strict=True))
        side = [name for name in atoms if name != "OXT"]
        for a, one in enumerate(side):
            for other in side[a + 1 :]:
                length_a = np.linalg.norm(atoms[one] - atoms[other])
                if frozenset((one, other)) in bonds:
                    off_a = abs(length_a - np.linalg.norm(ideal[one] - ideal[other]))
                    assert off_a < (0.11 if letter in "DER" else 0.06), (letter, one, other)
                else:
                    assert length_a > 2.0, (letter, one, other)


def test_proline_rings_are_closed(packed):
    for letter, atoms in zip(packed.backbone.sequence, residue_atoms(packed), strict=True):
        if letter == "P":
            assert np.linalg.norm(atoms["CD"] - atoms["N"]) == pytest.approx(1.473, abs=0.001)
            assert np.linalg.norm(atoms["CG"] - atoms["CD"]) == pytest.approx(1.513, abs=0.002)


def test_planar_groups_are_flat(packed):
    for letter, atoms in zip(packed.backbone.sequence, residue_atoms(packed), strict=True):
        if letter in PLANAR:
            points = np.array([atoms[name] for name in PLANAR[letter].split()])
            assert np.linalg.svd(points - points.mean(axis=0))[1][-1] < 0.03, letter


@pytest.mark.parametrize(("letters", "centre", "around"), [
    (ALL.replace("G", ""), "CA", ("N", "C", "CB")), ("I", "CB", ("CA", "CG1", "CG2")),
    ("T", "CB", ("CA", "OG1", "CG2")),
    ("L", "CG", ("CB", "CD1", "CD2")), ("V", "CB", ("CA", "CG1", "CG2")),
])  # fmt: skip
def test_hands_are_those_of_the_dictionary(packed, letters, centre, around):
    for letter, atoms in zip(packed.backbone.sequence, residue_atoms(packed), strict=True):
        if letter in letters:
            component = info.residue(THREE_LETTERS[letter])
            ideal = dict(zip(component.atom_name, component.coord, strict=True))
            built, wanted = (np.linalg.det([a[n] - a[centre] for n in around]) for a in (atoms, ideal))
            assert built * wanted > 0, letter


@pytest.mark.parametrize("letter", [letter for letter in ALL if letter not in "AGP"])
def test_chi_angles_come_out_as_they_went_in(letter):
    structure = backbone(letter)
    coords_a = structure.coords_a.copy()
    coords_a[:, 4] = side_chains.virtual_cb(coords_a)
    chi = np.array([[-1.1, 2.9, 1.2, -2.0]])
    atoms = build_side_chains(letter, coords_a, chi)[0]
    assert len(atoms) == len(SIDE_CHAIN_ATOMS[letter])
    made = dict(zip(SIDE_CHAIN_ATOMS[letter], atoms, strict=True)) | dict(
        zip(("N", "CA", "C", "O", "CB"), coords_a[0], strict=True)
    )
    chi1 = struc.dihedral(made["N"], made["CA"], made["CB"], atoms[0])
    assert chi1 == pytest.approx(-1.1, abs=1e-6)


def test_terminal_oxygens_end_each_chain():
    packed = pack_side_chains(backbone("AGSAGS", chains=2))
    ends = [(k, name) for k, name in zip(packed.residue_index, packed.atom_names, strict=True) if name == "OXT"]
    assert ends == [(2, "OXT"), (5, "OXT")]
    last = residue_atoms(packed)[5]
    assert np.linalg.norm(last["OXT"] - last["C"]) == pytest.approx(np.linalg.norm(last["O"] - last["C"]))
    assert np.linalg.norm(last["OXT"] - last["O"]) > 2.1


def test_backbone_stays_and_same_seed_gives_same_atoms():
    structure = backbone(ALL * 3, -63.0, -42.0)
    once, again, threads = (pack_side_chains(structure, seed=3, threads=n) for n in (1, 1, 3))
    assert np.array_equal(once.coords_a, again.coords_a)
    assert np.array_equal(once.coords_a, threads.coords_a)
    atoms = residue_atoms(once)
    for k in range(len(structure.sequence)):
        assert np.array_equal([atoms[k][name] for name in ("N", "CA", "C")], structure.coords_a[k, :3])


def test_native_chains_are_packed_as_well_as_the_record_says(prct_data):
    record = json.loads((ROOT / "python/prct/parameters/packing.json").read_text())
    counts = np.zeros(4)
    for name in record["chains"]:
        native = native_structure(prct_data, name)
        found = side_chain_accuracy(pack_side_chains(native.backbone), native)
        counts += [found.chi1_right, found.chi1_count, found.chi12_right, found.chi12_count]
    assert np.allclose([counts[0] / counts[1], counts[2] / counts[3]], record["right_chi1_chi12"], atol=0.01)


def test_packing_has_fewer_clashes_than_likely_rotamers(monkeypatch):
    structure = backbone("LFWYKRMLFW" * 3, -63.0, -42.0)
    packed = count_clashes(pack_side_chains(structure))
    monkeypatch.setattr(side_chains, "KEPT_PROBABILITY", 1e-9)  # only the likeliest is offered
    monkeypatch.setattr(side_chains, "MIN_PROBABILITY", 0.0)
    assert packed <= count_clashes(pack_side_chains(structure))


def test_a_ca_trace_is_refused_with_the_remedy():
    structure = backbone("AKL")
    coords_a = np.full_like(structure.coords_a, np.nan)
    coords_a[:, 1] = structure.coords_a[:, 1]
    with pytest.raises(StructureError, match="backbone_from_trace"):
        pack_side_chains(replace(structure, coords_a=coords_a))


def test_incomplete_and_unknown_residues_keep_what_they_have():
    structure = backbone("KLXKL")
    coords_a = structure.coords_a.copy()
    coords_a[3, 0] = np.nan
    packed = pack_side_chains(replace(structure, coords_a=coords_a))
    assert [list(atoms) for atoms in residue_atoms(packed)[2:4]] == [["N", "CA", "C"], ["CA", "C"]]
    assert list(residue_atoms(packed)[1]) == list(heavy_atoms("L"))
    notes = " | ".join(packed.backbone.notes)
    assert "unknown, no side chain: A3" in notes
    assert "without N, CA or C, left as it is: A4" in notes


def test_missing_cb_and_o_are_put_in_and_said():
    whole = pack_side_chains(backbone("AKLMA"))
    coords_a = whole.backbone.coords_a.copy()
    coords_a[1, 4] = np.nan
    coords_a[2, 3] = np.nan
    packed = pack_side_chains(replace(whole.backbone, coords_a=coords_a, notes=()))
    assert packed.backbone.notes == ("O put in: A3", "CB put in: A2")
    assert np.allclose(packed.coords_a, whole.coords_a)


def test_a_cb_on_the_wrong_side_is_rebuilt_and_said():
    whole = pack_side_chains(backbone("AKLMA"))
    coords_a = whole.backbone.coords_a.copy()
    n, ca, c, _, cb = coords_a[2]
    normal = np.cross(n - ca, c - ca) / np.linalg.norm(np.cross(n - ca, c - ca))
    coords_a[2, 4] = cb - 2 * ((cb - ca) @ normal) * normal
    packed = pack_side_chains(replace(whole.backbone, coords_a=coords_a, notes=()))
    assert packed.backbone.notes == ("CB was misplaced and is rebuilt: A3",)
    assert np.allclose(packed.coords_a, whole.coords_a)


def test_a_break_and_insertion_codes_are_no_hindrance():
    structure = backbone("AKLVKLMA")
    coords_a = structure.coords_a.copy()
    coords_a[4:] += [0.0, 0.0, 15.0]
    numbers = np.array([1, 2, 2, 2, 30, 31, 32, 33], dtype=np.int32)
    codes = ("", "", "A", "B", "", "", "", "")
    packed = pack_side_chains(replace(structure, coords_a=coords_a, residue_numbers=numbers, insertion_codes=codes))
    assert packed.backbone.insertion_codes == codes
    assert all(set(heavy_atoms(a)) <= set(b) for a, b in zip("AKLVKLMA", residue_atoms(packed), strict=True))
    coords_a = structure.coords_a.copy()
    coords_a[3, 4] = 99.0
    packed = pack_side_chains(replace(structure, coords_a=coords_a, residue_numbers=numbers, insertion_codes=codes))
    assert "CB was misplaced and is rebuilt: A2B" in packed.backbone.notes


@pytest.mark.parametrize("options", [{"seed": -1}, {"threads": 0}])
def test_options_out_of_range(options):
    with pytest.raises(OptionError):
        pack_side_chains(backbone("AK"), **options)
