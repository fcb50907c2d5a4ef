"""System: peptide kinds reach the terms that depend on them."""

from __future__ import annotations

import numpy as np
import pytest
from prct import _core
from prct.base.errors import InputError
from prct.core.build_coordinates import backbone_from_torsions
from prct.parameters.ramachandran import class_of_residue, ramachandran_energy

TRANS, CIS, BEFORE_PROLINE = 0, 1, 2
SEQUENCE = "AGPGA"
PHASES = np.radians([[-120.0, 130.0], [-70.0, 140.0], [-75.0, 150.0], [60.0, 40.0], [-60.0, -40.0]])


def ramachandran_term(kind: int, platform: str) -> float:
    """Energy of Eq. 6 where the peptide before the proline is of this kind."""
    system = _core.System([SEQUENCE])
    system.force_field.ramachandran = 1.0
    system.set_peptide_kind(1, kind)
    backbone = backbone_from_torsions([0, 5], np.column_stack([PHASES, np.full(5, np.pi)]))
    scales = _core.TermScales([1.0] * len(_core.TERM_NAMES), 0.0)
    return _core.compute(system, _core.Platform(platform), backbone, scales, np.zeros(0))[0]["ramachandran"]


@pytest.mark.parametrize("platform", ["reference", "cpu"])
def test_a_proline_behind_a_cis_peptide_has_the_cis_surface(platform: str):
    cis = np.array([False, False, True, False, False])
    want = {
        CIS: ramachandran_energy(class_of_residue(SEQUENCE, [0, 5], cis), PHASES),
        TRANS: ramachandran_energy(class_of_residue(SEQUENCE, [0, 5]), PHASES),
    }
    for kind, energies in want.items():
        assert ramachandran_term(kind, platform) == pytest.approx(energies[1:-1, 0].sum(), abs=1e-6)
    assert ramachandran_term(BEFORE_PROLINE, platform) == ramachandran_term(TRANS, platform)
    assert abs(ramachandran_term(CIS, platform) - ramachandran_term(TRANS, platform)) > 0.1


@pytest.mark.parametrize(("residue", "kind"), [(-1, CIS), (4, CIS), (5, CIS), (0, 3), (0, -1)])
def test_peptides_that_do_not_exist_are_refused(residue: int, kind: int):
    with pytest.raises(InputError):
        _core.System([SEQUENCE]).set_peptide_kind(residue, kind)
