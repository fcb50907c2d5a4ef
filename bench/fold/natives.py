"""Natives against decoys of the engine's own making, both quenched without restraints: which has the lower energy.

    python tools/potential_decoys.py decoys/dev --split dev --chains 12 --decoys 500 --longest 200
    python bench/fold/natives.py decoys/dev --json bench/results/native_decoys.json

Counted are decoys of TM 0.2 to 0.8, by the terms of the Hamiltonian; the pair prior, which is no term, is not among
them. Beside it, what each term says alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from bench.harness import provenance

LEAST_TM, MOST_TM = 0.2, 0.8
BEST_SHARE = 0.01
"""A native counts where at most this share of the decoys lies below it."""


def below(energy_kcal: np.ndarray, counted: np.ndarray) -> float:
    """Share of the decoys that lie below the native; row 0 is the native."""
    return float(np.mean(energy_kcal[1:][counted] < energy_kcal[0]))


def judge(stored: Any) -> dict[str, Any]:
    """One chain: `tm` [D + 1], `terms` [D + 1, T], `term_names`, `seq`, the native first."""
    tm, terms, names = stored["tm"], stored["terms"], [str(name) for name in stored["term_names"]]
    counted = (tm[1:] >= LEAST_TM) & (tm[1:] <= MOST_TM)
    if not counted.any():
        raise ValueError(f"no decoy has a TM-score of {LEAST_TM} to {MOST_TM}; make more (tools/potential_decoys.py)")
    energy = terms.sum(axis=1)
    used = [k for k in range(len(names)) if np.ptp(terms[:, k]) > 0]
    trained = [names.index(name) for name in ("pair", "burial")]
    return {
        "length": len(str(stored["seq"])),
        "decoys": int(counted.sum()),
        "tm_native_quenched": round(float(tm[0]), 4),
        "below_native": below(energy, counted),
        "below_native_without_potentials": below(energy - terms[:, trained].sum(axis=1), counted),
        "below_native_by_term": {names[k]: below(terms[:, k], counted) for k in used},
        "gap_kcal": round(float(energy[1:][counted].min() - energy[0]), 2),
        "rank_correlation": round(float(spearmanr(energy[1:][counted], -tm[1:][counted])[0]), 4),
        "tm_of_lowest_decoy": round(float(tm[1:][counted][np.argmin(energy[1:][counted])]), 4),
        "tm_of_best_decoy": round(float(tm[1:][counted].max()), 4),
    }


def report(folder: Path) -> dict[str, Any]:
    """All chains of a folder."""
    chains = {path.stem: judge(np.load(path)) for path in sorted(folder.glob("*.npz"))}
    if not chains:
        raise FileNotFoundError(f"{folder} holds no decoys; make them with tools/potential_decoys.py")
    names = ("decoys", "rank_correlation", "tm_of_lowest_decoy", "tm_of_best_decoy")
    means = {name: round(float(np.mean([chain[name] for chain in chains.values()])), 4) for name in names}
    share = np.mean([chain["below_native"] <= BEST_SHARE for chain in chains.values()])
    return {
        "summary": {"chains": len(chains), "native_in_best_percent": round(float(share), 4), "means": means},
        "chains": chains,
        "provenance": provenance(["numpy", "scipy"]),
    }


def table(found: dict[str, Any]) -> str:
    """For the screen."""
    lines = [
        f"{'chain':10} {'res':>4} {'decoys':>6} {'below':>7} {'without':>7} {'gap':>8} {'rank r':>6} {'lowest':>6}"
    ]
    for name, chain in found["chains"].items():
        lines.append(
            f"{name:10} {chain['length']:4d} {chain['decoys']:6d} {chain['below_native']:7.2%} "
            f"{chain['below_native_without_potentials']:7.2%} {chain['gap_kcal']:8.1f} "
            f"{chain['rank_correlation']:6.2f} {chain['tm_of_lowest_decoy']:6.2f}"
        )
    share = found["summary"]["native_in_best_percent"]
    return "\n".join([*lines, f"native within the best {BEST_SHARE:.0%}: {share:.0%} of {len(found['chains'])} chains"])


def smoke() -> dict[str, Any]:
    """Three made-up decoys of which one lies below the native."""
    rows = {
        "tm": np.array([0.9, 0.5, 0.3, 0.6]),
        "terms": np.array([[-9.0, -1.0, 0.0], [-8.0, 0.0, 0.0], [-10.0, -0.5, 0.0], [-5.0, 0.0, 0.0]]),
        "term_names": np.array(["hydrogen_bond", "pair", "burial"]),
        "seq": np.array("ACD"),
    }
    found = judge(rows)
    if not np.isclose(found["below_native"], 1 / 3):
        raise RuntimeError(f"one of three decoys lies below the native, not {found['below_native']}")
    return found


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, judge, print, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args(arguments)
    if options.smoke:
        print(smoke())
        return
    if options.folder is None:
        parser.error("name a folder of decoys")
    found = report(options.folder)
    print(table(found))
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
