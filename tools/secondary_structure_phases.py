"""Phases of helices, strands and prolines: the constants of prct.folding.phase_restraints and of the φ/ψ tables.

Secondary structure is assigned from the CA trace alone (P-SEA, as biotite has it), so that the phases it is compared
with play no part. Reads the training chains of PRCT_DATA and prints.
"""

from __future__ import annotations

import biotite.structure as struc
import numpy as np
from prct.core.build_coordinates import backbone_torsions
from training_chains import data_folder, read_split

SHORTEST = 20
WITHIN = 3.0
"""Coil counts as being where helices or strands are within so many standard deviations of their means."""


def assigned(ca_a: np.ndarray) -> np.ndarray:
    """P-SEA codes a (helix), b (strand), c of a CA trace."""
    atoms = struc.AtomArray(len(ca_a))
    atoms.coord = ca_a
    atoms.atom_name[:] = "CA"
    atoms.res_name[:] = "ALA"
    atoms.res_id[:] = np.arange(1, len(ca_a) + 1)
    return struc.annotate_sse(atoms)


def circular(angles_rad: np.ndarray) -> tuple[float, float]:
    """Circular mean and standard deviation, rad."""
    mean = np.exp(1j * angles_rad).mean()
    return float(np.angle(mean)), float(np.sqrt(-2 * np.log(abs(mean))))


def main() -> None:
    """Print shares, means and spreads."""
    phases, codes, letters = [], [], []
    for _, coords, sequence in read_split(data_folder(), "train"):
        if len(sequence) < SHORTEST:
            continue
        backbone = coords[:, :3].astype(float)
        phases.append(backbone_torsions([0, len(sequence)], backbone)[1:-1, :2])
        codes.append(assigned(backbone[:, 1])[1:-1])
        letters += sequence[1:-1]
    torsions, code, letter = np.concatenate(phases), np.concatenate(codes), np.array(letters)
    known = np.isfinite(torsions).all(axis=1)
    torsions, code, letter = torsions[known], code[known], letter[known]
    print(f"{len(phases)} chains, {len(code)} residues")
    coil = torsions[code == "c"]
    for name in "abc":
        own = torsions[(code == name) & (letter != "G")]
        mean, spread = np.array([circular(own[:, axis]) for axis in (0, 1)]).T
        shown = f"phi {np.degrees(mean[0]):.0f} ± {np.degrees(spread[0]):.0f}"
        shown += f", psi {np.degrees(mean[1]):.0f} ± {np.degrees(spread[1]):.0f}"
        far = np.angle(np.exp(1j * (coil - mean))) / spread
        print(
            f"{name}: share {np.mean(code == name):.3f}; {shown}; coil there {np.mean((far**2).sum(1) < WITHIN**2):.3f}"
        )
    proline = np.degrees(torsions[letter == "P", 0])
    print(f"{len(proline)} prolines, phi outside -120..-20: {np.mean((proline < -120) | (proline > -20)):.4f}")


if __name__ == "__main__":
    main()
