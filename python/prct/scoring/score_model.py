"""All scores of one model against its native."""

from __future__ import annotations

import numpy as np

from prct.base.errors import StructureError
from prct.core.structure import Structure
from prct.core.superpose import superpose
from prct.scoring.correspondence import match_residues
from prct.scoring.gdt import gdt
from prct.scoring.lddt import lddt_ca
from prct.scoring.tm_score import tm_score

CA = 1


def score_model(model: Structure, native: Structure) -> dict[str, float]:
    """Score a model against its native (Eq. 35).

    Parameters
    ----------
    model, native : Structure
        Residues are paired by :func:`prct.scoring.correspondence.match_residues`.

    Returns
    -------
    dict
        ``tm_score``, ``gdt_ts``, ``gdt_ha``, ``lddt_ca`` (0-1, normalised by the native's resolved residues, whether
        the model has them or not) and ``ca_rmsd_a`` (Å, over the residues both have).

    Raises
    ------
    StructureError
        Where the two are different proteins, or have fewer than three resolved CA in common.

    Examples
    --------
    >>> import numpy as np
    >>> k = np.arange(12)
    >>> coords = np.full((12, 5, 3), np.nan)
    >>> coords[:, 1] = np.stack([2.3 * np.cos(1.745 * k), 2.3 * np.sin(1.745 * k), 1.5 * k], axis=1)
    >>> helix = Structure("AEAAAKEAAAKA", coords, np.zeros(12, int), ("A",), k + 1)
    >>> {key: round(value, 6) for key, value in score_model(helix, helix).items()}
    {'tm_score': 1.0, 'gdt_ts': 1.0, 'gdt_ha': 1.0, 'lddt_ca': 1.0, 'ca_rmsd_a': 0.0}
    """
    match = match_residues(model, native)
    native_ca_a = np.asarray(native.coords_a, dtype=np.float64)[:, CA]
    model_ca_a = np.full_like(native_ca_a, np.nan)
    model_ca_a[match >= 0] = np.asarray(model.coords_a, dtype=np.float64)[match[match >= 0], CA]
    common = np.isfinite(model_ca_a).all(axis=1) & np.isfinite(native_ca_a).all(axis=1)
    if common.sum() < 3:
        raise StructureError(
            f"model and native have {common.sum()} resolved CA atoms in common; at least 3 are needed: "
            "pass structures with coordinates for the same part of the chain"
        )
    total, high_accuracy = gdt(model_ca_a, native_ca_a)
    return {
        "tm_score": tm_score(model_ca_a, native_ca_a),
        "gdt_ts": total,
        "gdt_ha": high_accuracy,
        "lddt_ca": lddt_ca(model_ca_a, native_ca_a),
        "ca_rmsd_a": superpose(model_ca_a[common], native_ca_a[common]).rmsd_a,
    }
