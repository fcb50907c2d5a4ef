"""Write the coefficients of Eq. 10 into the header that the C++ library is built with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from prct.base.errors import InputError

NODES = Path(__file__).resolve().parents[1] / "cpp/src/parameters/pair_potential_nodes.hpp"
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
UNIT = 0.001
"""kcal/mol of one step of the numbers written."""
HEAD = """\
// Data table: written by tools/pair_potential_table.py, coefficients of the splines of Eq. 10 in 0.001 kcal/mol.
#pragma once

#include <cstdint>

namespace prct {

// clang-format off
"""


def write_table(path: Path, pair: np.ndarray, burial: np.ndarray) -> None:
    """Round to 0.001 kcal/mol and write the header.

    Parameters
    ----------
    path : Path
        `NODES` for the library's own.
    pair : float64 [210, 13]
        kcal/mol; rows are the type pairs a <= b of ``ACDEFGHIKLMNPQRSTVWY`` in the order of ``numpy.triu_indices(20)``.
        The first three columns are equal, the last three 0.
    burial : float64 [20, 13]
        kcal/mol.

    Raises
    ------
    InputError
        For another shape, numbers beyond ±32 kcal/mol, or ends that are not smooth.
    """
    steps = [np.round(np.asarray(table, np.float64) / UNIT) for table in (pair, burial)]
    if steps[0].shape != (210, 13) or steps[1].shape != (20, 13):
        raise InputError(f"tables have shapes {steps[0].shape} and {steps[1].shape}; pass (210, 13) and (20, 13)")
    for table in steps:
        if not (np.abs(table) <= np.iinfo(np.int16).max).all():
            raise InputError("a coefficient is not finite or beyond ±32 kcal/mol; bound the fit")
    if (steps[0][:, :3] != steps[0][:, :1]).any():
        raise InputError("a pair curve begins with a slope; make its first three coefficients equal")
    if steps[0][:, 10:].any():
        raise InputError("a pair curve does not vanish at the cutoff; make its last three coefficients 0")
    pairs = [RESIDUES[a] + RESIDUES[b] for a, b in zip(*np.triu_indices(20), strict=True)]
    text = HEAD + _array("pair_potential_nodes", steps[0], pairs) + _array("burial_nodes", steps[1], list(RESIDUES))
    path.write_text(text + "// clang-format on\n\n}  // namespace prct\n", encoding="ascii")


def _array(name: str, rows: np.ndarray, labels: list[str]) -> str:
    lines = [f"    {', '.join(str(int(v)) for v in row)},  // {label}" for row, label in zip(rows, labels, strict=True)]
    return f"inline constexpr std::int16_t {name}[] = {{\n" + "\n".join(lines) + "\n};\n"
