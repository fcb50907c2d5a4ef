"""Fit the contact probabilities of Eq. 24b: a logistic on couplings and their neighbours in the contact plane.

From the root of the repository, with prct installed and PRCT_DATA set:

    python tools/fit_contact_probability.py

Only the families whose role is ``calibrate`` are used; the report leaves each out in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from prct.app.machine import available_threads
from prct.coevolution.contacts import SEPARATION, column_features, pair_features, standard_scores
from prct.coevolution.potts import average_product_corrected, fit_potts
from prct.io.alignment import read_alignment
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.cases import sources
from bench.cases.families import CONTACT_A, Family, families

OUTPUT = Path(__file__).resolve().parents[1] / "python" / "prct" / "parameters" / "contact_probability.json"
PENALTY = 1e-3


@dataclass(frozen=True)
class Sample:
    """Pairs of one family: features [P, F], whether they touch [P], and how many columns there are."""

    name: str
    names: tuple[str, ...]
    features: np.ndarray
    touches: np.ndarray
    score: np.ndarray
    columns: int


def sample(family: Family, threads: int) -> Sample:
    """Couplings of the family against the distances of its native."""
    alignment = read_alignment(family.alignment)
    potts = fit_potts(alignment, threads=threads)
    i, j = np.triu_indices(len(alignment.residues), 1)
    distance = family.distance_a[alignment.residues[i], alignment.residues[j]]
    known = (alignment.residues[j] - alignment.residues[i] >= SEPARATION) & np.isfinite(distance)
    i, j = i[known], j[known]
    score = standard_scores(average_product_corrected(potts.norms), i, j)
    features = {**pair_features(score, i, j), **column_features(potts.frequencies, i, j)}
    touches = (distance[known] < CONTACT_A).astype(float)
    return Sample(
        family.name, tuple(features), np.stack(list(features.values()), axis=1), touches, score[i, j], len(score)
    )


def fit(samples: list[Sample]) -> np.ndarray:
    """Intercept and coefficients; every family counts the same, and features are penalised in units of their spread."""
    x = np.concatenate([s.features for s in samples])
    y = np.concatenate([s.touches for s in samples])
    weight = np.concatenate([np.full(len(s.touches), 1.0 / len(s.touches)) for s in samples]) / len(samples)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    rows = np.concatenate([np.ones((len(x), 1)), (x - mean) / spread], axis=1)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = rows @ w
        value = float(np.sum(weight * (np.logaddexp(0.0, z) - y * z))) + 0.5 * PENALTY * float(w[1:] @ w[1:])
        pull = weight * (1.0 / (1.0 + np.exp(-z)) - y)
        return value, rows.T @ pull + PENALTY * np.concatenate([[0.0], w[1:]])

    w = np.asarray(minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x)
    slopes = w[1:] / spread
    return np.concatenate([[w[0] - slopes @ mean], slopes])


def report(left_out: Sample, coefficients: np.ndarray) -> dict[str, float]:
    """Precision of the L likeliest pairs by couplings and by probabilities, and how probabilities do."""
    p = 1.0 / (1.0 + np.exp(-(coefficients[0] + left_out.features @ coefficients[1:])))
    likeliest = np.argsort(-p, kind="stable")[: left_out.columns]
    strongest = np.argsort(-left_out.score, kind="stable")[: left_out.columns]
    y = left_out.touches
    return {
        "precision_of_couplings": round(float(y[strongest].mean()), 3),
        "precision_of_probabilities": round(float(y[likeliest].mean()), 3),
        "predicted_of_likeliest": round(float(p[likeliest].mean()), 3),
        "log_loss": round(float(-np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))), 4),
    }


def main() -> None:
    """Fit, report each family left out, write."""
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    samples = [sample(family, available_threads()) for family in families("calibrate", sources.data_folder())]
    found = {s.name: report(s, fit([other for other in samples if other is not s])) for s in samples}
    means = {key: round(float(np.mean([row[key] for row in found.values()])), 4) for key in next(iter(found.values()))}
    coefficients = dict(zip(("intercept", *samples[0].names), fit(samples), strict=True))
    record = {
        "coefficients": {name: round(float(value), 5) for name, value in coefficients.items()},
        "provenance": {
            "command": "python tools/fit_contact_probability.py",
            "families": [s.name for s in samples],
            "each_left_out": found,
            "mean_of_each_left_out": means,
        },
    }
    OUTPUT.write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record["provenance"], indent=1))


if __name__ == "__main__":
    main()
