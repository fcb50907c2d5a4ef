"""The amide-I absorption of coupled peptide groups (Eq. 24e)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from prct.base.errors import OptionError, StructureError
from prct.core.exciton import SITE_ENERGY_CM1, ExcitonModel, ExcitonStates, exciton_model, exciton_states

WIDTH_CM1 = 16.0
"""Full width at half height of each line."""

SMALLEST_WIDTH_CM1, LARGEST_WIDTH_CM1 = 0.5, 500.0
GRID_STEP_CM1 = 0.5
GRID_REACH_CM1 = 100.0
"""The axis goes this far to either side of the site energy, further where lines stand there."""


def gaussian(distance_cm1: np.ndarray, width_cm1: float) -> np.ndarray:
    """Of unit area and full width `width_cm1` at half height."""
    steepness = 4.0 * np.log(2.0) / width_cm1**2
    return np.sqrt(steepness / np.pi) * np.exp(-steepness * distance_cm1**2)


def lorentzian(distance_cm1: np.ndarray, width_cm1: float) -> np.ndarray:
    """Of unit area and full width `width_cm1` at half height."""
    half = width_cm1 / 2.0
    return half / np.pi / (distance_cm1**2 + half**2)


SHAPES: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {"gaussian": gaussian, "lorentzian": lorentzian}


@dataclass(frozen=True)
class AmideSpectrum:
    """Lines and what they look like when broadened.

    Attributes
    ----------
    wavenumber_cm1 : float64 [M]
        Ascending.
    absorbance : float64 [M]
        Σ_n |Σ_k c_nk μ_k|² g(w - w_n) / K in D² cm a peptide group: its integral is the mean |μ|².
    model : ExcitonModel
    states : ExcitonStates
    site_energy_cm1, width_cm1 : float
    shape : str
    notes : tuple of str
        What the reader and the search for groups had to handle.
    """

    wavenumber_cm1: np.ndarray
    absorbance: np.ndarray
    model: ExcitonModel
    states: ExcitonStates
    site_energy_cm1: float
    width_cm1: float
    shape: str
    notes: tuple[str, ...] = field(default=())

    @property
    def maximum_cm1(self) -> float:
        """Where the band is highest."""
        return float(self.wavenumber_cm1[np.argmax(self.absorbance)])

    @property
    def mean_shift_cm1(self) -> float:
        """Mean energy of the lines, weighted by strength, less the site energy."""
        return float(np.average(self.states.energy_cm1, weights=self.states.strength_debye2) - self.site_energy_cm1)

    @property
    def brightest(self) -> int:
        """The state with the largest strength."""
        return int(np.argmax(self.states.strength_debye2))


def amide_absorption(
    chain_starts: ArrayLike,
    backbone_a: ArrayLike,
    *,
    width_cm1: float = WIDTH_CM1,
    shape: str = "gaussian",
    site_energy_cm1: float = SITE_ENERGY_CM1,
    notes: tuple[str, ...] = (),
) -> AmideSpectrum:
    """Couple the peptide groups of a backbone and broaden their lines.

    Parameters
    ----------
    chain_starts, backbone_a, site_energy_cm1
        As in :func:`prct.core.exciton.exciton_model`.
    width_cm1 : float
        Full width at half height of each line, 0.5 to 500.
    shape : {"gaussian", "lorentzian"}
    notes : tuple of str
        Handed on.

    Returns
    -------
    AmideSpectrum

    Raises
    ------
    InputError
        Coordinates that cannot be used.
    StructureError
        No peptide group.
    OptionError
        Width, shape or site energy out of range.

    Examples
    --------
    >>> from prct.core.build_coordinates import backbone_from_torsions
    >>> helix = np.full((20, 4, 3), np.nan)
    >>> helix[:, :3] = backbone_from_torsions([0, 20], np.tile(np.radians([-57.0, -47.0, 180.0]), (20, 1)))
    >>> spectrum = amide_absorption([0, 20], helix)
    >>> len(spectrum.states.energy_cm1), bool(abs(spectrum.maximum_cm1 - 1650) < 10)
    (19, True)
    """
    if shape not in SHAPES:
        raise OptionError(f"shape {shape!r} is unknown; use {' or '.join(SHAPES)}")
    if not SMALLEST_WIDTH_CM1 <= width_cm1 <= LARGEST_WIDTH_CM1:
        raise OptionError(f"width {width_cm1:g} cm-1; use {SMALLEST_WIDTH_CM1:g} to {LARGEST_WIDTH_CM1:g}")
    if not 1000.0 <= site_energy_cm1 <= 2500.0:
        raise OptionError(f"site energy {site_energy_cm1:g} cm-1; use 1000 to 2500; amide I lies near 1650")
    model = exciton_model(chain_starts, backbone_a, site_energy_cm1=site_energy_cm1)
    if not len(model.residue):
        raise StructureError(
            "no peptide group: two residues bonded to each other need N, CA and C; "
            "where there is only CA, build the rest first (prct.core.build_coordinates.backbone_from_trace)"
        )
    states = exciton_states(model)
    axis = _axis(states.energy_cm1, site_energy_cm1, width_cm1)
    lines = SHAPES[shape](axis[:, None] - states.energy_cm1, width_cm1)
    absorbance = lines @ states.strength_debye2 / len(states.energy_cm1)
    return AmideSpectrum(axis, absorbance, model, states, site_energy_cm1, width_cm1, shape, notes)


def _axis(energy_cm1: np.ndarray, centre_cm1: float, width_cm1: float) -> np.ndarray:
    low = min(centre_cm1 - GRID_REACH_CM1, energy_cm1[0] - 2 * width_cm1)
    high = max(centre_cm1 + GRID_REACH_CM1, energy_cm1[-1] + 2 * width_cm1)
    return GRID_STEP_CM1 * np.arange(np.floor(low / GRID_STEP_CM1), np.ceil(high / GRID_STEP_CM1) + 1)
