"""How far each residue and each model of a fold can be trusted (Eq. 34): a logistic of the features of
:mod:`prct.folding.confidence_features`, then a monotone table, both of the kind of input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from prct.core.target import Target
from prct.folding.anneal import Outcome
from prct.folding.candidates import Candidates
from prct.folding.confidence_features import kind, log_odds, residue_features
from prct.parameters.confidence import MODEL, RESIDUE, Calibration

PROBABLY_RIGHT_TM = 0.5
"""Models of at least this TM-score have the right fold (J. Xu, Y. Zhang, Bioinformatics 26, 889, 2010)."""

OF_MODELS = (
    "agreement_mean", "consensus", "alone", "hand_share", "hand_margin", "energy_gap", "satisfied_mean", "restraints",
    "alpha_mean", "length"
)  # fmt: skip
"""Features that hold for a whole model."""


@dataclass(frozen=True)
class Trust:
    """What is expected of a model.

    Attributes
    ----------
    confidence : float64 [L]
        CA-lDDT of each residue in percent.
    tm : float
        TM-score, 0-1.
    """

    confidence: np.ndarray
    tm: float


def trust(
    models: Sequence[Outcome],
    others: Sequence[Outcome],
    candidates: Candidates,
    alpha: np.ndarray,
    target: Target,
    similar: np.ndarray | None = None,
) -> list[Trust]:
    """Expected CA-lDDT of each residue and TM-score of models, of an ensemble and what it was folded from.

    Parameters
    ----------
    models : sequence of Outcome
        P of them: what they share is found once.
    others : sequence of Outcome
        The ensemble, which may hold the models themselves.
    candidates : Candidates
    alpha : float64 [M]
        α of each candidate.
    target : Target
    similar : float64 [P, len(others)], optional
        TM-scores of the others of the same hand against each model, where they are known.

    Returns
    -------
    list of Trust
        One for each model.
    """
    features = residue_features(models, others, candidates, alpha, target, similar)
    sort = kind(candidates, len(target.sequence))
    lddt = calibrated(features, RESIDUE[sort])
    tm = calibrated(model_features(features, lddt), MODEL[sort])
    rounded = np.round(100.0 * lddt, 2)
    return [Trust(confidence, round(expected, 4)) for confidence, expected in zip(rounded, tm.tolist(), strict=True)]


def model_features(features: dict[str, np.ndarray], lddt: np.ndarray) -> dict[str, np.ndarray]:
    """Features of whole models, [...] each, of those of their residues [..., L]: OF_MODELS, and ``lddt``: log-odds of
    the mean expected CA-lDDT.
    """
    means = {name: features[name].mean(axis=-1) for name in OF_MODELS}
    return {**means, "lddt": log_odds(lddt.mean(axis=-1))}


def calibrated(features: dict[str, np.ndarray], calibration: Calibration) -> np.ndarray:
    """Expected share, 0-1, for each row of features.

    Examples
    --------
    >>> even = Calibration(0.0, {"x": 1.0}, np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.3, 1.0]))
    >>> calibrated({"x": np.array([0.0, 50.0])}, even).tolist()
    [0.3, 1.0]
    """
    z = calibration.intercept + sum(calibration.coefficients[name] * values for name, values in features.items())
    return np.asarray(np.interp(expit(z), calibration.raw, calibration.expected))
