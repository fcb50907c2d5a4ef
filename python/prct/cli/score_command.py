"""``prct score``."""

from __future__ import annotations

import argparse
import json

from prct.cli.exit_codes import DONE
from prct.cli.paths import named_path
from prct.cli.streams import complain, show
from prct.io.structure import read_structure
from prct.scoring.score_model import score_model


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", type=named_path, metavar="MODEL", help="PDB or mmCIF")
    parser.add_argument("native", type=named_path, metavar="NATIVE", help="PDB or mmCIF")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the scores of Eq. 35, and what the reader had to handle in the two files."""
    model, native = read_structure(arguments.model), read_structure(arguments.native)
    scores = score_model(model, native)
    if arguments.json:
        show(json.dumps({**scores, "notes": {"model": list(model.notes), "native": list(native.notes)}}))
        return DONE
    for path, structure in ((arguments.model, model), (arguments.native, native)):
        for note in structure.notes:
            complain(f"prct: note: {path}: {note}")
    show("\n".join(f"{name:10s} {value:.4f}" for name, value in scores.items()))
    return DONE
