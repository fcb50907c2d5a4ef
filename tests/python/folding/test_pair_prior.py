"""Splines of the pair prior: which pairs, what they cost, and which folds get them."""

from dataclasses import replace

import numpy as np
import prct._core as _core
from prct.core.prior_knowledge import PriorKnowledge
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding import pair_prior as module
from prct.folding.anneal import final_scales
from prct.folding.evidence import gather_evidence, with_pair_prior
from prct.folding.hamiltonian import make_system
from prct.folding.pair_prior import MOST_RESIDUES, SEPARATION, WINDOW, pair_prior
from prct.folding.settings import FoldSettings
from prct.parameters.pair_prior import background, edges_a, evaluate
from prct.parameters.ramachandran import KT_KCAL, RESIDUES

SEQUENCE = "MTYKLILNGKTLKGETTTEAVDAATAEKVFKQYANDNGVDGEWTYDDATKTFTVTE"
TARGET = Target("t", ("A",), (SEQUENCE,))
L = len(SEQUENCE)


def test_values_are_what_the_network_adds_to_the_background():
    prior = pair_prior(TARGET)
    p = evaluate(np.array([RESIDUES.index(x) for x in SEQUENCE], np.uint8), L).astype(float)
    for row in (0, len(prior) // 2, len(prior) - 1):
        i, j = prior.residues[row]
        ratio = np.log(np.maximum(p[i, j], module.FLOOR)) - np.log(
            np.maximum(background(np.array([j - i]), L)[0], module.FLOOR)
        )
        assert np.allclose(prior.values[row], -KT_KCAL * (ratio - ratio[-1]), atol=1e-5)


def test_knots_are_the_middles_of_the_bins_and_the_end_is_flat():
    prior = pair_prior(TARGET)
    assert len(prior.knots_a) == len(edges_a()) - 1 and np.all(np.diff(prior.knots_a) > 0)
    assert np.all(prior.values[:, -1] == 0) and np.all(prior.slopes[:, -1] == 0)
    assert np.all(prior.slopes[:, 0] <= -KT_KCAL)


def test_pairs_are_apart_in_one_chain_and_inform():
    two = pair_prior(Target("t", ("A", "B"), (SEQUENCE, SEQUENCE[:30])))
    i, j = two.residues.T
    assert np.all(j - i >= SEPARATION) and np.all((i < L) == (j < L)) and np.any(i >= L)
    first = pair_prior(TARGET)
    assert np.array_equal(two.residues[: len(first)], first.residues) and len(first) < L * (L - 5) / 2


def test_windows_of_a_long_chain_cover_it():
    found, seen = module.probabilities(SEQUENCE * 4)
    length = 4 * L
    assert np.allclose(found[seen].sum(-1), 1.0, atol=1e-4)
    apart = np.abs(np.subtract.outer(np.arange(length), np.arange(length)))
    assert seen[apart <= WINDOW // 2].all() and not seen[apart >= WINDOW].any()


def contact_map(count, value):
    probability = np.full((L, L), np.nan)
    i, j = np.triu_indices(L, 6)
    probability[i[:count], j[:count]] = probability[j[:count], i[:count]] = value
    return Restraints(maps=RestraintMaps(contact_prob=probability))


def strength(restraints, doubted=False, **changes):
    settings = FoldSettings().with_overrides(**changes)
    candidates = replace(gather_evidence(TARGET, restraints, settings), doubted=doubted)
    found = with_pair_prior(TARGET, candidates, settings.weights).pair_prior
    return None if found is None else found.strength


def test_it_is_whole_where_nothing_is_known_or_what_is_known_is_doubted():
    weights = FoldSettings().weights
    assert strength(Restraints()) == weights.pair_prior
    assert strength(Restraints(known=PriorKnowledge(disulfides=np.array([[3, 40]])))) == weights.pair_prior
    assert strength(Restraints(), **{"weights.phase_prior": 0.0}) == weights.pair_prior
    assert strength(contact_map(L, 0.5), doubted=True) == weights.pair_prior_beside
    assert strength(Restraints(), **{"weights.pair_prior": 0.0}) is None
    assert strength(contact_map(L, 0.5), doubted=True, **{"weights.pair_prior_beside": 0.0}) is None


def test_sure_pairs_leave_the_less_the_more_there_are():
    full = FoldSettings().weights.pair_prior_beside
    assert np.isclose(strength(contact_map(L // 4, 1.0)), full * (1 - (L // 4) / L))
    assert strength(contact_map(L, 1.0)) is None


def test_what_is_complete_or_a_distogram_or_too_large_has_none():
    everything = np.where(np.eye(L, k=10) + np.eye(L, k=-10) > 0, 1.0, 0.0)
    assert strength(Restraints(maps=RestraintMaps(contact_prob=everything))) is None
    distogram = np.full((L, L, 3), 1 / 3)
    maps = RestraintMaps(distogram=distogram, bin_edges_a=np.array([0.0, 8.0, 16.0, np.inf]))
    assert strength(Restraints(maps=maps)) is None
    big = Target("big", ("A",), ("A" * (MOST_RESIDUES + 1),))
    candidates = gather_evidence(big, Restraints(), FoldSettings())
    assert with_pair_prior(big, candidates, FoldSettings().weights).pair_prior is None


def test_the_engine_adds_them_up():
    settings = FoldSettings()
    candidates = gather_evidence(TARGET, Restraints(), settings)
    prior = pair_prior(TARGET)
    coords = np.cumsum(np.random.default_rng(1).normal(0, 1.5, (3 * L, 3)), axis=0).reshape(L, 3, 3)
    platform, scales = _core.Platform("reference"), final_scales(settings)

    def contact(weight):
        system = make_system(TARGET, replace(candidates, pair_prior=pair_prior(TARGET, weight)), settings)
        return system, _core.compute(system, platform, coords, scales, np.ones(system.restraint_count))[0]["contact"]

    system, whole = contact(0.5)
    assert system.restraint_count == len(prior)
    apart = _core.restraint_distances(system, coords)
    inside = (apart > prior.knots_a[0]) & (apart < prior.knots_a[-1])
    rough = [np.interp(d, prior.knots_a, v) for d, v in zip(apart[inside], prior.values[inside], strict=True)]
    before = prior.values[apart <= prior.knots_a[0], 0] + prior.slopes[apart <= prior.knots_a[0], 0] * (
        apart[apart <= prior.knots_a[0]] - prior.knots_a[0]
    )
    assert abs(whole - 0.5 * (np.sum(rough) + before.sum())) < 0.1 * abs(whole)
    assert np.isclose(contact(1.0)[1], 2 * whole, rtol=1e-5)
