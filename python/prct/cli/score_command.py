"""``prct score``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from prct.io.structure import read_structure
from prct.scoring.score_model import score_model


def add_parser(commands: Any) -> None:
    """Declare the options."""
    parser = commands.add_parser("score", help="compare a model with its native", allow_abbrev=False)
    parser.add_argument("model", type=Path, metavar="MODEL", help="PDB or mmCIF")
    parser.add_argument("native", type=Path, metavar="NATIVE", help="PDB or mmCIF")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the scores of Eq. 35."""
    scores = score_model(read_structure(arguments.model), read_structure(arguments.native))
    if arguments.json:
        print(json.dumps(scores))
    else:
        for name, value in scores.items():
            print(f"{name:10s} {value:.4f}")
    return 0
