"""GDT against an exhaustive search over fragments and closed forms."""

import numpy as np
import pytest
from prct.scoring.gdt import gdt
from scoring_chains import rotation, wandering_chain

CUTOFFS_A = np.array([0.5, 1.0, 2.0, 4.0, 8.0])


def fragment_search(model, native):
    """Largest counts over the superpositions of all fragments, each refined twice; plain numpy, own Kabsch."""
    best = np.zeros(len(CUTOFFS_A))
    for length in range(3, len(native) + 1, 3):
        for start in range(len(native) - length + 1):
            chosen = np.arange(start, start + length)
            for _ in range(3):
                x, y = model[chosen], native[chosen]
                u, _, vt = np.linalg.svd((x - x.mean(0)).T @ (y - y.mean(0)))
                turn = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
                distance_a = np.linalg.norm((model - x.mean(0)) @ turn + y.mean(0) - native, axis=1)
                best = np.maximum(best, (distance_a[:, None] <= CUTOFFS_A).sum(axis=0))
                chosen = np.flatnonzero(distance_a < 3.0)
                if len(chosen) < 3:
                    break
    return best / len(native)


def test_reaches_a_search_over_all_fragments(decoys):
    for native, model in decoys[1:4]:
        native, model = native[:45], model[:45]
        fractions = fragment_search(model, native)
        found = gdt(model, native)
        assert found.gdt_ts >= fractions[1:].mean() - 0.01
        assert found.gdt_ha >= fractions[:4].mean() - 0.01
        assert found.gdt_ts <= 1.0 and found.gdt_ha <= found.gdt_ts


def test_identity_is_one_and_the_mirror_image_is_not():
    native = wandering_chain(80, 3)
    assert gdt(native @ rotation(1).T + 9.0, native) == (1.0, 1.0)
    assert gdt(native * [-1, 1, 1], native).gdt_ts < 0.7


def test_missing_residues_count_against_the_model():
    native = wandering_chain(40, 4)
    model = native.copy()
    model[30:] = np.nan
    assert gdt(model, native) == pytest.approx((0.75, 0.75))
