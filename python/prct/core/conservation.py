"""How well a trajectory conserves its energy (Eq. 26): drift with an interval, order of the error in the step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from prct.base.errors import InputError

MIN_BLOCKS = 4


@dataclass(frozen=True)
class Drift:
    """Change of the total energy over the whole series, in kT per degree of freedom.

    Attributes
    ----------
    drift : float
    interval : tuple of float
        Lower and upper end of the confidence interval.
    fluctuation : float
        Root mean square deviation from the fitted line, same unit.
    """

    drift: float
    interval: tuple[float, float]
    fluctuation: float


def energy_drift(
    total_energy: npt.ArrayLike, degrees_of_freedom: int, kt: float, *, blocks: int = 20, confidence: float = 0.95
) -> Drift:
    """Slope of the total energy by block regression.

    Neighbouring samples are correlated, so a regression over samples would give too narrow an interval. The series is
    cut into blocks, a straight line is fitted through their means, and its slope has the interval of Student's t with
    ``blocks - 2`` degrees of freedom. Blocks must be longer than the correlation time of the energy; samples that do
    not fill the last block are left out at the start.

    Parameters
    ----------
    total_energy : array [M]
        Kinetic plus potential energy at equal intervals, in the unit of `kt`; M >= blocks.
    degrees_of_freedom : int
    kt : float
    blocks : int, at least 4
    confidence : float in (0, 1)

    Raises
    ------
    InputError
        For too few or non-finite samples, or numbers out of range.

    Examples
    --------
    >>> ramp = np.linspace(0.0, 6.0, 1001)  # 6 kT over 300 degrees of freedom
    >>> round(energy_drift(ramp, 300, 1.0).drift, 4)
    0.02
    """
    energy = np.asarray(total_energy, dtype=np.float64)
    if blocks < MIN_BLOCKS:
        raise InputError(f"blocks is {blocks}; give at least {MIN_BLOCKS}")
    if energy.ndim != 1 or len(energy) < blocks:
        raise InputError(f"total_energy has shape {energy.shape}; give one dimension of at least {blocks} samples")
    if not np.isfinite(energy).all():
        raise InputError(f"total_energy is not finite at sample {int(np.argmin(np.isfinite(energy)))}; remove it")
    if degrees_of_freedom < 1 or not kt > 0.0 or not 0.0 < confidence < 1.0:
        raise InputError(
            f"degrees_of_freedom {degrees_of_freedom}, kt {kt}, confidence {confidence}: all must be positive, "
            "confidence below 1"
        )
    size = len(energy) // blocks
    kept = energy[len(energy) - size * blocks :] / (degrees_of_freedom * kt)
    means = kept.reshape(blocks, size).mean(axis=1)
    # In units of the whole series, so that the slope is the drift.
    middle = (np.arange(blocks) + 0.5) * size / (len(energy) - 1)
    line = stats.linregress(middle, means)
    half_width = stats.t.ppf(0.5 + confidence / 2, blocks - 2) * line.stderr
    at = (np.arange(len(kept)) + 0.5) / (len(energy) - 1)
    residual = kept - (line.intercept + line.slope * at)
    return Drift(
        float(line.slope),
        (float(line.slope - half_width), float(line.slope + half_width)),
        float(np.sqrt(np.mean(residual**2))),
    )


def order_in_step(step: npt.ArrayLike, error: npt.ArrayLike) -> tuple[float, float]:
    """Exponent p of ``error ∝ step^p`` by least squares of the logarithms, and its standard error.

    Raises
    ------
    InputError
        For fewer than three pairs or values that are not positive.

    Examples
    --------
    >>> p, _ = order_in_step([1.0, 2.0, 4.0], [0.1, 0.4, 1.6])
    >>> round(p, 6)
    2.0
    """
    steps, errors = np.asarray(step, dtype=np.float64), np.asarray(error, dtype=np.float64)
    if steps.shape != errors.shape or steps.ndim != 1 or len(steps) < 3:
        raise InputError(f"step {steps.shape} and error {errors.shape}: give two series of one length, at least 3")
    if not ((steps > 0).all() and (errors > 0).all() and np.isfinite(steps).all() and np.isfinite(errors).all()):
        raise InputError("step and error must be positive and finite to have a logarithm; remove the others")
    line = stats.linregress(np.log(steps), np.log(errors))
    return float(line.slope), float(line.stderr)
