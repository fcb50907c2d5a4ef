"""``prct pack``."""

from __future__ import annotations

import argparse

from prct._core import __version__
from prct.app.machine import available_threads
from prct.base.errors import OptionError, OutputError
from prct.cli.exit_codes import DONE
from prct.cli.paths import named_path
from prct.cli.streams import complain, show
from prct.folding.side_chains import pack_side_chains
from prct.io.structure import read_structure, write_structure
from prct.scoring.clashes import count_clashes


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = "Pack side chains on the backbone of a model; writes all heavy atoms."
    parser.add_argument("model", type=named_path, metavar="MODEL", help="PDB or mmCIF with N, CA, C")
    parser.add_argument("-o", "--out", type=named_path, required=True, metavar="FILE", help=".cif or .pdb")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same bytes (1)")
    parser.add_argument("--threads", type=int, metavar="N", help="(all cores)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, pack, write; notes go to standard error."""
    if arguments.threads is not None and arguments.threads < 1:
        raise OptionError(f"--threads is {arguments.threads}; use 1 or more")
    if arguments.out.exists() and arguments.out.samefile(arguments.model):
        raise OutputError(f"{arguments.out}: is the model itself; name another file")
    structure = read_structure(arguments.model)
    packed = pack_side_chains(structure, seed=arguments.seed, threads=arguments.threads or available_threads())
    write_structure(packed, arguments.out, {"software_version": __version__, "seed": str(arguments.seed)})
    for note in packed.backbone.notes:
        complain(f"prct: note: {arguments.model}: {note}")
    show(
        f"{arguments.model}: {len(structure.sequence)} residues, {len(packed.atom_names)} atoms, "
        f"{count_clashes(packed)} clashes -> {arguments.out}"
    )
    return DONE
