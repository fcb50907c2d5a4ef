"""Contacts of a known structure, and the CASP RR list of a table: how example inputs are made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from prct.base.errors import OptionError, OutputError
from prct.core.restraints import RestraintTable
from prct.core.structure import Structure
from prct.core.target import Target
from prct.core.virtual_sites import cb_coords
from prct.io.atomic_write import write_bytes
from prct.io.restraint_formats.pair_list import CB, UNGROUPED

_SEQUENCE_WIDTH = 50


def contacts_from_structure(structure: Structure, cutoff_a: float = 8.0, min_separation: int = 6) -> RestraintTable:
    """Pairs of residues whose CB atoms are closer than `cutoff_a`, sorted by residue.

    CB is virtual (Eq. 2) where the structure has none, as for glycine; residues without N, CA or C and without CB
    make no contact.

    Parameters
    ----------
    structure : Structure
    cutoff_a : float
        Largest CB-CB distance in Å, exclusive.
    min_separation : int
        Smallest distance along the sequence within a chain, by residue number, so that gaps count; between chains
        every pair counts.

    Returns
    -------
    RestraintTable
        Bounds 0 to `cutoff_a`, weight 1.

    Raises
    ------
    OptionError
        When `cutoff_a` or `min_separation` is not positive.

    Examples
    --------
    >>> coords_a = np.full((2, 5, 3), np.nan)
    >>> coords_a[:, 4] = [[0, 0, 0], [0, 0, 5]]
    >>> pair = Structure("AA", coords_a, np.array([0, 1], np.int32), ("A", "B"), np.ones(2, np.int32))
    >>> contacts_from_structure(pair).residue_j.tolist()
    [1]
    """
    if not cutoff_a > 0 or min_separation < 1:
        raise OptionError(
            f"cutoff_a {cutoff_a} and min_separation {min_separation} must be positive; 8.0 and 6 are usual"
        )
    cb_a = cb_coords(structure.coords_a)
    known = np.flatnonzero(np.isfinite(cb_a).all(axis=1))
    pairs = known[cKDTree(cb_a[known]).query_pairs(cutoff_a, output_type="ndarray")] if len(known) else known
    i, j = np.sort(pairs.reshape(-1, 2), axis=1).T
    near = np.linalg.norm(cb_a[i] - cb_a[j], axis=1) < cutoff_a
    apart = structure.chain_index[i] != structure.chain_index[j]
    separation = np.abs(structure.residue_numbers[i] - structure.residue_numbers[j])
    kept = near & (apart | (separation >= min_separation))
    order = np.lexsort((j[kept], i[kept]))
    i, j = i[kept][order], j[kept][order]
    return contact_table(i, j, cutoff_a, np.ones(len(i)))


def contact_table(i: np.ndarray, j: np.ndarray, cutoff_a: float, probability: np.ndarray) -> RestraintTable:
    """Contacts of residues i and j [M], CB-CB below `cutoff_a`, with their probabilities [M]."""
    n_pairs = len(i)
    return RestraintTable(
        residue_i=i.astype(np.int32),
        residue_j=j.astype(np.int32),
        atom_i=np.full(n_pairs, CB, np.uint8),
        atom_j=np.full(n_pairs, CB, np.uint8),
        lower_a=np.zeros(n_pairs),
        upper_a=np.full(n_pairs, float(cutoff_a)),
        weight=np.asarray(probability, float),
        group=np.full(n_pairs, UNGROUPED, np.int32),
        is_contact=np.ones(n_pairs, bool),
    )


def write_casp_rr(path: str | Path, target: Target, table: RestraintTable, remarks: Sequence[str] = ()) -> None:
    """Write the CB-CB rows of `table` as CASP RR, weight as probability.

    Parameters
    ----------
    path : str or Path
    target : Target
        Gives the sequence, and the identifiers in front of positions where there are several chains.
    table : RestraintTable
    remarks : sequence of str
        One REMARK line each.

    Raises
    ------
    OutputError
        When the table holds what RR has no column for (other atoms, groups, weights above 1), or the path cannot be
        written.
    """
    if (table.atom_i != CB).any() or (table.atom_j != CB).any() or (table.group != UNGROUPED).any():
        raise OutputError(f"{path}: RR holds single CB-CB pairs only; write atoms and groups as CSV")
    if (table.weight > 1).any():
        raise OutputError(f"{path}: RR holds probabilities; divide the weights by the largest")
    lines = ["PFRMAT RR", f"TARGET {target.name}", *(f"REMARK {' '.join(remark.split())}" for remark in remarks)]
    lines.append("MODEL 1")
    sequence = target.sequence
    lines += [sequence[start : start + _SEQUENCE_WIDTH] for start in range(0, len(sequence), _SEQUENCE_WIDTH)]
    for i, j, lower_a, upper_a, weight in zip(
        table.residue_i, table.residue_j, table.lower_a, table.upper_a, table.weight, strict=True
    ):
        lines.append(f"{_label(target, i)} {_label(target, j)} {lower_a:g} {upper_a:g} {weight:.5g}")
    write_bytes(path, ("\n".join([*lines, "END"]) + "\n").encode())


def _label(target: Target, residue: int) -> str:
    chain = int(target.chain_index[residue])
    position = int(residue) - int(target.chain_starts[chain]) + 1
    return f"{target.chain_ids[chain]}{position}" if len(target.chain_ids) > 1 else str(position)
