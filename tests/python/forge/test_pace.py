"""How the pace of trajectories follows from those that have ended."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from prct.forge.smt.pace import BASE, FEWEST_STEPS, MOST_TRIAL, TRIAL, PacedTrajectory, PaceSearch
from prct.forge.smt.pace_proposal import proposed_steps
from prct.forge.smt.solver import ONLY_Z3, Solver

FIRST, STEP_S = 4000, 1e-4


def no_proposal(ended, most_energy):
    return None


class Fold:
    """Trajectories that end one after the other, whose energy follows from their steps."""

    def __init__(self, excess, *, noise=0.01, rest_s=0.3, hands=lambda k: 1, mirror=1.0, propose=no_proposal) -> None:
        self.search, self.excess, self.propose = PaceSearch(FIRST, FIRST), excess, propose
        self.noise, self.rest_s, self.hands, self.mirror = noise, rest_s, hands, mirror
        self.random, self.count, self.decisions = np.random.default_rng(7), 0, []

    def run(self, trajectories: int):
        for _ in range(trajectories):
            k, steps, hand = self.count, self.search.pace, self.hands(self.count)
            energy = -1 + self.excess(steps) + self.noise * self.random.standard_normal() + self.mirror * (hand < 0)
            ended = PacedTrajectory(k, hand, steps, STEP_S, self.rest_s + STEP_S * steps, energy)
            self.search, decision = self.search.after(ended, self.propose)
            self.count += 1
            if decision:
                self.decisions.append((self.count, decision.steps, decision.rolled_back))
        return self.decisions


def test_paces_are_halved_while_energies_hold_and_it_is_worth_it():
    assert Fold(lambda steps: 0.0).run(BASE + 5 * TRIAL) == [
        (4, 2000, False), (7, 1000, False), (10, 500, False), (13, 250, False)
    ]  # fmt: skip
    assert Fold(lambda steps: 0.0, rest_s=50.0).run(20) == []
    short = PaceSearch(FEWEST_STEPS, FEWEST_STEPS)
    for k in range(9):
        short, decision = short.after(PacedTrajectory(k, 1, FEWEST_STEPS, STEP_S, 1e-3, 0.0), no_proposal)
        assert decision is None


def test_a_pace_beyond_the_margin_is_taken_back_at_once_and_not_tried_again():
    decisions = Fold(lambda steps: 0.0 if steps > 1000 else 0.4).run(30)
    assert decisions == [(4, 2000, False), (7, 1000, False), (9, 2000, True)]


def test_what_cannot_be_said_to_hold_is_taken_back():
    decisions = Fold(lambda steps: 0.0, noise=0.5).run(BASE + MOST_TRIAL)
    assert decisions == [(BASE, 2000, False), (BASE + MOST_TRIAL, FIRST, True)]


def test_a_pace_that_failed_widens_no_other():
    ended = [PacedTrajectory(k, 1, FIRST, STEP_S, 1.0, -1 + 0.02 * (-1) ** k) for k in range(4)]
    ended += [PacedTrajectory(4 + k, 1, 2000, STEP_S, 1.0, -0.98 + 0.02 * (-1) ** k) for k in range(3)]
    search = PaceSearch(FIRST, 1000, tuple(ended))
    decisions = []
    for k, energy in enumerate((-0.7, -0.3)):
        search, decision = search.after(PacedTrajectory(7 + k, 1, 1000, STEP_S, 1.0, energy), no_proposal)
        decisions += [decision] if decision else []
    assert [(d.steps, d.rolled_back) for d in decisions] == [(2000, True)]


def test_trajectories_of_the_other_hand_do_not_count():
    by_hand = Fold(lambda steps: 0.0, hands=lambda k: 1 if k % 2 else -1).run(2 * (BASE + TRIAL))
    assert by_hand == [(2 * BASE, 2000, False), (2 * (BASE + TRIAL), 1000, False)]
    mirrored = Fold(lambda steps: 0.0, hands=lambda k: 1 if k % 2 else -1, mirror=-1.0).run(2 * BASE)
    assert mirrored == [(2 * BASE - 1, 2000, False)]


def test_a_pace_that_held_and_holds_no_longer_is_taken_back():
    fold = Fold(lambda steps: 0.0)
    fold.run(BASE + TRIAL + 1)
    assert fold.search.pace == 1000
    fold.search = PaceSearch(FIRST, 2000, fold.search.ended, frozenset({1000}))
    fold.excess = lambda steps: 0.6
    fold.run(MOST_TRIAL)
    assert fold.decisions[-1][1:] == (FIRST, True)


def test_blow_ups_take_a_pace_back():
    search, decision = PaceSearch(FIRST, 1000).after_blow_up(1000)
    assert decision is None and search.pace == 1000  # one may have been chance
    search, decision = search.after_blow_up(1000)
    assert decision.rolled_back and search.pace == FIRST and search.failed == {1000}
    assert PaceSearch(FIRST, FIRST).after_blow_up(FIRST)[1] is None
    assert PaceSearch(FIRST, 1000).after_blow_up(2000)[1] is None


def test_blow_ups_that_the_first_pace_has_as_well_are_none_of_a_pace():
    search = PaceSearch(FIRST, FIRST)
    for _ in range(6):
        search, decision = search.after_blow_up(FIRST)
        assert decision is None
    search = PaceSearch(FIRST, 1000, blown_up=search.blown_up)
    for _ in range(9):
        search, decision = search.after_blow_up(1000)
        assert decision is None


def test_proposals_are_tried_like_other_paces():
    asked = []

    def propose(ended, most_energy):
        asked.append((len({t.steps for t in ended}), round(most_energy, 2)))
        return 350

    fold = Fold(lambda steps: 0.0 if steps > 400 else 0.5, propose=propose)
    decisions = fold.run(40)
    assert decisions[:5] == [(4, 2000, False), (7, 1000, False), (10, 500, False), (13, 250, False), (15, 500, True)]
    assert decisions[5:7] == [(16, 350, False), (18, 500, True)]
    assert asked[0] == (5, -0.9)
    assert len(asked) == 3


@pytest.mark.parametrize("threshold, least, most", [(0.02, 2000, 3500), (0.05, 900, 1500), (0.1, 450, 900)])
def test_a_solver_finds_the_pace_at_which_energies_reach_a_threshold(threshold, least, most):
    random = np.random.default_rng(3)
    ended = [
        PacedTrajectory(k, 1, n, STEP_S, 0.1 + STEP_S * n, -1 + 50 / n + 0.001 * random.standard_normal())
        for n in (4000, 2000, 1000, 500)
        for k in range(4)
    ]
    with Solver() as solver:
        steps = proposed_steps(solver, ended, -1 + threshold)
        assert least <= steps <= most  # exactly 50 / threshold, had the fit no error
        assert proposed_steps(solver, ended, -1.5) is None
        assert proposed_steps(solver, [t for t in ended if t.steps > 1000], 0.0) is None
    lines = (
        'import sys, json\nfor line in sys.stdin: print(json.dumps({"verdict": "missing", "why": "no z3"}), flush=True)'
    )
    with Solver(efforts=ONLY_Z3, command=(sys.executable, "-c", lines)) as missing:
        assert proposed_steps(missing, ended, -1 + threshold) is None
