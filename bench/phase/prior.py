"""How well the phase prior (Eq. 24c) knows basins and secondary structure of chains that gave no parameter.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/phase/prior.py --json bench/results/phase_prior.json

`dev` from the sequence alone, and the `dev` families from the sequence and with their alignments. Per residue with a φ
and a ψ: accuracy in three basins, two ways to draw them; three-state Q3 of the network's states; nats of -ln p(φ, ψ)
beside those of Eq. 6 alone. Basins: φ > 0, α, β, where α of `half_planes` is ψ in [-120, 60) degrees, and of `boxes`
within 30 degrees of (-63, -43), the rest of its half-plane counted with φ > 0. `majority` is the largest basin's share.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import prct._core as _core

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.coevolution.family_states import family_states
from prct.core.target import Target
from prct.core.virtual_sites import oxygen_coords
from prct.folding.phase_prior import FAMILY_TRUST, GRID, prior_surfaces
from prct.io.alignment import read_alignment
from prct.parameters.phase_prior import evaluate
from prct.parameters.ramachandran import KT_KCAL, RESIDUES, class_of_residue, ramachandran_table
from prct.scoring.secondary_structure import secondary_structure

from bench.cases import sources
from bench.cases.families import families
from bench.harness import provenance

NODE_DEG = np.arange(GRID) * (360.0 / GRID) - 180.0


@dataclass(frozen=True)
class Known:
    """A native and what its family says; states None where there is no alignment."""

    sequence: str
    coords_a: np.ndarray
    states: np.ndarray | None


def half_planes(phi: np.ndarray, psi: np.ndarray) -> np.ndarray:
    """0 α, 1 β, 2 φ > 0, of degrees."""
    return np.where(phi > 0, 2, np.where((psi >= -120) & (psi < 60), 0, 1))


def boxes(phi: np.ndarray, psi: np.ndarray) -> np.ndarray:
    """0 near the α helix, 1 β, 2 the rest, of degrees."""
    helix = (np.abs(phi + 63) < 30) & (np.abs(psi + 43) < 30)
    return np.where(helix, 0, np.where((phi <= 0) & ~((psi >= -120) & (psi < 60)), 1, 2))


BASINS = {"half_planes": half_planes, "boxes": boxes}


def measure(chains: Iterator[Known]) -> dict[str, float]:
    """Means over residues."""
    grid = np.meshgrid(NODE_DEG, NODE_DEG, indexing="ij")
    right: dict[str, list[np.ndarray]] = {
        name: [] for name in (*BASINS, "q3", "nats", "nats_eq6", *("of_" + b for b in BASINS))
    }
    for chain in chains:
        target = Target("chain", ("A",), (chain.sequence,))
        torsions = _core.backbone_torsions(np.array([0, len(chain.sequence)], np.int32), chain.coords_a[:, :3])
        phases = np.degrees(torsions[:, :2])
        known = np.isfinite(phases).all(axis=1)
        phi, psi = phases[known].T
        plain = np.exp(-ramachandran_table()[class_of_residue(chain.sequence, target.chain_starts)] / KT_KCAL)
        density = plain * np.exp(-prior_surfaces(target, chain.states, FAMILY_TRUST) / KT_KCAL)
        cell = tuple(np.round((phases[known] + 180.0) / (360.0 / GRID)).astype(int).T % GRID)
        for name, table in (("nats", density), ("nats_eq6", plain)):
            at_native = table[known][(np.arange(len(phi)), *cell)]
            share = at_native / table[known].sum(axis=(1, 2)) / np.radians(360.0 / GRID) ** 2
            right[name].append(-np.log(share))
        for name, basin in BASINS.items():
            mass = np.stack([density[known][:, basin(*grid) == k].sum(axis=1) for k in range(3)], axis=1)
            true = basin(phi, psi)
            right[name].append(mass.argmax(axis=1) == true)
            right["of_" + name].append(true)
        states = chain.states
        if states is None:
            states = evaluate(np.array([[RESIDUES.index(letter) for letter in chain.sequence]], np.uint8))[1][0]
        native = secondary_structure(chain.coords_a, None, chain.sequence)
        right["q3"].append(
            np.array(["HE-"[k] == s for k, s in zip(np.argmax(states, axis=1), native, strict=True)])[known]
        )
    joined = {name: np.concatenate(values) for name, values in right.items()}
    found = {name: round(float(joined[name].mean()), 4) for name in (*BASINS, "q3", "nats", "nats_eq6")}
    shares = {f"majority_{b}": np.bincount(joined["of_" + b]).max() / len(joined["of_" + b]) for b in BASINS}
    return {**found, **{name: round(float(share), 4) for name, share in shares.items()}, "residues": len(joined["q3"])}


def dev_chains(data: Path) -> Iterator[Known]:
    """All chains of dev, from the sequence alone."""
    stored = np.load(data / "structures" / "dev.npz")
    sequence, offsets, coords = str(stored["seq"]), stored["offsets"], stored["coords"]
    for first, last in itertools.pairwise(offsets):
        yield Known(sequence[first:last].replace("X", "A"), coords[first:last].astype(float), None)


def dev_families(data: Path, aligned: bool) -> Iterator[Known]:
    """The quoted families, with or without their alignments."""
    for family in families("dev", data):
        query = "".join(letter if letter in RESIDUES else "A" for letter in family.sequence)
        states = family_states(read_alignment(family.alignment, family.sequence)) if aligned else None
        yield Known(query, family.coords_a, states)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true", help="one ideal helix")
    arguments = parser.parse_args()
    if arguments.smoke:
        torsions = np.tile(np.radians([-63.0, -43.0, 180.0]), (24, 1))
        helix = np.full((24, 5, 3), np.nan)
        helix[:, :3] = _core.backbone_from_torsions(np.array([0, 24], np.int32), torsions)
        helix[:, 3] = oxygen_coords(helix, np.arange(24) < 23)
        print(measure(iter([Known("SAEEAARRLLELAKKAAEEGGSAE", helix, None)])))
        return
    data = sources.data_folder()
    report = {
        "dev": measure(dev_chains(data)),
        "families_sequence": measure(dev_families(data, False)),
        "families_alignment": measure(dev_families(data, True)),
    }
    for name, found in report.items():
        print(name, found, flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps({**provenance(), **report}, indent=1) + "\n")


if __name__ == "__main__":
    main()
