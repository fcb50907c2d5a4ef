"""Precision of the L likeliest contacts of the families that are quoted, against mean-field couplings in the same run.

From the root of the repository, with prct installed and PRCT_DATA set:

    python bench/coevolution/precision.py --json bench/results/contact_precision.json

Pairs at least six apart along the chain; a contact is CB-CB below 8 Å. Mean field: Morcos et al. (PNAS 108, E1293,
2011), pseudo-counts of half the weight, sequence weights at 80 % identity, Frobenius norm without the gap,
average-product correction. No family here gave a parameter.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import prct._core as _core

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, too

from prct.coevolution.contacts import SEPARATION, predict_contacts
from prct.coevolution.potts import IDENTITY, average_product_corrected
from prct.core.alignment import GAP, Alignment
from prct.io.alignment import read_alignment

from bench.cases import sources
from bench.cases.families import CONTACT_A, families
from bench.harness import provenance

PSEUDO_COUNT = 0.5
STATES = 21


def mean_field_scores(alignment: Alignment, threads: int) -> np.ndarray:
    """Corrected norms [L, L] of the couplings that the inverse covariance gives."""
    states, length = alignment.states, len(alignment.residues)
    weight = _core.sequence_weights(states, IDENTITY, threads).astype(np.float64)
    one_hot = (states[:, :, None] == np.arange(GAP)).reshape(len(states), -1).astype(np.float64)
    total = weight.sum()
    single = (1 - PSEUDO_COUNT) * (weight @ one_hot) / total + PSEUDO_COUNT / STATES
    pair = (1 - PSEUDO_COUNT) * (one_hot * weight[:, None]).T @ one_hot / total + PSEUDO_COUNT / STATES**2
    for k in range(length):  # two states of one column never meet
        own = slice(k * GAP, (k + 1) * GAP)
        pair[own, own] = np.diag(single[own])
    couplings = -np.linalg.inv(pair - np.outer(single, single)).reshape(length, GAP, length, GAP)
    whole = np.zeros((length, length, STATES, STATES))
    whole[:, :, :GAP, :GAP] = couplings.transpose(0, 2, 1, 3)
    whole -= whole.mean(axis=2, keepdims=True) + whole.mean(axis=3, keepdims=True) - whole.mean((2, 3), keepdims=True)
    return average_product_corrected(np.linalg.norm(whole[:, :, :GAP, :GAP], axis=(2, 3)))


def precision(score: np.ndarray, distance_a: np.ndarray) -> float:
    """Share of contacts among the L pairs of the highest score [L, L] whose distance is known."""
    i, j = np.triu_indices(len(score), SEPARATION)
    known = np.isfinite(distance_a[i, j]) & np.isfinite(score[i, j])
    i, j = i[known], j[known]
    first = np.argsort(-score[i, j], kind="stable")[: len(score)]
    return float(np.mean(distance_a[i[first], j[first]] < CONTACT_A))


def measure(alignment: Alignment, distance_a: np.ndarray, threads: int) -> dict[str, float]:
    """Precisions by mean field, by couplings alone and by probabilities, and what the fit took."""
    started = time.process_time()
    contacts = predict_contacts(alignment, threads=threads)
    spent = time.process_time() - started
    chosen = np.ix_(alignment.residues, alignment.residues)
    distance_a = distance_a[chosen]
    return {
        "columns": len(alignment.residues),
        "sequences": len(alignment),
        "effective": round(contacts.effective),
        "mean_field": round(precision(mean_field_scores(alignment, threads), distance_a), 4),
        "couplings": round(precision(contacts.score[chosen], distance_a), 4),
        "probabilities": round(precision(contacts.probability[chosen], distance_a), 4),
        "cpu_s": round(spent, 1),
    }


def made_family() -> tuple[Alignment, np.ndarray]:
    """A hairpin whose partners copy each other, for the smoke run."""
    rng = np.random.default_rng(1)
    states = rng.integers(0, 20, (600, 20))
    distance = np.full((20, 20), 20.0)
    for k in range(7):
        copies = rng.random(600) < 0.8
        states[copies, 19 - k] = states[copies, k]
        distance[k, 19 - k] = distance[19 - k, k] = 5.0
    return Alignment(states.astype(np.uint8), np.arange(20, dtype=np.int32), 20), distance


def run(smoke: bool, threads: int) -> dict[str, Any]:
    """Every family, and the means."""
    if smoke:
        rows = {"made": measure(*made_family(), threads)}
        if min(rows["made"]["couplings"], rows["made"]["mean_field"]) < 7 / 20 - 1e-9:
            raise RuntimeError(f"planted contacts were not found: {rows}")
    else:
        rows = {}
        for family in families("dev", sources.data_folder()):
            rows[family.name] = measure(read_alignment(family.alignment), family.distance_a, threads)
            print(f"{family.name:20} {rows[family.name]}", flush=True)
    arms = ("mean_field", "couplings", "probabilities")
    means = {arm: round(float(np.mean([row[arm] for row in rows.values()])), 4) for arm in arms}
    print(f"mean of {len(rows)}: {means}")
    return {"families": rows, "means": means, "provenance": provenance(["numpy"])}


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, run, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the report")
    parser.add_argument("--smoke", action="store_true", help="one made family")
    options = parser.parse_args(arguments)
    report = run(options.smoke, options.threads)
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
