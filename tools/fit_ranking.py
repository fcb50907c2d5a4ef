"""Fit the ranking (Eq. 34): a pairwise logistic on what two models of an ensemble differ in.

From the root of the repository, with prct installed and PRCT_DATA set:

    python tools/fit_ranking.py --work FOLDER

Of every two models of an ensemble, the one nearer to the native is to rank before the other; a pair counts by how much
nearer it is.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from prct.folding.rank import RankWeights, rank, rank_features
from prct.scoring.tm_score import tm_score
from scipy.optimize import minimize
from tuning_ensembles import Ensemble, ensembles, tuning_chains

OUTPUT = Path(__file__).resolve().parents[1] / "python" / "prct" / "parameters" / "ranking.json"
PENALTY = 1e-3


def pairs(features: np.ndarray, tm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Feature differences [P, F] of the nearer model minus the farther one, and how much nearer it is [P]."""
    i, j = np.triu_indices(len(tm), 1)
    nearer = np.where(tm[i] >= tm[j], 1.0, -1.0)
    return (features[i] - features[j]) * nearer[:, None], np.abs(tm[i] - tm[j])


def fit(differences: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Coefficients [F] of the logistic; a lower score is better."""

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = differences @ w
        pull = weight / (1.0 + np.exp(-z))
        value = float(np.sum(weight * np.logaddexp(0.0, z))) / weight.sum() + PENALTY * float(w @ w)
        return value, differences.T @ pull / weight.sum() + 2 * PENALTY * w

    return np.asarray(minimize(loss, np.zeros(differences.shape[1]), jac=True, method="BFGS").x)


def main() -> None:
    """Fold, fit on every case, report what the first of each ensemble is worth, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--trajectories", type=int, default=4)
    parser.add_argument("--work", type=Path, required=True, help="folder for the ensembles; what is there is used")
    options = parser.parse_args()
    chains = tuning_chains(options.most)
    scored: list[tuple[Ensemble, np.ndarray]] = []
    for ensemble in ensembles(chains, options.trajectories, options.work):
        tm = np.array([tm_score(o.backbone_a[:, 1], ensemble.native_ca_a) for o in ensemble.outcomes])
        scored.append((ensemble, tm))
    features = [rank_features(e.outcomes, rank(e.outcomes).consensus) for e, _ in scored]
    both = [pairs(np.stack(list(of.values()), axis=1), tm) for of, (_, tm) in zip(features, scored, strict=True)]
    fitted = fit(*(np.concatenate(part) for part in zip(*both, strict=True)))
    fitted = fitted / np.abs(fitted).max()
    names = list(features[0])
    chosen = {name: round(float(value), 3) for name, value in zip(names, fitted, strict=True)}
    arms = {
        "fitted": RankWeights(**chosen),
        "all equal": RankWeights(1.0, 1.0, 1.0),
        "consensus alone": RankWeights(0.0, 0.0, 1.0),
        "energy alone": RankWeights(1.0, 1.0, 0.0),
    }
    report = {
        case: {
            **{name: _first(scored, case, weights) for name, weights in arms.items()},
            "best": round(float(np.mean([tm.max() for e, tm in scored if e.case == case])), 4),
            "mean": round(float(np.mean([tm.mean() for e, tm in scored if e.case == case])), 4),
        }
        for case in dict.fromkeys(e.case for e, _ in scored)
    }
    provenance = {
        "command": f"python tools/fit_ranking.py --most {options.most} --trajectories {options.trajectories}",
        "chains": chains,
        "mean_tm_of_the_first_on_the_chains_of_the_fit": report,
    }
    OUTPUT.write_text(json.dumps({"weights": chosen, "provenance": provenance}, indent=1) + "\n")
    print(json.dumps({"weights": chosen, **report}, indent=1))


def _first(scored: list[tuple[Ensemble, np.ndarray]], case: str, weights: RankWeights) -> float:
    """Mean TM-score of the models that rank first."""
    firsts = [tm[rank(e.outcomes, weights).order[0]] for e, tm in scored if e.case == case]
    return round(float(np.mean(firsts)), 4)


if __name__ == "__main__":
    main()
