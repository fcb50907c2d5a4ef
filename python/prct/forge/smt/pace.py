"""How many steps the annealing of further trajectories should have, learnt from those of the same fold that have ended.

What a shorter annealing costs shows in the energy of the quenched models, which is what they are ranked by: on tuning
chains 0.1 kcal/mol a residue more goes with a TM-score 0.003 (distances) to 0.01 (contact maps) lower
(docs/decisions/0029-parameters-that-change-while-a-fold-runs.md). So paces are halved as long as energies hold, one
that does not hold is taken back, and a solver looks between those that were tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import fmean
from typing import Literal

STEPS = "annealing.steps"
BASE, TRIAL, MOST_TRIAL = 4, 3, 6
"""Trajectories of a hand that the first pace is judged by, and each other one: at least, and at most until it must
hold."""
MARGIN = 0.1
"""By how much the mean energy may be higher, kcal/mol a residue."""
ERRORS = 1.0
"""Standard errors of the difference that it must hold, or break, the margin with; a better mean makes up for none."""
LEAST_BLOW_UPS, MORE_OFTEN = 2, 2.0
"""Blocks that blew up which count against a pace, and how many times as often as at the first."""
SAVING = 0.05
"""Halving that saves less of a trajectory's seconds is not worth a trial."""
FEWEST_STEPS = 50
LEAST_PACES, MOST_PROPOSALS = 4, 3
"""Paces that have been tried before a solver is asked, and how often it is."""
WORTH = 0.9
"""A proposal has at most this share of the steps at present."""

Verdict = Literal["holds", "open", "fails"]


@dataclass(frozen=True)
class PacedTrajectory:
    """A trajectory that ended and had one pace nearly all the way; a row of measurements.

    Attributes
    ----------
    seed : int
        Number of the trajectory.
    hand : int
    steps : int
        Of a whole schedule at its pace.
    step_s, wall_s : float
        Seconds of a step, and of annealing and quench together.
    energy : float
        Of the quenched model, kcal/mol a residue.
    """

    seed: int
    hand: int
    steps: int
    step_s: float
    wall_s: float
    energy: float
    workload = target = machine = program = "this fold"

    @property
    def parameters(self) -> Mapping[str, Fraction]:
        """The pace."""
        return {STEPS: Fraction(self.steps)}


@dataclass(frozen=True)
class Decision:
    """Another pace from now on."""

    steps: int
    why: str
    rolled_back: bool = False


Propose = Callable[[Sequence[PacedTrajectory], float], int | None]
"""Steps with which the mean energy is at most so much, as far as trajectories tell; None where they do not."""


