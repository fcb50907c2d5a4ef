from __future__ import annotations

import numpy as np
import pytest
from prct import System, _core
from prct.base.errors import InputError, NumericsError
from prct.core.build_coordinates import backbone_from_torsions
from prct.core.pair_potential import (
    BURIAL_KNOTS,
    PAIR_KNOTS_A,
    RESIDUES,
    pair_features,
    pair_potential_table,
    type_pair,
)
from scipy.interpolate import BSpline
from scipy.spatial.distance import cdist

from tools.pair_potential_table import NODES, write_table

LENGTHS = (60, 25)
SIDE_CHAIN_A = (
    1.52, 1.87, 2.10, 2.77, 2.58, 0.00, 2.41, 2.21, 3.06, 2.31,
    2.70, 2.07, 1.27, 2.68, 3.52, 1.78, 1.88, 1.90, 2.64, 2.70,
)  # fmt: skip


@pytest.fixture
def random():
    return np.random.default_rng(5)


def tables(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    pair = np.zeros((210, 13))
    pair[:, :10] = random.normal(size=(210, 10))
    pair[:, :3] = pair[:, :1]
    return pair, random.normal(size=(20, 13))


def structure(random: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """A helical and a random chain through each other."""
    sequences = ["".join(random.choice(list(RESIDUES), n)) for n in LENGTHS]
    torsions = np.tile([-1.0, -0.8, np.pi], (sum(LENGTHS), 1))
    torsions[:, :2] += random.normal(scale=0.6, size=(sum(LENGTHS), 2))
    parts = np.split(torsions, [LENGTHS[0]])
    backbones = [backbone_from_torsions([0, n], t) for n, t in zip(LENGTHS, parts, strict=True)]
    centred = [b - b.mean(axis=(0, 1)) for b in backbones]
    return sequences, np.concatenate([0.6 * b for b in centred])


def energies(sequences, backbone, pair, burial, platform="reference", factors=(1.0, 1.0)):
    system = System(sequences)
    system.set_pair_potential(pair, burial)
    system.force_field.pair, system.force_field.burial = factors
    scales = _core.TermScales([1.0] * len(_core.TERM_NAMES), 0.0)
    terms = _core.compute(system, _core.Platform(platform), backbone, scales, np.zeros(0))[0]
    return terms["pair"], terms["burial"]


def side_chains(sequences, backbone):
    """SC of Eq. 2: on the ray from CA to the virtual CB, which is 1.53 Å long."""
    ratio = np.array([SIDE_CHAIN_A[RESIDUES.index(letter)] for letter in "".join(sequences)]) / 1.53
    return backbone[:, 1] + ratio[:, None] * (_core.virtual_cb(backbone) - backbone[:, 1])


def bspline(knots, coefficients):
    """Uniform cubic B-splines whose intervals are those between `knots`, by scipy."""
    spacing = knots[1] - knots[0]
    padded = np.concatenate([knots[0] + spacing * np.arange(-3, 0), knots, knots[-1] + spacing * np.arange(1, 4)])
    return BSpline(padded, coefficients, 3)


def apart_in_chain(sequences):
    chain = np.repeat(np.arange(len(sequences)), [len(s) for s in sequences])
    index = np.arange(len(chain))
    apart = np.abs(index[:, None] - index)
    return np.where(chain[:, None] == chain, apart, 10**6)


def test_both_energies_are_those_of_scipy(random):
    sequences, backbone = structure(random)
    pair, burial = tables(random)
    letters = "".join(sequences)
    centroids = side_chains(sequences, backbone)
    r, apart = cdist(centroids, centroids), apart_in_chain(sequences)
    expected = 0.0
    for i, j in zip(*np.nonzero(np.triu((apart >= 4) & (r < 12), 1)), strict=True):
        expected += bspline(PAIR_KNOTS_A, pair[type_pair(letters[i], letters[j])])(max(r[i, j], 2.0))
    u = np.clip((r - 7) / 6, 0, 1)
    count = np.where(apart >= 3, 1 - (10 * u**3 - 15 * u**4 + 6 * u**5), 0).sum(axis=1)
    assert count.max() > 40 > count.min()
    buried = 0.0
    for n, letter in zip(count, letters, strict=True):
        curve = bspline(BURIAL_KNOTS, burial[RESIDUES.index(letter)])
        buried += curve(min(n, 40.0)) + curve.derivative()(40.0) * max(n - 40.0, 0.0)
    assert energies(sequences, backbone, pair, burial) == pytest.approx((expected, buried), rel=1e-9)


@pytest.mark.parametrize("platform", ["reference", "cpu", "cpu-f64"])
def test_energies_are_the_features_times_the_coefficients(random, platform):
    sequences, backbone = structure(random)
    pair, burial = tables(random)
    features = pair_features(System(sequences), backbone)
    expected = 0.5 * (pair * features[0]).sum(), 2.0 * (burial * features[1]).sum()
    tolerance = 1e-5 if platform == "cpu" else 1e-10
    assert energies(sequences, backbone, pair, burial, platform, (0.5, 2.0)) == pytest.approx(expected, rel=tolerance)


def test_types_are_numbered_like_the_upper_triangle():
    numbered = [type_pair(RESIDUES[a], RESIDUES[b]) for a, b in zip(*np.triu_indices(20), strict=True)]
    assert numbered == list(range(210))


def test_the_library_has_a_table_that_it_accepts_itself():
    pair, burial = pair_potential_table()
    System(["AC"]).set_pair_potential(pair, burial)


@pytest.mark.parametrize(
    ("column", "change", "message"),
    [
        (0, 1.0, "begins with a slope"),
        (2, 1.0, "begins with a slope"),
        (10, 0.5, "cutoff"),
        (12, 0.5, "cutoff"),
        (5, np.nan, "not finite"),
    ],
)
def test_curves_with_rough_ends_are_refused(random, column, change, message):
    pair, burial = tables(random)
    pair[7, column] += change
    with pytest.raises(InputError, match=message):
        System(["AC"]).set_pair_potential(pair, burial)


def test_the_table_for_the_library_is_rounded_and_checked_like_its_own(random, tmp_path):
    pair, burial = tables(random)
    header = tmp_path / "nodes.hpp"
    write_table(header, pair, burial)
    text = header.read_text()
    rows = [line.split("//") for line in text.splitlines() if line.startswith("    ")]
    numbers = [[int(v) for v in row.split(",")[:-1]] for row, _ in rows]
    assert np.array_equal(numbers, np.round(1000 * np.concatenate([pair, burial])))
    assert [label.strip() for _, label in rows][:2] + [label.strip() for _, label in rows][-2:] == [
        "AA",
        "AC",
        "W",
        "Y",
    ]
    assert text.startswith("// Data table:")
    for row, column, value, message in ((3, 1, 2.0, "slope"), (3, 10, 1.0, "cutoff"), (3, 5, 40.0, "32 kcal")):
        wrong = pair.copy()
        wrong[row, column] = value
        with pytest.raises(InputError, match=message):
            write_table(header, wrong, burial)
    with pytest.raises(InputError, match="shapes"):
        write_table(header, burial, pair)


def test_the_committed_header_is_what_the_tool_writes(tmp_path):
    again = tmp_path / "nodes.hpp"
    write_table(again, *pair_potential_table())
    assert again.read_bytes() == NODES.read_bytes()


def test_a_factor_of_zero_computes_nothing(random):
    sequences, backbone = structure(random)
    for platform in ("reference", "cpu"):
        assert energies(sequences, backbone, *tables(random), platform, (0.0, 0.0)) == (0.0, 0.0)
        some = energies(sequences, backbone, *tables(random), platform, (1.0, 0.0))
        assert some[0] != 0.0 == some[1]
        some = energies(sequences, backbone, *tables(random), platform, (0.0, 1.0))
        assert some[0] == 0.0 != some[1]


def test_other_shapes_and_numbers_are_refused(random):
    pair, burial = tables(random)
    system = System(["AC"])
    with pytest.raises(InputError, match=r"pair has shape \(209, 13\)"):
        system.set_pair_potential(pair[1:], burial)
    with pytest.raises(InputError, match="burial has shape"):
        system.set_pair_potential(pair, burial[:, 1:])
    burial[3, 3] = np.inf
    with pytest.raises(InputError, match="burial potential"):
        system.set_pair_potential(pair, burial)
    with pytest.raises(InputError, match="backbone_a"):
        pair_features(system, np.zeros((3, 3, 3)))
    with pytest.raises(NumericsError, match="finite"):
        pair_features(system, np.full((2, 3, 3), np.nan))
