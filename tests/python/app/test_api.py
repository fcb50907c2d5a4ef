"""Arguments of ``prct.fold`` that cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import prct
import pytest
from prct.base.errors import OptionError, SequenceError

SEQUENCE = "GEWTYDDATKTFTVTE"
DISTANCE = np.full((16, 16), np.nan)
DISTANCE[0, 15] = 5.5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": "a"}, "seed is 'a'; give a whole number"),
        ({"seed": 1.5}, "seed is 1.5; give a whole number"),
        ({"seed": True}, "seed is True; give a whole number"),
        ({"trajectories": "2"}, "trajectories is '2'; give a whole number"),
        ({"models": None}, "models is None; give a whole number"),
        ({"threads": "2"}, "threads is '2'; give a whole number"),
        ({"threads": 1.0}, "threads is 1.0; give a whole number"),
        ({"platform": None}, "platform None; use one of auto"),
        ({"restraints": 5}, "restraints is a int; pass a path"),
        ({"alignment": 5}, "alignment is a int; pass a path or an Alignment"),
        ({"alignment": "x.a3m", "threads": 0}, "threads is 0; use 1 or more"),
        (
            {"alignment": "x.a3m", "sequence": ["MKV", "GG"], "restraints": None},
            "target: 2 chains; an alignment is of one",
        ),
        ({"sequence": None}, "sequence is a NoneType; pass one-letter codes"),
        ({"sequence": 5}, "sequence is a int; pass one-letter codes"),
        ({"sequence": "s.fa"}, r"sequence 's.fa' looks like a file name, not like residues; pass pathlib.Path('s.fa')"),
    ],
)
def test_each_is_named_with_a_remedy(options, said):
    usual = {"sequence": SEQUENCE, "restraints": {"distance": DISTANCE}, "threads": 1, "trajectories": 1}
    with pytest.raises(OptionError) as caught:
        prct.fold(**{**usual, **options})
    assert str(caught.value).startswith(said)


def test_a_file_that_is_there_is_no_sequence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("target-1").write_text(">a\nMKV\n")
    with pytest.raises(OptionError, match="looks like a file name"):
        prct.fold("target-1", {})
    for wrong in ("target-2", "MK.V", "M?" * 5000, "M\0"):
        with pytest.raises(SequenceError, match="is no residue"):
            prct.fold(wrong, {})


def test_whole_numbers_of_numpy_will_do():
    given = {"distance": DISTANCE}
    result = prct.fold(SEQUENCE, given, seed=np.int64(3), trajectories=np.int32(1), models=np.uint8(1), threads=1)
    assert (len(result.models), type(result.best.seed)) == (1, int)
