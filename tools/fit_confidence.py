"""Fit the confidence (Eq. 34): a logistic on ensemble agreement and satisfied restraints against the true CA-lDDT.

From the root of the repository, with prct installed and PRCT_DATA set:

    python tools/fit_confidence.py --work FOLDER

Every model counts twice: among its fellows, and as the only model there is.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from prct.folding.confidence import residue_features
from prct.scoring.lddt import lddt_ca_per_residue
from scipy.optimize import minimize
from tuning_ensembles import Ensemble, ensembles, tuning_chains

OUTPUT = Path(__file__).resolve().parents[1] / "python" / "prct" / "parameters" / "confidence.json"
PENALTY = 1e-3


def samples(ensemble: Ensemble, alone: bool) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names, features [R, F] and CA-lDDT [R] of every residue of every model."""
    names: list[str] = []
    rows, truth = [], []
    for outcome in ensemble.outcomes:
        others = [outcome] if alone else ensemble.outcomes
        features = residue_features(outcome, others, ensemble.candidates, len(ensemble.native_ca_a))
        names = list(features)
        rows.append(np.stack([features[name] for name in names], axis=1))
        truth.append(lddt_ca_per_residue(outcome.backbone_a[:, 1], ensemble.native_ca_a))
    return names, np.concatenate(rows), np.concatenate(truth)


def fit(features: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Intercept and coefficients of the logistic with the least cross-entropy to the true lDDT."""
    x = np.concatenate([np.ones((len(features), 1)), features], axis=1)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1.0 / (1.0 + np.exp(-z))
        value = float(np.mean(np.logaddexp(0.0, z) - truth * z)) + PENALTY * float(w[1:] @ w[1:])
        return value, x.T @ (p - truth) / len(x) + 2 * PENALTY * np.concatenate([[0.0], w[1:]])

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="BFGS").x)


def report_of(weights: np.ndarray, features: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """How the fit does on residues."""
    p = 1.0 / (1.0 + np.exp(-(weights[0] + features @ weights[1:])))
    return {
        "mean_predicted": round(float(p.mean()), 3),
        "mean_true": round(float(truth.mean()), 3),
        "mean_absolute_error": round(float(np.abs(p - truth).mean()), 3),
        "correlation": round(float(np.corrcoef(p, truth)[0, 1]), 3),
    }


def main() -> None:
    """Fold, fit, report by case, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--trajectories", type=int, default=4)
    parser.add_argument("--work", type=Path, required=True, help="folder for the ensembles; what is there is used")
    options = parser.parse_args()
    chains = tuning_chains(options.most)
    found = defaultdict(list)
    for ensemble in ensembles(chains, options.trajectories, options.work):
        for alone in (False, True):
            names, rows, truth = samples(ensemble, alone)
            found[ensemble.case + (", alone" if alone else "")].append((rows, truth))
    parts = {case: tuple(np.concatenate(x) for x in zip(*pairs, strict=True)) for case, pairs in found.items()}
    weights = fit(np.concatenate([f for f, _ in parts.values()]), np.concatenate([t for _, t in parts.values()]))
    report = {case: report_of(weights, *part) for case, part in parts.items()}
    coefficients = {"intercept": weights[0], **dict(zip(names, weights[1:], strict=True))}
    record = {
        "coefficients": {name: round(float(value), 4) for name, value in coefficients.items()},
        "provenance": {
            "command": f"python tools/fit_confidence.py --most {options.most} --trajectories {options.trajectories}",
            "chains": chains,
            "on_the_chains_of_the_fit": report,
        },
    }
    OUTPUT.write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record["coefficients"], indent=1))
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
