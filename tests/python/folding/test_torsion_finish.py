"""The torsion finish through the bindings and as a setting of the annealing (Eq. 25)."""

import numpy as np
import pytest
from prct import _core
from prct.base.errors import InputError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.restraints import Restraints, RestraintTable
from prct.core.target import Target
from prct.folding.pipeline import fold
from prct.folding.settings import FoldSettings

SEQUENCE = "MAGPLEKVTPSNDWYFHQCRIAEPLGKK"


def bent_helix() -> np.ndarray:
    """A helix whose atoms are moved by up to 0.1 Å."""
    angles = np.tile([-1.1, -0.75, np.pi], (len(SEQUENCE), 1))
    helix = backbone_from_torsions([0, len(SEQUENCE)], angles)
    return helix + np.random.default_rng(2).uniform(-0.1, 0.1, helix.shape)


def lengths(backbone: np.ndarray) -> np.ndarray:
    """N-CA, CA-C and C-N' of every residue but the last, Å [L - 1, 3]."""
    n, ca, c = backbone[:-1].transpose(1, 0, 2)
    following = backbone[1:, 0]
    return np.stack([np.linalg.norm(d, axis=1) for d in (ca - n, c - ca, following - c)], axis=1)


@pytest.mark.parametrize("name", ["reference", "cpu", "cpu-f64"])
def test_bonds_are_ideal_and_the_energy_is_that_of_the_answer(name: str) -> None:
    system, platform = _core.System([SEQUENCE]), _core.Platform(name)
    scales = _core.TermScales([1.0] * len(_core.TERM_NAMES))
    start = bent_helix()
    found, energy, force, evaluations, converged = _core.torsion_finish(
        system, platform, start, scales, np.zeros(0), 200, 1e-9, 1e-3
    )
    terms, _ = _core.compute(system, platform, found, scales, np.zeros(0))
    np.testing.assert_allclose(lengths(found), np.broadcast_to([1.458, 1.525, 1.329], (27, 3)), atol=1e-6)
    assert terms["bond"] + terms["angle"] < 1e-6
    assert energy == pytest.approx(sum(terms.values()), abs=1e-3)
    assert force >= 0
    assert 1 < evaluations <= 200
    assert isinstance(converged, bool)


def test_shapes_are_checked() -> None:
    system, platform = _core.System([SEQUENCE]), _core.Platform("reference")
    scales = _core.TermScales([1.0] * len(_core.TERM_NAMES))
    with pytest.raises(InputError, match="positions_a has shape"):
        _core.torsion_finish(system, platform, np.zeros((2, 3, 3)), scales, np.zeros(0), 10, 1e-9, 1e-3)
    with pytest.raises(InputError, match="alpha has shape"):
        _core.torsion_finish(system, platform, bent_helix(), scales, np.ones(3), 10, 1e-9, 1e-3)


def test_the_setting_gives_models_of_ideal_geometry() -> None:
    target = Target("t", ("A",), (SEQUENCE,))
    i = np.arange(0, 22, dtype=np.int32)
    table = RestraintTable(
        i,
        i + 6,
        np.full(22, 1, np.uint8),
        np.full(22, 1, np.uint8),
        np.full(22, 8.0),
        np.full(22, 11.0),
        np.ones(22),
        np.full(22, -1, np.int32),
        np.ones(22, bool),
    )
    restraints = Restraints(table, None, False, "test", ())
    settings = FoldSettings().with_overrides(trajectories=1, **{"annealing.steps": 250})
    model = [
        fold(target, restraints, settings.with_overrides(**{"annealing.torsion_finish": on})).models[0]
        for on in (False, True)
    ]
    off, on = (np.abs(lengths(m.structure.coords_a[:, :3]) - [1.458, 1.525, 1.329]).max() for m in model)
    assert on < 1e-6 < 1e-4 < off
