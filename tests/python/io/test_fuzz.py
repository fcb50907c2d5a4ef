"""Broken files of every format: only types of the error tree come out, with one line that names the file."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prct.base.errors import InputError
from prct.core.structure import Structure
from prct.io.checkpoint import load_checkpoint, save_checkpoint
from prct.io.fasta import parse_sequence, read_fasta
from prct.io.prior_knowledge import read_prior_knowledge
from prct.io.restraints import read_restraints
from prct.io.structure import read_structure, write_structure

pytestmark = pytest.mark.filterwarnings("error")

EXAMPLES = int(os.environ.get("PRCT_FUZZ_EXAMPLES", "60"))
"""Files tried for each format and test; raise it for a longer search."""

LONGEST_MS = 5_000
"""A reader that takes longer on these small files is taken for hanging."""

TARGET, _ = parse_sequence(["MKVLAAGIVG", "GGSGG"])
SPECIAL = [b"nan", b"inf", b"-1", b"0", b"1e999", b"99999999999", b"\0", b"\xff", b"*", b'"', b"'", b";", b",", b"\r"]
SPECIAL += [
    b"",
    b"\n",
    b" ",
    b"loop_\n",
    b"data_",
    b"_atom_site.Cartn_x ",
    b"MODEL ",
    b"ENDMDL\n",
    b"HETATM",
    b">",
    b"#",
]


def model() -> Structure:
    coords_a = np.round(np.random.default_rng(2).normal(0, 20, (15, 5, 3)), 3)
    chain = np.repeat(np.array([0, 1], np.int32), [10, 5])
    numbers = np.concatenate([np.arange(1, 11), np.arange(1, 6)]).astype(np.int32)
    return Structure(TARGET.sequence, coords_a, chain, ("A", "B"), numbers, np.full(15, 42.0))


def written(suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{suffix}"
        if suffix == "checkpoint":
            save_checkpoint(path, {"x": np.arange(12.0).reshape(4, 3), "f": np.array([True])}, {"step": 3, "a": ["b"]})
        else:
            write_structure(model(), path, {"software_version": "1"})
        return path.read_bytes()


def maps() -> bytes:
    stream = io.BytesIO()
    prob = np.random.default_rng(1).uniform(0, 1, (15, 15)).astype(np.float16)
    distogram = np.random.default_rng(2).uniform(0, 1, (15, 15, 3))
    edges = np.array([0, 8, 16, np.inf])
    np.savez(
        stream, contact_prob=prob, distance=20 * prob + 2, distogram=distogram, bin_edges=edges, seq=TARGET.sequence
    )
    return stream.getvalue()


def trrosetta() -> bytes:
    stream = io.BytesIO()
    shapes = {"dist": 37, "omega": 25, "theta": 25, "phi": 13}
    np.savez(stream, **{key: np.full((15, 15, bins), 1 / bins, np.float16) for key, bins in shapes.items()})
    return stream.getvalue()


RR = b"PFRMAT RR\nTARGET T1\nMODEL 1\nMKVLAAGIVG\nGGSGG\nA1 B3 0 8 0.91\n2 9 0 8 0.5\nA2 A9 3.5 10 .25\nEND\n"
CSV = (
    b"chain_i,residue_i,chain_j,residue_j,lower_a,upper_a,weight,atom_i,atom_j,group\n"
    b"A,1,B,3,0,8,1,CA,CB,x\nA,2,A,9,3.5,inf,0.5,,,\nA,3,A,9,0,6,1,N,O,x\n"
)
BONDED, _ = parse_sequence(["MCVLAAGIPG", "GCSGG"])
ALONE, _ = parse_sequence("MKVL")
PHASES = b"chain,residue,phi,psi,phi_error,psi_error\nA,2,-63,-42,10,12\nB,3,,135,,20\n"
TALOS = (
    b"DATA FIRST_RESID 1\nDATA SEQUENCE MKVL\nVARS RESID RESNAME PHI PSI DPHI DPSI CLASS\nFORMAT %4d\n"
    b"1 M 9999.000 9999.000 0.0 0.0 None\n2 K -63.0 -42.0 5.0 7.0 Good\n"
)
SS2 = b"# PSIPRED VFORMAT\n\n1 M C 0.998 0.001 0.001\n2 K H 0.1 0.8 0.1\n3 V E 0.1 0.1 0.8\n4 L C 1.0 0.0 0.0\n"
FORMATS = {
    "phases": (PHASES, lambda path: read_prior_knowledge(TARGET, phases=path)),
    "talos": (TALOS, lambda path: read_prior_knowledge(ALONE, phases=path)),
    "ss2": (SS2, lambda path: read_prior_knowledge(ALONE, secondary=path)),
    "dssp": (b">A\nHHHHGG--TS\n>B\nEEEB-\n", lambda path: read_prior_knowledge(TARGET, secondary=path)),
    "disulfides": (b"# bonds\nA2-B2\n", lambda path: read_prior_knowledge(BONDED, disulfides=path)),
    "cis": (b"A9,12 # two\n", lambda path: read_prior_knowledge(BONDED, cis=path)),
    "fasta": (b">A one\nMKVLAAGIVG\n>B two\nGGSG\nX*\n", read_fasta),
    "rr": (RR, lambda path: read_restraints(path, TARGET)),
    "csv": (CSV, lambda path: read_restraints(path, TARGET)),
    "trrosetta": (trrosetta(), lambda path: read_restraints(path, TARGET)),
    "npz": (maps(), lambda path: read_restraints(path, TARGET)),
    "pdb": (written("pdb"), read_structure),
    "cif": (written("cif"), read_structure),
    "checkpoint": (written("checkpoint"), load_checkpoint),
}

edit = st.tuples(
    st.sampled_from(["cut", "insert", "replace", "truncate", "repeat", "flip"]),
    st.floats(0, 1),
    st.integers(0, 40),
    st.one_of(st.sampled_from(SPECIAL), st.binary(max_size=12)),
)


def mutated(data: bytes, edits: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, where, length, piece in edits:
        place = int(where * len(data))
        head, middle, tail = data[:place], data[place : place + length], data[place + length :]
        data = {
            "cut": head + tail,
            "insert": head + piece + middle + tail,
            "replace": head + piece + tail,
            "truncate": head,
            "repeat": head + middle + middle + tail,
            "flip": head + bytes(byte ^ 1 for byte in middle[:1]) + middle[1:] + tail,
        }[kind]
    return data


def check(form: str, data: bytes) -> bool:
    """Read `data`; True when it was accepted. Anything but an InputError escapes."""
    _, read = FORMATS[form]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{form}"
        path.write_bytes(data)
        try:
            read(path)
        except InputError as problem:
            assert str(path) in str(problem)
            assert "\n" not in str(problem)
            assert ";" in str(problem), "no remedy"
            return False
    return True


deterministic = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=LONGEST_MS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_the_seeds_themselves_are_accepted(form):
    assert check(form, FORMATS[form][0])


@pytest.mark.parametrize("form", FORMATS)
@deterministic
@given(data=st.binary(max_size=300))
def test_random_bytes(form, data):
    check(form, data)


@pytest.mark.parametrize("form", FORMATS)
@deterministic
@given(edits=st.lists(edit, min_size=1, max_size=5))
def test_mutations(form, edits):
    check(form, mutated(FORMATS[form][0], edits))


@pytest.mark.parametrize("form", ["fasta", "rr", "csv", "pdb", "cif", "npz"])
@deterministic
@given(edits=st.lists(edit, min_size=1, max_size=2))
def test_mutations_inside_and_outside_gzip(form, edits):
    check(form, mutated(gzip.compress(FORMATS[form][0], mtime=0), edits))
    check(form, gzip.compress(mutated(FORMATS[form][0], edits), mtime=0))


@pytest.mark.parametrize("form", ["fasta", "rr", "csv", "phases", "talos", "ss2", "dssp", "disulfides", "cis"])
@deterministic
@given(text=st.text(alphabet="AMKX>,.;-+*#019 \n\te\"'é", max_size=200))
def test_nearly_text(form, text):
    check(form, text.encode())


@pytest.mark.parametrize("form", FORMATS)
def test_truncations(form):
    seed = FORMATS[form][0]
    for length in range(0, len(seed), max(1, len(seed) // 150)):
        check(form, seed[:length])
