"""Restraint files of any format: told apart by what they hold, not by what they are called."""

from __future__ import annotations

import io
from pathlib import Path

from prct.base.errors import RestraintError
from prct.core.restraints import Restraints
from prct.core.target import Target
from prct.io.input_file import MAX_TEXT_BYTES, decode, read_bytes
from prct.io.restraint_formats import casp_rr, csv_table, npz_maps

ZIP_MAGIC = b"PK\x03\x04"
NPY_MAGIC = b"\x93NUMPY"
MAX_MAP_FILE_BYTES = 4 << 30
"""Largest file of maps: a distogram of 25 bins in half precision, uncompressed, reaches it at 9,000 residues."""


def read_restraints(path: str | Path, target: Target, complete: bool = False) -> Restraints:
    """Read CASP RR, CSV or npz restraints, plain or gzip.

    Parameters
    ----------
    path : str or Path
        The formats are described in :mod:`prct.io.restraint_formats.casp_rr`, ``.csv_table`` and ``.npz_maps``.
    target : Target
        The chains the restraints belong to.
    complete : bool
        True when a list names *all* contacts, so that absence is information (Eq. 9a).

    Returns
    -------
    Restraints
        With a table (RR, CSV) or maps (npz), and notes of what had to be settled.

    Raises
    ------
    RestraintError
        One line that names the file, the line or array, and the remedy.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "contacts.rr"
    >>> _ = path.write_text("1 7 0 8 0.9\\n")
    >>> restraints = read_restraints(path, Target("t", ("A",), ("MKVLAAG",)))
    >>> restraints.table.residue_j.tolist(), restraints.table.upper_a.tolist()
    ([6], [8.0])
    """
    source = str(path)
    data = read_bytes(path, RestraintError, MAX_MAP_FILE_BYTES)
    if data.startswith(ZIP_MAGIC):
        maps, notes = npz_maps.parse(io.BytesIO(data), target, source)
        return Restraints(None, maps, complete, source, notes)
    if data.startswith(NPY_MAGIC):
        raise RestraintError(f"{source}: one nameless array; save it by numpy.savez under its name (contact_prob, ...)")
    if len(data) > MAX_TEXT_BYTES:
        raise RestraintError(f"{source}: more than {MAX_TEXT_BYTES} bytes of text; keep the most probable pairs")
    text = decode(data, path, RestraintError)
    parse = csv_table.parse if _is_csv(text, path) else casp_rr.parse
    table, notes = parse(text, target, source)
    return Restraints(table, None, complete, source, notes)


def _is_csv(text: str, path: str | Path) -> bool:
    """A comma or a column's name in the first line that is no comment, or a file name that says so."""
    first = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    named = Path(path).name.lower().removesuffix(".gz").endswith(".csv") or csv_table.REQUIRED[0] in first.lower()
    return named or ("," in first and first.split()[0] not in (*casp_rr.HEADERS, "MODEL", "END"))
