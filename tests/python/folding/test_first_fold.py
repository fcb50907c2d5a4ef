"""What settings say of first folds reaches them."""

from __future__ import annotations

import numpy as np
from prct.app.api import fold
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.evidence import gather_evidence
from prct.folding.first_fold import trace_folding
from prct.folding.settings import FoldSettings

SEQUENCE = "ACDEFGHIKLMNPQRSTVWY"


def distances() -> np.ndarray:
    given = np.full((20, 20), np.nan)
    for i in range(17):
        given[i, i + 3 :: 4] = 8.0
    return given


def steps_of(**overrides) -> int:
    """Steps of advance that a first fold takes in all."""
    settings = FoldSettings().with_overrides(**overrides)
    target = Target("t", ("A",), (SEQUENCE,))
    candidates = gather_evidence(target, Restraints(None, RestraintMaps(distance_a=distances())), settings)
    folding = trace_folding(target, candidates, np.ones(len(candidates)), settings.resonance, 1)
    steps = 0
    while not folding.finished:
        folding.advance(10)
        steps += 10
    return steps


def test_a_first_fold_takes_the_steps_that_settings_give_it():
    # annealing and quench, then a finish and a quench in either hand
    assert steps_of() == 1500 + 300 + 2 * (600 + 300)
    few = {"resonance.trace_steps": 50, "resonance.trace_quench_steps": 20, "resonance.trace_finish_steps": 30}
    assert steps_of(**few) == 50 + 20 + 2 * (30 + 20)


def test_a_chain_is_relaxed_as_long_as_settings_say():
    def energy(evaluations: int) -> float:
        still = {
            "annealing.steps": 0,
            "annealing.quench_fire": 0,
            "annealing.coarse_evaluations": 1,
            "annealing.quench_evaluations": 1,
            "annealing.relax_evaluations": evaluations,
        }
        settings = FoldSettings().with_overrides(**still)
        return fold(SEQUENCE, {"distance": distances()}, trajectories=1, models=1, settings=settings).best.energy_kcal

    assert energy(200) < energy(20) < energy(1)
