"""Fit the confidence (Eq. 34): logistics of CA-lDDT and TM-score on what is known of a model, then monotone tables.

From the root of the repository, with prct installed and PRCT_DATA set:

    python tools/fit_confidence.py --work FOLDER

Every model counts twice: among its fellows, and as the only model there is. Each kind of input has a logistic of its
own, which a penalty holds near that of all kinds. Tables are made of values that logistics without the chain gave it,
and so is the report.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain as chained
from pathlib import Path
from typing import Any

import numpy as np
from calibration import Fit, fit_kinds, table_of
from prct.folding.confidence import PROBABLY_RIGHT_TM, model_features
from prct.folding.confidence_features import KINDS, kind, residue_features
from prct.scoring.lddt import lddt_ca_per_residue
from prct.scoring.tm_score import tm_score
from tuning_ensembles import (
    Ensemble,
    ensembles,
    family_ensembles,
    relatives_of_quoted,
    sequence_ensembles,
    tuning_chains,
    tuning_families,
)

from bench.cases.reliability import reliability

RESIDUE_BINS, MODEL_BINS = 16, 6
OUTPUT = Path(__file__).resolve().parents[1] / "python" / "prct" / "parameters" / "confidence.json"
CHAINS, SEQUENCES, FAMILIES, TRAJECTORIES = 16, 24, 4, 4
EVERY = 3
"""Residues are fitted on; their neighbours say the same."""
RISING = ("agreement", "consensus", "satisfied", "alpha", "lddt")
"""Features whose names begin so never speak against a model."""
OF_RESIDUES, OF_MODELS = 1e-3, 3e-2
"""How near each kind is held to all of them."""
Predictions = list[np.ndarray]
Features = dict[str, np.ndarray]
Tables = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Part:
    """One model: its features [R] each at the residues whose CA-lDDT [R] is known, and its TM-score."""

    chain: str
    case: str
    kind: str
    alone: bool
    features: dict[str, np.ndarray]
    lddt: np.ndarray
    tm: float


def parts_of(ensemble: Ensemble) -> Iterator[Part]:
    """Every model among its fellows, and alone."""
    job, native = ensemble.job, ensemble.native_ca_a
    sort = kind(job.candidates, len(native))
    for outcome in ensemble.outcomes:
        trace = outcome.backbone_a[:, 1]
        lddt = lddt_ca_per_residue(trace, native)
        known, tm = np.isfinite(lddt), tm_score(trace, native)
        for alone in (False, True):
            others = [outcome] if alone else ensemble.outcomes
            found = residue_features([outcome], others, job.candidates, job.alpha, job.target)
            features = {name: values[0, known] for name, values in found.items()}
            yield Part(ensemble.chain, ensemble.case, sort, alone, features, lddt[known], tm)


def left_out(
    parts: list[Part], features: list[Features], truth: list[np.ndarray], bins: int, kind_penalty: float
) -> tuple[Predictions, Fit, Tables]:
    """What is expected of each part by a fit without its chain, and fit and tables by all.

    Parameters
    ----------
    parts : list of Part
    features, truth : list
        [R] each, of each part.
    bins : int
        Of the tables.
    kind_penalty : float
    """

    rows = [np.stack(list(found.values()), axis=1) for found in features]
    rising = np.array([name.startswith(RISING) for name in features[0]])

    def fitted(without: str | None) -> Fit:
        used = {k: [n for n, p in enumerate(parts) if p.kind == k and p.chain != without] for k in KINDS}
        x, y = ({k: np.concatenate([part[n][::EVERY] for n in used[k]]) for k in KINDS} for part in (rows, truth))
        return fit_kinds(x, y, kind_penalty, rising)

    fits = {chain: fitted(chain) for chain in dict.fromkeys(p.chain for p in parts)}
    raw = [fits[p.chain].raw(p.kind, x) for p, x in zip(parts, rows, strict=True)]

    def table(k: str, without: str | None) -> tuple[np.ndarray, np.ndarray]:
        used = [n for n, p in enumerate(parts) if p.kind == k and p.chain != without]
        return table_of(np.concatenate([raw[n] for n in used]), np.concatenate([truth[n] for n in used]), bins)

    tables = {key: table(*key) for key in dict.fromkeys((p.kind, p.chain) for p in parts)}
    expected = [np.interp(x, *tables[p.kind, p.chain]) for p, x in zip(parts, raw, strict=True)]
    return expected, fitted(None), {k: table(k, None) for k in KINDS}


def records(names: list[str], fit: Fit, tables: Tables) -> dict[str, Any]:
    """As confidence.json has them."""
    return {
        k: {
            "intercept": round(float(w[0]), 4),
            "coefficients": {name: round(float(x), 4) for name, x in zip(names, w[1:], strict=True)},
            "raw": tables[k][0].tolist(),
            "expected": tables[k][1].tolist(),
        }
        for k, w in fit.weights.items()
    }


def report_of(parts: list[Part], expected: Predictions, truth: list[np.ndarray]) -> dict[str, Any]:
    """By case, for models among their fellows and alone."""
    groups: dict[str, list[int]] = {"all": [], "all, alone": []}
    for n, part in enumerate(parts):
        for name in ("all", part.case):
            groups.setdefault(name + (", alone" if part.alone else ""), []).append(n)
    return {
        name: reliability([expected[n] for n in members], [truth[n] for n in members])
        for name, members in groups.items()
    }


def of_model(part: Part, lddt: np.ndarray) -> Features:
    """Features [1] of a whole model, of the expected CA-lDDT [R] of its residues."""
    return model_features({name: values[None] for name, values in part.features.items()}, lddt[None])


def fit(parts: list[Part]) -> dict[str, Any]:
    """Everything that is written, and how it does on chains left out."""
    truth = [p.lddt for p in parts]
    lddt, *of_residues = left_out(parts, [p.features for p in parts], truth, RESIDUE_BINS, OF_RESIDUES)
    whole = [of_model(p, expected) for p, expected in zip(parts, lddt, strict=True)]
    tm_truth = [np.array([p.tm]) for p in parts]
    tm, *of_models = left_out(parts, whole, tm_truth, MODEL_BINS, OF_MODELS)
    flagged = np.array([e[0] < PROBABLY_RIGHT_TM for e in tm])
    wrong = np.array([t[0] < PROBABLY_RIGHT_TM for t in tm_truth])
    return {
        "residue": records(list(parts[0].features), *of_residues),
        "model": records(list(whole[0]), *of_models),
        "chains_left_out": {
            "residues": report_of(parts, lddt, truth),
            "models": report_of(parts, tm, tm_truth),
            "right_about_tm_0.5": round(float((flagged == wrong).mean()), 3),
        },
    }


def main() -> None:
    """Fold, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--chains", type=int, default=CHAINS, help="folded from every kind of restraint")
    parser.add_argument("--sequences", type=int, default=SEQUENCES, help="chains folded from the sequence alone")
    parser.add_argument("--families", type=int, default=FAMILIES, help="beside those of role calibrate")
    parser.add_argument("--trajectories", type=int, default=TRAJECTORIES)
    parser.add_argument("--work", type=Path, required=True, help="folder for the ensembles; what is there is used")
    options = parser.parse_args()
    excluded = relatives_of_quoted()
    names = [name for name in tuning_chains(len(excluded) + 1000) if name not in excluded]
    families = tuning_families(options.families)
    folded = chained(
        ensembles(names[: options.chains], options.trajectories, options.work),
        sequence_ensembles(names[: options.sequences], options.trajectories, options.work),
        family_ensembles(families, options.trajectories, options.work),
    )
    found = fit([part for ensemble in folded for part in parts_of(ensemble)])
    given = {name: getattr(options, name) for name in ("chains", "sequences", "families", "trajectories")}
    provenance = {
        "command": "python tools/fit_confidence.py " + " ".join(f"--{name} {n}" for name, n in given.items()),
        "chains": names[: max(options.chains, options.sequences)],
        "families": [family.name for family in families],
        "chains_left_out": found.pop("chains_left_out"),
    }
    OUTPUT.write_text(json.dumps({**found, "provenance": provenance}, indent=1) + "\n")
    print(json.dumps(provenance["chains_left_out"], indent=1))


if __name__ == "__main__":
    main()
