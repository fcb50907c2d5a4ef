"""Score a model against its native, as `prct score MODEL NATIVE --json` does: here a helix against a bent one."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.structure import Structure
from prct.io.structure import read_structure, write_structure
from prct.scoring.score_model import score_model

LENGTH = 24


def helix(bend_degrees: float) -> Structure:
    """Alanines, N, CA and C only; the bend changes ψ in the middle."""
    degrees = np.array([(-60.0, -45.0, 180.0)] * LENGTH)
    degrees[LENGTH // 2, 1] += bend_degrees
    coords = np.full((LENGTH, 5, 3), np.nan)
    coords[:, :3] = backbone_from_torsions([0, LENGTH], np.radians(degrees))
    return Structure("A" * LENGTH, coords, np.zeros(LENGTH, np.int32), ("A",), np.arange(1, LENGTH + 1))


def main() -> None:
    """Write both, read both, score."""
    with TemporaryDirectory() as folder:
        model, native = Path(folder) / "model.pdb", Path(folder) / "native.cif"
        write_structure(helix(20.0), model)
        write_structure(helix(0.0), native)
        for name, value in score_model(read_structure(model), read_structure(native)).items():
            print(f"{name:10s} {value:.3f}")


if __name__ == "__main__":
    main()
