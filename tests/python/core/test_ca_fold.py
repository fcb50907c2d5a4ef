import numpy as np
import prct._core as _core
import pytest
from prct.base.errors import InputError
from prct.core.ca_fold import CaFold, CaFoldOptions, Evidence, ca_folding, fold_ca, run_folding
from prct.core.hand import hand_score

HAIRPIN = [[i, 39 - i] for i in range(16)]


def test_both_hands_are_finished_from_one_trace():
    fold = fold_ca([0, 40], HAIRPIN, [3.5] * 16, [8.0] * 16, [6.0] * 16)
    assert fold.trace_a.shape == fold.other_a.shape == (40, 3)
    assert hand_score([0, 40], fold.trace_a).score > hand_score([0, 40], fold.other_a).score


def hairpin_folding(seed: int):
    options = CaFoldOptions()
    options.seed = seed
    return ca_folding([0, 40], HAIRPIN, [3.5] * 16, [8.0] * 16, [6.0] * 16, options=options)


def test_a_gpu_folds_many_at_once_as_the_cpu_does():
    platform = _core.Platform("cuda-emulation")
    foldings = [hairpin_folding(seed) for seed in (1, 2, 3)]
    assert _core.fold_traces(platform, foldings) == [("", False)] * 3
    for seed, folding in zip((1, 2, 3), foldings, strict=True):
        ours, theirs = CaFold(*folding.result()), run_folding(hairpin_folding(seed), 40)
        assert ours.energy_kt == pytest.approx(theirs.energy_kt, rel=0.1, abs=1.0)
        assert np.linalg.norm(ours.trace_a[0] - ours.trace_a[39]) < 9.0
        assert not np.array_equal(ours.trace_a, theirs.trace_a)
        assert folding.finished


def test_platforms_without_a_gpu_fold_no_traces():
    cpu = _core.Platform("cpu")
    assert _core.most_trace_residues(cpu) == 0
    assert _core.most_trace_residues(_core.Platform("cuda-emulation")) == 1100
    with pytest.raises(InputError, match="cuda-emulation"):
        _core.fold_traces(cpu, [hairpin_folding(1)])


def test_doubted_contacts_that_the_fold_breaks_lose_their_weight():
    options = CaFoldOptions()
    options.evidence = Evidence.doubted_contacts
    pairs = [*HAIRPIN, [2, 20]]
    lower = [3.5] * 16 + [45.0]
    fold = fold_ca([0, 40], pairs, lower, [8.0] * 16 + [50.0], [6.0] * 16 + [np.inf], options=options)
    assert fold.alpha[:16].min() > 0.3


def test_measured_distances_settle_the_hand_by_energy_too(prct_data):
    from prct.scoring.tm_score import tm_score

    archive = np.load(prct_data / "structures" / "val.npz")
    options = CaFoldOptions()
    options.evidence = Evidence.distances
    rng = np.random.default_rng(1)
    for k in (3, 20):
        native = archive["coords"][archive["offsets"][k] : archive["offsets"][k + 1]].astype(float)
        ca, b, c = native[:, 1], native[:, 1] - native[:, 0], native[:, 2] - native[:, 1]
        cb = ca - 0.58273431 * np.cross(b, c) + 0.56802827 * b - 0.54067466 * c
        i, j = np.triu_indices(len(ca), 3)
        d = np.linalg.norm(cb[i] - cb[j], axis=1)
        keep = (d < 20) & (rng.random(len(d)) < 0.3)
        i, j, d = i[keep], j[keep], d[keep]
        fold = fold_ca([0, len(ca)], np.stack([i, j], 1), d, d, d, options=options)
        assert fold.energy_kt < fold.other_energy_kt
        assert tm_score(fold.trace_a, ca) > 0.9


@pytest.mark.parametrize("alpha", [[1.0] * 15, [2.0] * 16, [np.nan] * 16])
def test_weights_that_do_not_fit_are_refused(alpha):
    with pytest.raises(InputError):
        fold_ca([0, 40], HAIRPIN, [3.5] * 16, [8.0] * 16, [6.0] * 16, alpha=alpha)
