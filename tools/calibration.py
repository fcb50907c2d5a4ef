"""Logistics of several kinds that are held near each other, and monotone tables of what to expect at their values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

PENALTY = 1e-4
"""Of the squares of the coefficients of features in units of their spread."""
STEPS, ENOUGH = 30, 1e-7
LEAST_CURVATURE = 1e-6


@dataclass(frozen=True)
class Fit:
    """Intercept and coefficients [F + 1] of each kind."""

    weights: dict[str, np.ndarray]

    def raw(self, kind: str, rows: np.ndarray) -> np.ndarray:
        """Values of the logistic of a kind at rows [N, F], 0-1."""
        w = self.weights[kind]
        return np.asarray(1.0 / (1.0 + np.exp(-(w[0] + rows @ w[1:]))))


def fit_kinds(
    rows: dict[str, np.ndarray], truth: dict[str, np.ndarray], kind_penalty: float, rising: np.ndarray
) -> Fit:
    """A logistic for each kind from rows [N, F] and shares [N]; every kind counts the same in what is common, and
    `kind_penalty` holds its coefficients near those of all, in units of the features' spread. No
    coefficient of a feature that is `rising` [F] is below 0.
    """
    mean = np.mean([x.mean(axis=0) for x in rows.values()], axis=0)
    spread = np.sqrt(np.mean([((x - mean) ** 2).mean(axis=0) for x in rows.values()], axis=0)) + 1e-9
    scaled = {k: np.concatenate([np.ones((len(x), 1)), (x - mean) / spread], axis=1) for k, x in rows.items()}
    count = np.concatenate([np.full(len(x), 1.0 / len(x)) for x in scaled.values()])
    x, y = (np.concatenate(list(part.values())) for part in (scaled, truth))
    floor = np.concatenate([[False], rising])
    common = logistic(x, y, count, np.zeros(x.shape[1]), PENALTY, floor)
    weights = {}
    for k, own in scaled.items():
        w = logistic(own, truth[k], np.ones(len(own)), common, kind_penalty, floor)
        slopes = w[1:] / spread
        weights[k] = np.concatenate([[w[0] - slopes @ mean], slopes])
    return Fit(weights)


def logistic(
    x: np.ndarray, y: np.ndarray, count: np.ndarray, near: np.ndarray, penalty: float, rising: np.ndarray
) -> np.ndarray:
    """Coefficients with the least cross-entropy to the shares y, near given ones; the first is free (Newton).

    Those that are `rising` and would fall below 0 are set to 0 for good, one set after the other.
    """
    count = count / count.sum()
    pull = np.full(x.shape[1], 2.0 * penalty)
    pull[0] = 0.0
    free, w = np.ones(x.shape[1], bool), near.copy()
    while True:
        w[free] = _newton(x[:, free], y, count, near[free], pull[free], w[free])
        below = free & rising & (w < 0.0)
        if not below.any():
            return w
        w[below] = 0.0
        free &= ~below


def _newton(
    x: np.ndarray, y: np.ndarray, count: np.ndarray, near: np.ndarray, pull: np.ndarray, w: np.ndarray
) -> np.ndarray:
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30.0, 30.0)))
        slope = x.T @ (count * (p - y)) + pull * (w - near)
        curvature = (x * (count * np.maximum(p * (1.0 - p), LEAST_CURVATURE))[:, None]).T @ x + np.diag(pull)
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(w)), slope)
        w = w - step
        if np.abs(step).max() < ENOUGH:
            break
    return w


def table_of(raw: np.ndarray, truth: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """A monotone table from (0, 0) to (1, 1): isotonic regression over `bins` of equally many values.

    Parameters
    ----------
    raw, truth : float64 [N]
        0-1.
    bins : int

    Returns
    -------
    raw, expected : float64 [K]
        K at most bins + 2; `raw` ascends, `expected` does not fall.
    """
    order = np.argsort(raw, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    at = np.array([raw[part].mean() for part in parts])
    found = isotonic_regression(
        [float(truth[part].mean()) for part in parts], weights=[len(part) for part in parts], increasing=True
    ).x
    at, found = (np.round(np.concatenate([[0.0], x, [1.0]]), 4) for x in (at, found))
    ascends = np.concatenate([[True], np.diff(at) > 0])
    return at[ascends], found[ascends]
