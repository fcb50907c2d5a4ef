"""How well expected scores agree with true ones: correlation over all and within each model, and by bins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BINS = 10
LEAST_SPREAD = 1e-9


def correlation(expected: np.ndarray, true: np.ndarray) -> float:
    """Pearson's; NaN where either does not vary."""
    if len(true) < 3 or min(expected.std(), true.std()) < LEAST_SPREAD:
        return float("nan")
    return float(np.corrcoef(expected, true)[0, 1])


def reliability_bins(expected: np.ndarray, true: np.ndarray) -> np.ndarray:
    """float64 [B, 3]: mean expected, mean true and number of values in bins of equally many, by what is expected."""
    order = np.argsort(expected, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return np.array([[expected[part].mean(), true[part].mean(), len(part)] for part in parts])


def reliability(expected: Sequence[np.ndarray], true: Sequence[np.ndarray]) -> dict[str, float | None]:
    """Over models, whose residues' shares of 0-1 are given: means, Pearson pooled and its mean within models, the mean
    difference of a residue, and the mean |expected - true| of ten bins, both in points of 100. None where
    nothing varies.
    """
    within = [correlation(e, t) for e, t in zip(expected, true, strict=True)]
    within = [r for r in within if np.isfinite(r)]
    e, t = np.concatenate(expected), np.concatenate(true)
    bins = reliability_bins(e, t)
    return {
        "models": len(expected),
        "mean_expected": round(float(e.mean()), 3),
        "mean_true": round(float(t.mean()), 3),
        "pearson_pooled": _known(correlation(e, t)),
        "pearson_within": _known(np.mean(within)) if within else None,
        "error_points": round(100 * float(np.abs(e - t).mean()), 2),
        "calibration_error_points": round(100 * float(np.abs(bins[:, 0] - bins[:, 1]).mean()), 2),
    }


def _known(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