@dataclass(frozen=True)
class PaceSearch:
    """What is known at a moment; a value.

    Attributes
    ----------
    first, pace : int
        Steps that the fold was asked for, and those at present.
    ended : tuple of PacedTrajectory
    failed : frozenset of int
        Paces that did not hold; no shorter one is tried any more.
    blown_up : tuple of int
        Pace of each block that had to be walked again.
    proposals : int
        That the solver made.

    Examples
    --------
    >>> search, none = PaceSearch(5000, 5000), lambda ended, most: None
    >>> for k, energy in enumerate((-1.00, -1.02, -0.98, -1.01)):
    ...     search, decision = search.after(PacedTrajectory(k, 1, 5000, 1e-4, 0.8, energy), none)
    >>> decision.steps
    2500
    >>> for k, energy in enumerate((-0.60, -0.62, -0.58)):
    ...     search, decision = search.after(PacedTrajectory(4 + k, 1, 2500, 1e-4, 0.5, energy), none)
    ...     if decision:
    ...         print(decision.steps, decision.rolled_back)
    5000 True
    """

    first: int
    pace: int
    ended: tuple[PacedTrajectory, ...] = ()
    failed: frozenset[int] = frozenset()
    blown_up: tuple[int, ...] = ()
    proposals: int = 0

    def after(self, ended: PacedTrajectory, propose: Propose) -> tuple[PaceSearch, Decision | None]:
        """What is known after a trajectory, and whether the pace changes."""
        return replace(self, ended=(*self.ended, ended))._decided(propose)

    def after_blow_up(self, steps: int) -> tuple[PaceSearch, Decision | None]:
        """The same after a block that had to be walked again at a pace: it is taken back when that happens more than
        once, and more than twice as often a trajectory as at the first pace.
        """
        known = replace(self, blown_up=(*self.blown_up, steps))
        if steps != self.pace or steps == self.first:
            return known, None
        here, first = (
            known.blown_up.count(pace) / (1 + sum(t.steps == pace for t in self.ended)) for pace in (steps, self.first)
        )
        if known.blown_up.count(steps) < LEAST_BLOW_UPS or here <= MORE_OFTEN * first:
            return known, None
        return known._back(f"blocks of trajectories of {steps} steps blow up")

    def compared(self, steps: int) -> tuple[float, float, int]:
        """Mean energy of a pace above that of the first, its standard error, and how many trajectories tell.

        Those of the other hand do not count: mirror images have energies of their own. The spread is that of all paces
        but those that failed.
        """
        tell = self._telling()
        paces = {t.steps for t in tell} - (self.failed - {steps})
        groups = {pace: [t.energy for t in tell if t.steps == pace] for pace in paces}
        base, other = groups.get(self.first, []), groups.get(steps, [])
        if not base or not other:
            return 0.0, math.inf, len(other)
        freedom = sum(len(g) - 1 for g in groups.values())
        squares = sum((energy - fmean(g)) ** 2 for g in groups.values() for energy in g)
        spread = squares / freedom if freedom else math.inf
        return fmean(other) - fmean(base), math.sqrt(spread * (1 / len(other) + 1 / len(base))), len(other)

    def verdict(self, steps: int) -> Verdict:
        """Whether a pace is as good as the first, as far as can be said."""
        excess, error, count = self.compared(steps)
        if steps == self.first:
            return "holds" if count >= BASE else "open"
        if count >= TRIAL and max(excess, 0.0) + ERRORS * error <= MARGIN:
            return "holds"
        beyond = count > 1 and excess - ERRORS * error > MARGIN
        return "fails" if beyond or count >= MOST_TRIAL else "open"

    def _telling(self) -> list[PacedTrajectory]:
        energies: dict[int, list[float]] = {}
        for t in self.ended:
            if t.steps == self.first:
                energies.setdefault(t.hand, []).append(t.energy)
        if not energies:
            return []
        hand = min(energies, key=lambda h: fmean(energies[h]))
        return [t for t in self.ended if t.hand == hand]

    def _decided(self, propose: Propose) -> tuple[PaceSearch, Decision | None]:
        verdict = self.verdict(self.pace)
        if verdict == "open":
            return self, None
        if verdict == "fails":
            excess, error, count = self.compared(self.pace)
            found = f"energies of {count} trajectories are {excess:+.2f} ± {error:.2f} kcal/mol a residue"
            return self._back(f"{found}, {'beyond' if excess > MARGIN else 'not surely within'} {MARGIN:g}")
        shorter = max(FEWEST_STEPS, self.pace // 2)
        if shorter > max(self.failed, default=0) and self._worth(shorter):
            return self._to(shorter, f"energies hold at {self.pace} steps")
        return self._proposed(propose)

    def _worth(self, steps: int) -> bool:
        tell = [t for t in self._telling() if t.steps == self.pace]
        return fmean(t.step_s for t in tell) * (self.pace - steps) >= SAVING * fmean(t.wall_s for t in tell)

    def _proposed(self, propose: Propose) -> tuple[PaceSearch, Decision | None]:
        tell = self._telling()
        if self.proposals >= MOST_PROPOSALS or len({t.steps for t in tell}) < LEAST_PACES:
            return self, None
        asked = replace(self, proposals=self.proposals + 1)
        base = fmean(t.energy for t in tell if t.steps == self.first)
        steps = propose(tell, base + MARGIN)
        if steps is None or steps > WORTH * self.pace or steps <= max(self.failed, default=0):
            return asked, None
        return asked._to(steps, "by the energies and seconds of the paces that were tried")

    def _to(self, steps: int, why: str) -> tuple[PaceSearch, Decision]:
        return replace(self, pace=steps), Decision(steps, why)

    def _back(self, why: str) -> tuple[PaceSearch, Decision]:
        known = replace(self, failed=self.failed | {self.pace})
        longer = {t.steps for t in self.ended if t.steps > max(known.failed)}
        steps = min((steps for steps in longer if known.verdict(steps) == "holds"), default=self.first)
        return replace(known, pace=steps), Decision(steps, why, True)
