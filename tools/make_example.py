#!/usr/bin/env python3
"""Make an example's inputs from an experimental structure: its sequence, its contacts, and where they come from.

python tools/make_example.py STRUCTURE OUT_DIR --name ubiquitin --entry 1UBQ
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from prct.base.errors import StructureError
from prct.core.target import Target
from prct.io.atomic_write import write_bytes
from prct.io.derive_contacts import contacts_from_structure, write_casp_rr
from prct.io.input_file import read_bytes
from prct.io.structure import read_structure

CUTOFF_A = 8.0
MIN_SEPARATION = 6

PROVENANCE = """# Where these files come from

`sequence.fasta` and `contacts.rr` were derived from PDB entry {entry} (coordinates CC0, wwPDB) by

```
python tools/make_example.py {entry}.pdb {folder} --name {name} --entry {entry}
```

The list holds all {n_contacts} pairs of the {length} residues with CB-CB < {cutoff:g} Å (virtual CB for glycine) and
|i-j| >= {separation}, each with probability 1: true contacts, so this example shows the fold and not a prediction.
SHA-256 of the ATOM records read: `{digest}`.
"""


def main() -> None:
    arguments = _arguments()
    structure = read_structure(arguments.structure)
    target = Target(arguments.name, structure.chain_ids, _sequences(structure))
    table = contacts_from_structure(structure, CUTOFF_A, MIN_SEPARATION)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    records = [f">{chain}\n{sequence}\n" for chain, sequence in zip(target.chain_ids, target.sequences, strict=True)]
    if len(records) == 1:
        records = [f">{arguments.name} {arguments.entry}\n{target.sequence}\n"]
    write_bytes(arguments.folder / "sequence.fasta", "".join(records).encode())
    remark = f"CB-CB < {CUTOFF_A:g} A, |i-j| >= {MIN_SEPARATION}, derived from PDB entry {arguments.entry}"
    write_casp_rr(arguments.folder / "contacts.rr", target, table, [remark])
    provenance = PROVENANCE.format(
        entry=arguments.entry, folder=arguments.folder.as_posix(), name=arguments.name, n_contacts=len(table.weight),
        length=len(target.sequence), cutoff=CUTOFF_A, separation=MIN_SEPARATION, digest=_digest(arguments.structure),
    )  # fmt: skip
    write_bytes(arguments.folder / "PROVENANCE.md", provenance.encode())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("structure", type=Path, help="PDB or mmCIF file without chain breaks")
    parser.add_argument("folder", type=Path, help="folder of the example")
    parser.add_argument("--name", required=True, help="name of the target")
    parser.add_argument("--entry", required=True, help="PDB entry the structure is")
    return parser.parse_args()


def _sequences(structure) -> tuple[str, ...]:
    broken = [note for note in structure.notes if "break between" in note]
    if broken:
        raise StructureError(f"{broken[0]}; positions would not match the sequence, choose a complete chain")
    letters = [
        "".join(
            letter for letter, chain in zip(structure.sequence, structure.chain_index, strict=True) if chain == index
        )
        for index in range(len(structure.chain_ids))
    ]
    return tuple(letters)


def _digest(path: Path) -> str:
    lines = read_bytes(path, StructureError).splitlines()
    return hashlib.sha256(b"\n".join(line.rstrip() for line in lines if line.startswith(b"ATOM"))).hexdigest()


if __name__ == "__main__":
    main()
