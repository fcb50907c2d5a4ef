"""Phase oscillators on a graph (Eq. 16), the support of their neighbours (Eq. 19) and how far they agree (Eq. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

import prct._core as _core
from prct.base.errors import InputError

Platform = Literal["cpu", "cuda", "cuda-emulation"]

_SPARSE: dict[np.dtype[Any], Any] = {
    np.dtype(np.float32): _core.SparseKuramoto32,
    np.dtype(np.float64): _core.SparseKuramoto64,
}
_MEAN_FIELD: dict[np.dtype[Any], Any] = {
    np.dtype(np.float32): _core.MeanFieldKuramoto32,
    np.dtype(np.float64): _core.MeanFieldKuramoto64,
}


def _indices(values: ArrayLike, dtype: type[np.integer], name: str) -> NDArray[Any]:
    array = np.asarray(values)
    if array.size == 0:
        array = array.astype(dtype)
    if array.dtype.kind not in "iu":
        raise InputError(f"{name} holds {array.dtype}; pass an array of integers")
    limit = np.iinfo(dtype).max
    if array.size and (array.min() < 0 or array.max() > limit):
        raise InputError(f"{name} holds {array.min()} to {array.max()}; its entries must lie in [0, {limit}]")
    return np.ascontiguousarray(array, dtype=dtype)


def _choose(classes: dict[np.dtype[Any], Any], dtype: DTypeLike) -> tuple[Any, np.dtype[Any]]:
    chosen = np.dtype(dtype)
    if chosen not in classes:
        raise InputError(f"dtype is {chosen}; phases are computed in float32 or float64")
    return classes[chosen], chosen


def _sparse_dtype(dtype: DTypeLike | None, platform: str) -> np.dtype[Any]:
    if platform not in ("cpu", "cuda", "cuda-emulation"):
        raise InputError(f"platform is {platform!r}; choose cpu, cuda or cuda-emulation")
    if platform == "cpu":
        return _choose(_SPARSE, np.float64 if dtype is None else dtype)[1]
    if dtype is not None and np.dtype(dtype) != np.float32:
        raise InputError(f"dtype is {np.dtype(dtype)}; the platform {platform} computes phases in float32")
    return np.dtype(np.float32)


def _phases(phase: ArrayLike, size: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    array = np.ascontiguousarray(phase, dtype=dtype)
    if array.shape != (size,):
        raise InputError(f"phase has shape {array.shape}; pass one phase an oscillator, shape ({size},)")
    if not np.isfinite(array).all():
        raise InputError(f"phase[{int(np.argmin(np.isfinite(array)))}] is not finite; pass finite phases")
    return array


class _Network:
    """What the two kinds of network share: a core object, a dtype, a platform, and evaluation of the rate."""

    platform: Platform = "cpu"

    def __init__(self, core: Any, dtype: np.dtype[Any]) -> None:
        self.core = core
        self.dtype = dtype

    @property
    def size(self) -> int:
        """Number of oscillators."""
        return int(self.core.size)

    def checked_phases(self, phase: ArrayLike) -> NDArray[Any]:
        """`phase` as an array of this network's dtype and size; InputError where it has another size or a NaN."""
        return _phases(phase, self.size, self.dtype)

    def rate(self, phase: ArrayLike, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """dϑ/dt of every oscillator (Eq. 16 without noise).

        Parameters
        ----------
        phase : float [N]
            Phases in rad.
        out : float [N] of this network's dtype, optional
            Receives the result.

        Returns
        -------
        float [N]
            Rates in rad/ps.

        Raises
        ------
        InputError
            A phase is missing or not finite.
        """
        result = np.empty(self.size, self.dtype) if out is None else out
        self.core.rate(self.checked_phases(phase), result)
        return result


class KuramotoNetwork(_Network):
    """Phase oscillators on a sparse graph.

    dϑ_i/dt = Ω_i + (κ / Σ_j K_ij) Σ_j K_ij α_j sin(ϑ_j - ϑ_i), j over the neighbours of i (Eq. 16).

    Sine and cosine are evaluated once an oscillator, not once an edge. A network serves one caller at a time; results
    do not depend on `threads`.

    Parameters
    ----------
    row_start : int [N + 1]
        Where each oscillator's neighbours begin in `neighbor`; the last entry is M.
    neighbor : int [M]
        Neighbours of oscillator 0, then of 1, and so on.
    weight : float [M], optional
        K, not negative unless `scale_by_weights` is false; 1 everywhere where not given.
    frequency_rad_per_ps : float [N]
        Ω.
    coupling_rad_per_ps : float
        κ.
    amplitude : float [N], optional
        α of every oscillator as its neighbours see it; 1 everywhere where not given.
    scale_by_weights : bool
        Divide κ by the sum of the oscillator's weights as Eq. 16 does. An oscillator without neighbours keeps Ω.
    dtype : float32 or float64, optional
        Arithmetic; float64 where not given, on a GPU float32, which is all that it does.
    threads : int
        Of the CPU.
    platform : {"cpu", "cuda", "cuda-emulation"}
        "cuda" keeps the graph on the first GPU. "cuda-emulation" runs the same kernels on the CPU, slowly, for tests.
        A GPU pays for large graphs whose phases stay there (`prct.core.phase_integrators.integrate`, "rk4"); single
        rates travel to and fro.

    Raises
    ------
    InputError
        Malformed rows, wrong sizes, numbers that are not finite, float64 on a GPU.
    GpuError
        There is no GPU, or the graph does not fit it; the message says why.

    Examples
    --------
    >>> pair = KuramotoNetwork([0, 1, 2], [1, 0], frequency_rad_per_ps=[0.0, 1.0], coupling_rad_per_ps=2.0)
    >>> pair.rate([0.0, np.pi / 6]).round(6)
    array([1., 0.])
    """

    def __init__(
        self,
        row_start: ArrayLike,
        neighbor: ArrayLike,
        weight: ArrayLike | None = None,
        *,
        frequency_rad_per_ps: ArrayLike,
        coupling_rad_per_ps: float,
        amplitude: ArrayLike | None = None,
        scale_by_weights: bool = True,
        dtype: DTypeLike | None = None,
        threads: int = 1,
        platform: Platform = "cpu",
    ) -> None:
        chosen = _sparse_dtype(dtype, platform)
        columns = _indices(neighbor, np.int32, "neighbor")
        weights = np.ones(columns.shape, chosen) if weight is None else np.asarray(weight, chosen)
        rows = _indices(row_start, np.int64, "row_start")
        frequency = np.asarray(frequency_rad_per_ps, chosen)
        given = (rows, columns, weights, frequency, coupling_rad_per_ps, scale_by_weights)
        if platform == "cpu":
            super().__init__(_SPARSE[chosen](*given), chosen)
            self.core.set_threads(threads)
        else:
            super().__init__(_core.GpuKuramoto(*given, platform), chosen)
        self.platform = platform
        if amplitude is not None:
            self.set_amplitude(amplitude)

    def set_amplitude(self, amplitude: ArrayLike) -> None:
        """Replace α; float [N]."""
        array = np.asarray(amplitude, self.dtype)
        if array.shape != (self.size,):
            raise InputError(f"amplitude has shape {array.shape}; pass one an oscillator, shape ({self.size},)")
        self.core.set_amplitude(array)

    def set_frequency(self, frequency_rad_per_ps: ArrayLike) -> None:
        """Replace Ω; float [N] in rad/ps."""
        self.core.set_frequency(np.asarray(frequency_rad_per_ps, self.dtype))

    def support(self, phase: ArrayLike) -> NDArray[Any]:
        """max(0, Σ_j K_ij α_j cos(ϑ_j - ϑ_i)) of every oscillator (Eq. 19).

        Parameters
        ----------
        phase : float [N]
            Phases in rad.

        Returns
        -------
        float [N]

        Raises
        ------
        InputError
            A phase is missing or not finite.

        Examples
        --------
        >>> pair = KuramotoNetwork([0, 1, 2], [1, 0], frequency_rad_per_ps=[0.0, 0.0], coupling_rad_per_ps=1.0)
        >>> pair.support([0.0, np.pi / 3]).round(6)
        array([0.5, 0.5])
        """
        result = np.empty(self.size, self.dtype)
        self.core.support(self.checked_phases(phase), result)
        return result


class MeanFieldNetwork(_Network):
    """Phase oscillators coupled all to all with one weight, in O(N) by the exact mean field.

    dϑ_i/dt = Ω_i + κ/N Σ_j α_j sin(ϑ_j - ϑ_i), j over all N oscillators (the term j = i is 0).

    Parameters
    ----------
    frequency_rad_per_ps : float [N]
        Ω.
    coupling_rad_per_ps : float
        κ.
    amplitude : float [N], optional
        α; 1 everywhere where not given.
    dtype : float32 or float64

    Raises
    ------
    InputError
        Wrong sizes, numbers that are not finite.

    Examples
    --------
    >>> network = MeanFieldNetwork([0.0, 0.0], 2.0)
    >>> network.rate([0.0, np.pi / 2]).round(6)
    array([ 1., -1.])
    """

    def __init__(
        self,
        frequency_rad_per_ps: ArrayLike,
        coupling_rad_per_ps: float,
        amplitude: ArrayLike | None = None,
        *,
        dtype: DTypeLike = np.float64,
    ) -> None:
        kind, chosen = _choose(_MEAN_FIELD, dtype)
        super().__init__(kind(np.asarray(frequency_rad_per_ps, chosen), coupling_rad_per_ps), chosen)
        if amplitude is not None:
            array = np.asarray(amplitude, chosen)
            if array.shape != (self.size,):
                raise InputError(f"amplitude has shape {array.shape}; pass one an oscillator, shape ({self.size},)")
            self.core.set_amplitude(array)


def kuramoto_rate(
    phase: Sequence[float] | NDArray[Any],
    row_start: ArrayLike,
    neighbor: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    frequency_rad_per_ps: ArrayLike,
    coupling_rad_per_ps: float,
    amplitude: ArrayLike | None = None,
) -> NDArray[Any]:
    """Right-hand side of Eq. 16 once; build a :class:`KuramotoNetwork` to evaluate it often.

    Parameters
    ----------
    phase : float [N]
        Phases in rad; float32 phases are computed in float32, all others in float64.
    row_start, neighbor, weight, frequency_rad_per_ps, coupling_rad_per_ps, amplitude
        As for :class:`KuramotoNetwork`.

    Returns
    -------
    float [N]
        Rates in rad/ps.

    Raises
    ------
    InputError
        As for :class:`KuramotoNetwork`.

    Examples
    --------
    >>> kuramoto_rate([0.0, np.pi / 2], [0, 1, 2], [1, 0], frequency_rad_per_ps=[0, 0], coupling_rad_per_ps=3).round(6)
    array([ 3., -3.])
    """
    dtype = np.float32 if np.asarray(phase).dtype == np.float32 else np.float64
    network = KuramotoNetwork(
        row_start,
        neighbor,
        weight,
        frequency_rad_per_ps=frequency_rad_per_ps,
        coupling_rad_per_ps=coupling_rad_per_ps,
        amplitude=amplitude,
        dtype=dtype,
    )
    return network.rate(phase)


def order_parameter(phase: ArrayLike) -> float:
    """Φ = |1/N Σ e^{iθ}|² (Eq. 14): 1 where all phases agree, about 1/N where they are random.

    Parameters
    ----------
    phase : float [N]
        Phases in rad, N >= 1.

    Returns
    -------
    float

    Raises
    ------
    InputError
        No phases, or one that is not finite.

    Examples
    --------
    >>> order_parameter([0.3, 0.3, 0.3])
    1.0
    >>> round(order_parameter([0.0, np.pi / 2]), 12)
    0.5
    """
    array = np.asarray(phase, np.float64)
    return float(_core.order_parameter(_phases(array, array.size, array.dtype)))


def local_order_parameter(phase: ArrayLike, window: int) -> NDArray[np.float64]:
    """Φ over the `window` phases around each one, cut off at the ends of the chain.

    Parameters
    ----------
    phase : float [N]
        Phases in rad, in the order of the chain.
    window : int
        Odd.

    Returns
    -------
    float64 [N]

    Raises
    ------
    InputError
        An even window, or a phase that is not finite.

    Examples
    --------
    >>> local_order_parameter([0.0, 0.0, np.pi], 3).round(6)
    array([1.      , 0.111111, 0.      ])
    """
    array = np.asarray(phase, np.float64)
    return _core.local_order_parameter(_phases(array, array.size, array.dtype), window)
