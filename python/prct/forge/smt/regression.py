"""Bayesian linear regression of the means of configurations, with a share of lack of fit that is itself estimated.

The mean of configuration c is φ_c·β + δ_c + ε_c. The noise ε_c has variance σ² k_c (k_c from the numbers of folds), the
lack of fit δ_c of a linear model has variance ρ σ². For each ρ of a grid the prior is conjugate: coefficients of scaled
features are normal with a standard deviation of :data:`PRIOR_SPREADS` times that of the means, the constant is flat, σ²
is as of Jeffreys. The grid is averaged by evidence; a little more than half of its prior is on no lack of fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prct.forge.smt.target_means import TargetMeans

PRIOR_SPREADS = 10.0
"""Wide enough to leave data alone, narrow enough to keep what data do not settle from running off."""
LACKS = np.array([0.0, *(4.0**k for k in range(-1, 8))])
"""Variances of lack of fit tried, in units of that of noise."""
LACK_PRIOR = np.array([0.6, *(0.4 * 0.75 * 0.25**k for k in range(9))])
"""Their prior: large ones are rare, so that few configurations, which cannot deny them, do not suggest them."""
NOISE_FLOOR = 1e-5
"""Least standard deviation of noise, in units of that of the means: measurements are never exact."""
ROUNDS = 3
"""Of weights by the fitted mean, for noise that is proportional to it; it settles in two."""


@dataclass(frozen=True)
class Posterior:
    """Coefficients of the scaled features.

    Attributes
    ----------
    coefficients : (p,) array
    covariance : (p, p) array
        φᵀ covariance φ is the square of the standard error of the mean at φ, lack of fit included.
    degrees : float
        Of the t distribution that errors in units of it have.
    noise : float
        Standard deviation of a typical configuration's mean; as a fraction of it where noise is proportional.
    lack : float
        The same of lack of fit.
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    degrees: float
    noise: float
    lack: float


def posterior(phi: NDArray[np.float64], means: TargetMeans, proportional: bool) -> Posterior:
    """Fit the means by features, the first of which is the constant; noise is constant or proportional to the mean.

    The noise is read from what is left of each target's own line, and from repeats. Without either, nothing tells it
    from lack of fit, and all that is left counts as both.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 6)
    >>> cells = np.column_stack([2 + x + 0.1 * (-1) ** np.arange(6), 4 + x - 0.1 * (-1) ** np.arange(6)])
    >>> seen = TargetMeans(cells, np.ones((6, 2), int), cells.mean(1), np.full(6, 0.5), np.zeros(6), 0)
    >>> posterior(np.column_stack([np.ones(6), x]), seen, False).coefficients.round(3).tolist()
    [3.0, 1.0]
    """
    size, level = np.ones(len(phi)), 1.0
    if not proportional:
        return _weighted(phi, means, size, None)
    fitted = means.means
    for _ in range(ROUNDS):
        level = float(np.exp(np.log(fitted).mean()))
        found = _weighted(phi, means, level / fitted, level)
        now = phi @ found.coefficients
        fitted = np.where(now > 0.1 * means.means, now, means.means)
    return Posterior(found.coefficients, found.covariance, found.degrees, found.noise / level, found.lack / level)


def _weighted(
    phi: NDArray[np.float64], means: TargetMeans, size: NDArray[np.float64], level: float | None
) -> Posterior:
    x, y = phi * size[:, None], means.means * size
    share = means.shares / means.shares.mean()
    squares, degrees = _noise(x, means, size, share)
    spread = float(means.means.std()) or float(np.abs(y).max()) or 1.0
    ridge = np.full(x.shape[1], min(1.0, _residual(x, y) / (PRIOR_SPREADS * spread)) ** 2)
    ridge[0] = 0.0
    floor = (NOISE_FLOOR * spread) ** 2
    lacks = LACKS if degrees else LACKS[:1]
    fits = [_conjugate(x, y, 1 / (share + lack), ridge, squares + floor, degrees) for lack in lacks]
    evidence = np.array([fit[3] for fit in fits])
    weight = np.exp(evidence - evidence.max())
    if len(lacks) > 1:
        weight *= LACK_PRIOR
    weight /= weight.sum()
    coefficients = sum(w * fit[0] for w, fit in zip(weight, fits, strict=True))
    covariance, lack_squared, noise_squared = np.zeros((x.shape[1],) * 2), 0.0, 0.0
    for w, (beta, inverse, scale, _), lack in zip(weight, fits, lacks, strict=True):
        covariance += w * (scale * inverse + np.outer(beta - coefficients, beta - coefficients))
        lack_squared += w * scale * (lack if degrees else 1.0)
        noise_squared += w * scale
    direction = np.eye(x.shape[1])[0] if level is None else coefficients / level
    covariance += lack_squared * np.outer(direction, direction)
    total = degrees + len(y) - np.linalg.matrix_rank(x)
    return Posterior(coefficients, covariance, float(total), noise_squared**0.5, lack_squared**0.5)


def _conjugate(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], ridge: NDArray[np.float64],
    squares: float, degrees: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], float, float]:  # fmt: skip
    """Coefficients, their covariance in units of σ², the scale of σ², and the logarithm of the evidence."""
    gram = x.T @ (weight[:, None] * x)
    precision = gram + np.diag(ridge)
    inverse = np.linalg.inv(precision)
    inverse = (inverse + inverse.T) / 2
    beta = inverse @ (x.T @ (weight * y))
    left = squares + float(weight @ (y - x @ beta) ** 2 + ridge @ beta**2)
    freedom = degrees + len(y) - float(np.trace(inverse @ gram))
    evidence = (np.log(weight).sum() - np.linalg.slogdet(precision)[1] - freedom * np.log(left)) / 2
    return beta, inverse, left / freedom, float(evidence)


def _noise(
    x: NDArray[np.float64], means: TargetMeans, size: NDArray[np.float64], share: NDArray[np.float64]
) -> tuple[float, int]:
    """Sum of squares of noise, in units of the variance of a typical mean, and its degrees of freedom.

    Each target that every configuration was measured on has a line of its own; what is left of them differs between
    targets by noise alone, for what a line lacks for all of them is in their mean.
    """
    complete = ~np.isnan(means.cells).any(0)
    typical = float(means.shares.mean())
    squares = typical * float((size**2) @ means.repeat_squares)
    degrees = means.repeat_degrees
    freedom = len(x) - int(np.linalg.matrix_rank(x))
    if complete.sum() > 1 and freedom > 0:
        root = 1 / np.sqrt(share)
        left = root[:, None] * size[:, None] * means.cells[:, complete]
        basis = np.linalg.svd(root[:, None] * x, full_matrices=False)[0][:, : len(x) - freedom]
        left = left - basis @ (basis.T @ left)
        left = left - left.mean(1, keepdims=True)
        folds = 1 / float((1 / np.maximum(means.counts[:, complete], 1)).mean())
        squares += typical * folds * float((left**2).sum())
        degrees += freedom * (int(complete.sum()) - 1)
    return squares, degrees


def _residual(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Standard deviation of what a plain fit leaves."""
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(np.sqrt(left @ left / max(1, len(y) - x.shape[1])))
