"""Families of the data set: an alignment, and the distances of a native on its query's residues."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from prct.core.alignment import STATES
from prct.core.virtual_sites import cb_coords

from bench.cases.definitions import CONTACT_A, pairwise_distances, true_contacts
from bench.cases.sources import Chain, Prediction, synthetic_chain

__all__ = ["CONTACT_A", "Family", "families", "made_family", "quoted_families"]

MADE_LENGTH, MADE_SEQUENCES, COPIED = 40, 300, 0.8


@dataclass(frozen=True)
class Family:
    """One alignment with its native.

    Attributes
    ----------
    name, sequence : str
        The query, all its residues.
    alignment : Path
        A3M, the query first.
    coords_a : float64 [N, 5, 3]
        N, CA, C, O, CB of the native, NaN where unresolved.
    """

    name: str
    sequence: str
    alignment: Path
    coords_a: np.ndarray

    @property
    def distance_a(self) -> np.ndarray:
        """CB-CB [N, N], virtual for glycine."""
        return pairwise_distances(cb_coords(self.coords_a))


def made_family() -> Prediction:
    """A synthetic chain whose contacts copy each other in an alignment, for smoke runs."""
    chain = synthetic_chain(length=MADE_LENGTH)
    rng = np.random.default_rng(1)
    states = rng.integers(0, len(STATES) - 1, (MADE_SEQUENCES, MADE_LENGTH))
    for i, j in true_contacts(pairwise_distances(cb_coords(chain.coords_a))):
        copies = rng.random(MADE_SEQUENCES) < COPIED
        states[copies, j] = states[copies, i]
    rows = [chain.sequence, *("".join(STATES[k] for k in row) for row in states)]
    return Prediction(chain, "alignment.a3m", "".join(f">{k}\n{row}\n" for k, row in enumerate(rows)).encode())


def quoted_families(data: Path) -> Iterator[Prediction]:
    """The alignments that are quoted, to fold from."""
    for family in families("dev", data):
        native = Chain(family.name, family.sequence, family.coords_a)
        yield Prediction(native, "alignment.a3m.gz", family.alignment.resolve())


def families(role: str, data: Path) -> Iterator[Family]:
    """Those of a role: ``dev`` (quoted), ``calibrate`` (probabilities may be calibrated on them) or ``other``."""
    with (data / "msa" / "index.csv").open() as file:
        names = [row["id"] for row in csv.DictReader(file) if row["role"] == role]
    for name in names:
        with np.load(data / "msa" / f"{name}.npz") as archive:
            yield Family(
                name, str(archive["seq"]), data / "msa" / f"{name}.a3m.gz", archive["coords"].astype(np.float64)
            )
