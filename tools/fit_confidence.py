"""Fit the confidence (Eq. 34): a logistic on ensemble agreement and satisfied restraints against the true CA-lDDT.

From the root of the repository, with prct installed and PRCT_DATA set:

    python tools/fit_confidence.py --most 10

Chains are the first of structures/tune.txt, restraints of all kinds, simulated predictions among them, so that the fit
sees all qualities of input.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prct.core.target import Target
from prct.folding.confidence import residue_features
from prct.folding.pipeline import prepare, run_ensemble
from prct.folding.settings import FoldSettings
from prct.folding.store import MemoryStore
from prct.io.restraints import read_restraints
from prct.scoring.lddt import lddt_ca_per_residue

from bench.cases import make_cases, sources

OUTPUT = Path(__file__).resolve().parents[1] / "python" / "prct" / "parameters" / "confidence.json"
PENALTY = 1e-3


def samples(case: str, folder: Path, trajectories: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names, features [R, F] and CA-lDDT [R] of every residue of every model of a case."""
    names: list[str] = []
    rows, truth = [], []
    for native in sorted((folder / case / "natives").glob("*.npz")):
        with np.load(native) as archive:
            target = Target(native.stem, ("A",), (str(archive["seq"]),))
            native_ca = archive["coords"][:, 1].astype(float)
        restraints = read_restraints(next((folder / case / "targets" / native.stem).glob("restraints.*")), target)
        job = prepare(target, restraints, FoldSettings(trajectories=trajectories))
        outcomes, _ = run_ensemble(job, 2, MemoryStore(), None)
        for outcome in outcomes:
            features = residue_features(outcome, outcomes, job.candidates, len(native_ca))
            names = list(features)
            rows.append(np.stack([features[name] for name in names], axis=1))
            truth.append(lddt_ca_per_residue(outcome.backbone_a[:, 1], native_ca))
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


def main() -> None:
    """Make the cases, fold, fit, report by case, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=10)
    parser.add_argument("--trajectories", type=int, default=4)
    options = parser.parse_args()
    data = sources.data_folder()
    chains = (data / "structures" / "tune.txt").read_text().split()[: options.most]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in (*make_cases.CASES, *make_cases.SIMULATED_CASES):
            make_cases.make_chain_case(case, sources.chains(chains, data), 1, Path(folder))
            found[case] = samples(case, Path(folder), options.trajectories)
    names = next(iter(found.values()))[0]
    weights = fit(np.concatenate([f for _, f, _ in found.values()]), np.concatenate([t for _, _, t in found.values()]))
    report = {}
    for case, (_, features, truth) in found.items():
        p = 1.0 / (1.0 + np.exp(-(weights[0] + features @ weights[1:])))
        report[case] = {
            "mean_predicted": round(float(p.mean()), 3),
            "mean_true": round(float(truth.mean()), 3),
            "mean_absolute_error": round(float(np.abs(p - truth).mean()), 3),
            "correlation": round(float(np.corrcoef(p, truth)[0, 1]), 3),
        }
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
