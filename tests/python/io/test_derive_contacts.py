"""Contacts of a structure, and that their RR list reads back as the same table."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from prct.base.errors import OptionError, OutputError
from prct.core.restraints import RestraintTable
from prct.core.structure import Structure
from prct.core.target import Target
from prct.core.virtual_sites import cb_coords
from prct.io.derive_contacts import contacts_from_structure, write_casp_rr
from prct.io.fasta import read_fasta
from prct.io.restraints import read_restraints
from prct.io.structure import write_structure

EXAMPLE = Path(__file__).parents[3] / "examples" / "ubiquitin"


@pytest.fixture
def compact():
    """Sixty residues at random in a small box, in two chains, every tenth without CB."""
    random = np.random.default_rng(3)
    coords_a = random.uniform(0, 25, (60, 1, 3)) + random.normal(0, 1.5, (60, 5, 3))
    coords_a[::10, 4] = np.nan
    return Structure(
        "A" * 60,
        coords_a,
        np.repeat(np.array([0, 1], np.int32), [40, 20]),
        ("A", "B"),
        np.concatenate([np.arange(1, 41), np.arange(1, 21)]).astype(np.int32),
    )


def test_against_the_plain_double_loop(compact):
    cb_a = cb_coords(compact.coords_a)
    expected = [
        (i, j)
        for i in range(60)
        for j in range(i + 1, 60)
        if np.linalg.norm(cb_a[i] - cb_a[j]) < 8 and (compact.chain_index[i] != compact.chain_index[j] or j - i >= 6)
    ]
    table = contacts_from_structure(compact)
    assert list(zip(table.residue_i.tolist(), table.residue_j.tolist(), strict=True)) == expected
    assert len(expected) > 50


def test_virtual_cb_has_ideal_geometry():
    ideal = np.array([[-0.525, 1.363, 0.0], [0.0, 0.0, 0.0], [1.526, 0.0, 0.0]])
    coords_a = np.full((1, 5, 3), np.nan)
    coords_a[0, :3] = ideal
    cb_a = cb_coords(coords_a)[0]
    assert np.linalg.norm(cb_a) == pytest.approx(1.53, abs=0.02)
    angle = np.degrees(np.arccos(cb_a @ ideal[0] / np.linalg.norm(cb_a) / np.linalg.norm(ideal[0])))
    assert angle == pytest.approx(110.5, abs=1.5)


def test_gaps_in_the_numbers_count_as_separation():
    coords_a = np.zeros((2, 5, 3))
    coords_a[1] = 1
    near = Structure("AA", coords_a, np.zeros(2, np.int32), ("A",), np.array([1, 2], np.int32))
    assert len(contacts_from_structure(near).weight) == 0
    apart = Structure("AA", coords_a, np.zeros(2, np.int32), ("A",), np.array([1, 7], np.int32))
    assert len(contacts_from_structure(apart).weight) == 1


def test_nothing_known_makes_no_contact():
    unknown = Structure("AA", np.full((2, 5, 3), np.nan), np.zeros(2, np.int32), ("A",), np.array([1, 9]))
    assert len(contacts_from_structure(unknown).weight) == 0


@pytest.mark.parametrize("options", [{"cutoff_a": 0}, {"cutoff_a": float("nan")}, {"min_separation": 0}])
def test_options_are_checked(compact, options):
    with pytest.raises(OptionError, match="positive"):
        contacts_from_structure(compact, **options)


def test_the_written_list_reads_back(compact, tmp_path):
    target = Target("box", ("A", "B"), ("A" * 40, "A" * 20))
    table = contacts_from_structure(compact)
    write_casp_rr(tmp_path / "x.rr", target, table, ["one\nline"])
    back = read_restraints(tmp_path / "x.rr", target).table
    for name in RestraintTable.__dataclass_fields__:
        assert np.array_equal(getattr(back, name), getattr(table, name)), name


def test_what_rr_cannot_hold_is_refused(compact, tmp_path):
    target = Target("box", ("A", "B"), ("A" * 40, "A" * 20))
    table = contacts_from_structure(compact)
    for name, value in (("atom_i", 1), ("group", 0), ("weight", 2.0)):
        changed = RestraintTable(**{**vars(table), name: np.full_like(getattr(table, name), value)})
        with pytest.raises(OutputError, match=r"x\.rr"):
            write_casp_rr(tmp_path / "x.rr", target, changed)
    assert list(tmp_path.iterdir()) == []


def test_the_example_is_whole():
    target, warnings = read_fasta(EXAMPLE / "sequence.fasta")
    table = read_restraints(EXAMPLE / "contacts.rr", target).table
    assert (target.name, len(target.sequence), warnings) == ("ubiquitin", 76, ())
    assert f"all {len(table.weight)} pairs of the 76 residues" in (EXAMPLE / "PROVENANCE.md").read_text()


def test_the_tool_makes_an_example_that_reads_back(tmp_path, monkeypatch):
    number = np.arange(30)
    helix_a = np.stack([2.3 * np.cos(1.745 * number), 2.3 * np.sin(1.745 * number), 1.5 * number], axis=1)
    trace = Structure("A" * 30, np.full((30, 5, 3), np.nan), np.zeros(30, np.int32), ("A",), number + 1)
    trace.coords_a[:, 1] = helix_a
    trace.coords_a[:, 4] = 0.5 * helix_a
    write_structure(trace, tmp_path / "x.pdb")
    tool = Path(__file__).parents[3] / "tools" / "make_example.py"
    arguments = [tmp_path / "x.pdb", tmp_path / "out", "--name", "helix", "--entry", "0ABC"]
    monkeypatch.setattr(sys, "argv", [str(tool), *map(str, arguments)])
    runpy.run_path(str(tool), run_name="__main__")
    target, _ = read_fasta(tmp_path / "out" / "sequence.fasta")
    table = read_restraints(tmp_path / "out" / "contacts.rr", target).table
    assert (table.residue_j - table.residue_i).min() == 6
    assert len(table.weight) > 20
