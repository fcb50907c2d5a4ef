"""The CA chain: one bead a residue, harmonic bonds, Lennard-Jones and screened charges, in molecular dynamics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

import prct._core as _core
from prct.base.errors import InputError

Path = Literal["reference", "mixed", "full"]


@dataclass(frozen=True)
class CaChainModel:
    """What the beads are and how they act on each other.

    Bead i is bonded to bead i + 1; the pair terms act between all beads but bonded neighbours.

    Attributes
    ----------
    charges : sequence of float [N]
        Elementary charges.
    bond_k_kcal_mol_a2, bond_length_a : float
        ``k (r - r0)²``, without a factor of one half.
    epsilon_kcal_mol, sigma_a : float
        Lennard-Jones, one type of bead.
    cutoff_a : float
    smooth : bool
        True: every pair term minus its value and its slope in r² at the cutoff, so that energy and force go to zero
        there. False: cut off with a jump, as ``lj/cut/coul/debye`` of LAMMPS does.
    permittivity, ionic_strength_m : float
        Debye-Hückel, Eq. 11; the Debye length is 3.04 Å / sqrt(ionic strength in mol/L).
    mass_da : float

    Examples
    --------
    >>> CaChainModel([1.0, 0.0, -1.0]).size
    3
    """

    charges: Sequence[float] | npt.NDArray[np.float64]
    bond_k_kcal_mol_a2: float = 10.0
    bond_length_a: float = 3.8
    epsilon_kcal_mol: float = 0.3
    sigma_a: float = 4.5
    cutoff_a: float = 12.0
    smooth: bool = True
    permittivity: float = 78.4
    ionic_strength_m: float = 0.15
    mass_da: float = 110.0

    @property
    def size(self) -> int:
        """Number of beads."""
        return len(self.charges)

    def _core(self) -> _core.CaChainModel:
        model = _core.CaChainModel()
        model.charges = np.asarray(self.charges, dtype=np.float64)
        model.bond_k = self.bond_k_kcal_mol_a2
        model.bond_length_a = self.bond_length_a
        model.epsilon = self.epsilon_kcal_mol
        model.sigma_a = self.sigma_a
        model.cutoff_a = self.cutoff_a
        model.smooth = self.smooth
        model.permittivity = self.permittivity
        model.ionic_strength_m = self.ionic_strength_m
        model.mass_da = self.mass_da
        return model


@dataclass(frozen=True)
class EnergySeries:
    """Energies at the sampled steps, kcal/mol.

    Attributes
    ----------
    step : int64 [M]
    potential, kinetic : float64 [M]
    """

    step: npt.NDArray[np.int64]
    potential: npt.NDArray[np.float64]
    kinetic: npt.NDArray[np.float64]

    @property
    def total(self) -> npt.NDArray[np.float64]:
        """float64 [M]: potential + kinetic."""
        return self.potential + self.kinetic


def compact_trace(bead_count: int, seed: int = 1) -> npt.NDArray[np.float64]:
    """A compact self-avoiding start of protein density, one bead in 135 Å³: rows of beads that the seed displaces.

    Returns
    -------
    float64 [bead_count, 3], Å

    Raises
    ------
    InputError
        For fewer than one bead.

    Examples
    --------
    >>> trace = compact_trace(100)
    >>> trace.shape, bool(np.linalg.norm(np.diff(trace, axis=0), axis=1).min() > 3.4)
    ((100, 3), True)
    """
    return _core.compact_ca_trace(bead_count, seed)


def thermal_velocities(
    bead_count: int, mass_da: float = 110.0, temperature_k: float = 300.0, seed: int = 1
) -> npt.NDArray[np.float64]:
    """Maxwell velocities without net momentum, float64 [bead_count, 3] in Å/ps.

    Examples
    --------
    >>> bool(abs(thermal_velocities(10).sum(axis=0)).max() < 1e-12)
    True
    """
    return _core.ca_chain_velocities(bead_count, mass_da, temperature_k, seed)


class CaChainSimulation:
    """Velocity Verlet (Eq. 26), or BAOAB Langevin dynamics (Eq. 25) when there is friction.

    Parameters
    ----------
    model : CaChainModel
    positions_a : float64 [N, 3]
        Å.
    velocities_a_per_ps : float64 [N, 3], optional
        Thermal at `temperature_k` with `seed` when absent.
    path : {"mixed", "full", "reference"}
        Neighbour lists with pair work in single or double precision, or plain double loops over all pairs. Forces of
        "mixed" are within 1e-5 of the reference, of the rms force, for boxes below about 1,000 Å.
    step_ps, temperature_k, friction_per_ps : float
    seed : int
        Same seed, same bytes, for any number of threads.
    skin_a : float
        Of the neighbour list.
    threads : int

    Raises
    ------
    InputError
        For sizes that differ, numbers that are not finite or lengths and times that are not positive.

    Examples
    --------
    >>> model = CaChainModel(charges=np.zeros(50))
    >>> simulation = CaChainSimulation(model, compact_trace(50), step_ps=0.005)
    >>> series = simulation.run(20, sample_every=10)
    >>> series.step.tolist(), bool(np.ptp(series.total) < 0.5)
    ([0, 10, 20], True)
    """

    def __init__(
        self,
        model: CaChainModel,
        positions_a: npt.ArrayLike,
        velocities_a_per_ps: npt.ArrayLike | None = None,
        *,
        path: Path = "mixed",
        step_ps: float = 0.01,
        temperature_k: float = 300.0,
        friction_per_ps: float = 0.0,
        seed: int = 1,
        skin_a: float = 2.0,
        threads: int = 1,
    ) -> None:
        if velocities_a_per_ps is None:
            velocities_a_per_ps = thermal_velocities(model.size, model.mass_da, temperature_k, seed)
        self.model = model
        self._simulation = _core.CaChainSimulation(
            model._core(),
            np.asarray(positions_a, dtype=np.float64),
            np.asarray(velocities_a_per_ps, dtype=np.float64),
            path=path,
            step_ps=step_ps,
            temperature_k=temperature_k,
            friction_per_ps=friction_per_ps,
            seed=seed,
            skin_a=skin_a,
            threads=threads,
        )

    def run(self, steps: int, sample_every: int = 0) -> EnergySeries:
        """Advance by `steps`; with `sample_every` > 0 record energies now and after every so many steps.

        Raises
        ------
        InputError
            For negative steps or samples.
        NumericsError
            When a coordinate is no longer finite.
        """
        if sample_every < 0:
            raise InputError(f"sample_every is {sample_every}; give 0 (no samples) or more")
        if sample_every == 0:
            self._simulation.run(steps)
            return EnergySeries(np.empty(0, np.int64), np.empty(0), np.empty(0))
        samples = [self._sample()]
        for done in range(0, steps, sample_every):
            self._simulation.run(min(sample_every, steps - done))
            samples.append(self._sample())
        step, potential, kinetic = zip(*samples, strict=True)
        return EnergySeries(np.array(step, np.int64), np.array(potential), np.array(kinetic))

    def _sample(self) -> tuple[int, float, float]:
        return self.step, self._simulation.potential_energy().potential, self.kinetic_energy

    @property
    def positions_a(self) -> npt.NDArray[np.float64]:
        """float64 [N, 3], Å."""
        return self._simulation.positions_a()

    @property
    def velocities_a_per_ps(self) -> npt.NDArray[np.float64]:
        """float64 [N, 3], Å/ps."""
        return self._simulation.velocities_a_per_ps()

    @property
    def forces_kcal_mol_a(self) -> npt.NDArray[np.float64]:
        """float64 [N, 3], kcal/mol/Å."""
        return self._simulation.forces()

    @property
    def energies_kcal_mol(self) -> dict[str, float]:
        """Potential energy by term: ``bond``, ``lennard_jones``, ``electrostatic``."""
        energy = self._simulation.potential_energy()
        return {"bond": energy.bond, "lennard_jones": energy.lennard_jones, "electrostatic": energy.electrostatic}

    @property
    def kinetic_energy(self) -> float:
        """kcal/mol."""
        return self._simulation.kinetic_energy()

    @property
    def step(self) -> int:
        """Steps taken so far."""
        return self._simulation.step

    @property
    def list_builds(self) -> int:
        """How often the neighbour list was built."""
        return self._simulation.list_builds
