"""Phases over time: fixed steps of order 4 and 8, adaptive steps of order 5 (Eq. 28), and steps with noise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

import prct._core as _core
from prct.base.errors import InputError
from prct.core.kuramoto import KuramotoNetwork, MeanFieldNetwork, order_parameter

Method = Literal["rk4", "rk8", "rk45", "heun"]


@dataclass(frozen=True)
class PhaseTrajectory:
    """Phases of N oscillators at S times.

    Attributes
    ----------
    time_ps : float64 [S]
    phase_rad : float [S, N]
        Not wrapped; the dtype is the network's.
    steps, rejected : int
        Steps taken, and steps tried in vain by the adaptive method.
    evaluations : int
        How often the right-hand side was evaluated.
    """

    time_ps: NDArray[np.float64]
    phase_rad: NDArray[Any]
    steps: int
    rejected: int
    evaluations: int

    @property
    def order_parameter(self) -> NDArray[np.float64]:
        """Φ at each time (Eq. 14); float64 [S]."""
        return np.array([order_parameter(phase) for phase in self.phase_rad])


def integrate(
    network: KuramotoNetwork | MeanFieldNetwork,
    phase: ArrayLike,
    duration_ps: float,
    *,
    method: Method = "rk45",
    step_ps: float | None = None,
    tolerance_rad: float = 1e-6,
    samples: int = 2,
    max_steps: int = 1_000_000,
    diffusion_rad2_per_ps: float = 0.0,
    seed: int = 1,
) -> PhaseTrajectory:
    """Integrate a network of phase oscillators (Eq. 16).

    Parameters
    ----------
    network : KuramotoNetwork or MeanFieldNetwork
        One on a GPU takes "rk4" only; its phases stay there between two samples.
    phase : float [N]
        Phases at time 0 in rad.
    duration_ps : float
        Time to integrate, above 0.
    method : {"rk45", "rk4", "rk8", "heun"}
        Adaptive Dormand-Prince 5(4); classical Runge-Kutta of order 4; Dormand-Prince of order 8; Heun's method, the
        only one that takes noise.
    step_ps : float, optional
        Largest step of the fixed-step methods, which need it; steps are shortened so that a whole number of them lies
        between two samples. First step of "rk45".
    tolerance_rad : float
        Largest error of any phase in one step of "rk45".
    samples : int
        Evenly spaced times to return, the first 0, the last `duration_ps`.
    max_steps : int
        Steps, tried ones included, before the integration is given up.
    diffusion_rad2_per_ps : float
        D of the noise: a free phase spreads with variance 2 D t.
    seed : int
        Of the noise, in [0, 2**64); same seed and steps, same noise.

    Returns
    -------
    PhaseTrajectory

    Raises
    ------
    InputError
        Something handed in cannot be used, or a fixed step needs more than `max_steps` steps.
    GpuError
        The GPU failed.
    NumericsError
        The phases left the finite numbers, or `tolerance_rad` cannot be reached within `max_steps`.

    Notes
    -----
    E. Hairer, S. P. Nørsett, G. Wanner, Solving Ordinary Differential Equations I, 2nd ed., Springer 1993.

    Examples
    --------
    Two oscillators lock where sin(ϑ_2 - ϑ_1) = (Ω_2 - Ω_1) / 2κ.

    >>> pair = KuramotoNetwork([0, 1, 2], [1, 0], frequency_rad_per_ps=[0.0, 1.0], coupling_rad_per_ps=1.0)
    >>> end = integrate(pair, [0.0, 0.0], 30.0, tolerance_rad=1e-9).phase_rad[-1]
    >>> bool(abs(end[1] - end[0] - np.arcsin(0.5)) < 1e-6)
    True
    """
    _check(method, step_ps, samples, max_steps, seed)
    if network.platform != "cpu":
        if method != "rk4" or step_ps is None:
            raise InputError(f"method is {method!r}; on the platform {network.platform} choose rk4")
        return _fixed_steps_on_gpu(network, phase, duration_ps, step_ps, samples, max_steps)
    result = _core.integrate_phases(
        network.core,
        network.checked_phases(phase),
        getattr(_core.PhaseMethod, method),
        duration_ps,
        0.0 if step_ps is None else step_ps,
        tolerance_rad,
        samples,
        max_steps,
        diffusion_rad2_per_ps,
        seed,
    )
    return PhaseTrajectory(*result)


def _fixed_steps_on_gpu(
    network: KuramotoNetwork | MeanFieldNetwork,
    phase: ArrayLike,
    duration_ps: float,
    step_ps: float,
    samples: int,
    max_steps: int,
) -> PhaseTrajectory:
    if not (0 < duration_ps < np.inf and 0 < step_ps < np.inf):
        raise InputError(f"duration_ps is {duration_ps} and step_ps {step_ps}; give finite times above 0")
    # A duration that is a whole number of steps but for rounding takes that number.
    steps = int(np.ceil(duration_ps / (samples - 1) / step_ps * (1 - 1e-12)))
    if steps * (samples - 1) > max_steps:
        raise InputError(
            f"the schedule needs {steps * (samples - 1)} steps, the limit is {max_steps}; "
            "take larger steps, a shorter time or raise the limit"
        )
    time_ps = duration_ps * np.arange(samples) / (samples - 1)
    now = [network.checked_phases(phase)]
    network.core.set_phases(now[0])
    for begin_ps, end_ps in pairwise(time_ps):
        network.core.advance(steps, (end_ps - begin_ps) / steps, _core.PhaseSteps.rk4)
        now.append(network.core.phases())
    taken = steps * (samples - 1)
    return PhaseTrajectory(time_ps, np.stack(now), taken, 0, 4 * taken)


def _check(method: str, step_ps: float | None, samples: int, max_steps: int, seed: int) -> None:
    if method not in ("rk4", "rk8", "rk45", "heun"):
        raise InputError(f"method is {method!r}; choose rk4, rk8, rk45 or heun")
    if step_ps is None and method != "rk45":
        raise InputError(f"{method} takes fixed steps; give step_ps")
    if samples < 2 or max_steps < 1:
        raise InputError(f"samples is {samples} and max_steps {max_steps}; give at least 2 and 1")
    if not 0 <= seed < 2**64:
        raise InputError(f"seed is {seed}; give an integer in [0, 2**64)")
