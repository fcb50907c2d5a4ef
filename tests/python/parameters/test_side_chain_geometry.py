"""The geometry of the side chains against the Chemical Component Dictionary."""

import doctest
import json
from pathlib import Path

import biotite.structure.info as info
import numpy as np
from prct.parameters import side_chain_geometry
from prct.parameters.packing import CONTACT_FIELDS, PACKING
from prct.parameters.side_chain_geometry import ATOM_RULES, PROLINE_RING, THREE_LETTERS, heavy_atoms

ROOT = Path(__file__).resolve().parents[3]


def test_doctests():
    assert doctest.testmod(side_chain_geometry).failed == 0


def test_atoms_and_lengths_are_those_of_the_dictionary():
    for letter, name in THREE_LETTERS.items():
        component = info.residue(name)
        heavy = component[component.element != "H"]
        assert set(heavy_atoms(letter)) == set(heavy.atom_name) - {"OXT"}
        ideal = dict(zip(heavy.atom_name, heavy.coord, strict=True))
        for rule in ATOM_RULES.get(letter, ()):
            off_a = abs(rule.length_a - np.linalg.norm(ideal[rule.name] - ideal[rule.near]))
            assert off_a < (0.11 if letter in "DER" else 0.05), (name, rule.name)  # localised charges there
            assert 98 < rule.angle_deg < 135
    assert 1.46 < PROLINE_RING.n_cd_a < 1.49


def test_geometry_and_weights_come_from_the_tuned_chains_only():
    records = [
        json.loads((ROOT / "python/prct/parameters" / f"{n}.json").read_text())
        for n in ("side_chain_geometry", "packing")
    ]
    assert records[0]["inputs_sha256"] == records[1]["inputs_sha256"]
    assert "classic/1UBQ.pdb.gz" not in records[0]["inputs_sha256"]
    assert set(PACKING) == {*CONTACT_FIELDS, "rotamer"}
