"""What measured choices say: which is the fastest that is accurate enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from prct.forge.smt.measurement import Measurement


@dataclass(frozen=True)
class Tried:
    """A choice with what it was measured at.

    Attributes
    ----------
    values : mapping
        Of the parameters.
    seconds, tm : mapping
        CPU seconds and TM-score by target and seed.
    """

    values: Mapping[str, Fraction]
    seconds: Mapping[tuple[str, int], float]
    tm: Mapping[tuple[str, int], float]

    def against(self, start: Tried) -> tuple[float, float]:
        """Geometric mean of the seconds over those of `start`, and mean change of the TM-score, on what both have.

        Examples
        --------
        >>> before = Tried({}, {("a", 1): 2.0}, {("a", 1): 0.9})
        >>> Tried({}, {("a", 1): 1.0, ("b", 1): 9.0}, {("a", 1): 0.875, ("b", 1): 0.1}).against(before)
        (0.5, -0.025)
        """
        both = [key for key in self.seconds if key in start.seconds]
        if not both:
            raise ValueError("two choices that were not measured on one target")
        ratio = np.exp(np.mean([np.log(self.seconds[key] / start.seconds[key]) for key in both]))
        return float(ratio), round(float(np.mean([self.tm[key] - start.tm[key] for key in both])), 12)


def tried(measurements: Iterable[Measurement]) -> list[Tried]:
    """Measurements by choice, in the order in which choices were first measured."""
    found: dict[tuple[tuple[str, Fraction], ...], list[Measurement]] = {}
    for m in measurements:
        found.setdefault(tuple(sorted(m.parameters.items())), []).append(m)
    return [
        Tried(
            dict(key),
            {(m.target, m.seed): m.cpu_s for m in rows},
            {(m.target, m.seed): m.tm for m in rows},
        )
        for key, rows in found.items()
    ]


def fastest_accurate(start: Tried, others: Sequence[Tried], most_loss_tm: float) -> Tried:
    """The choice with the least seconds of those that were measured on every target that `start` was, and lose no more
    than that on the folds that both have; `start` where no other is faster.

    Examples
    --------
    >>> before = Tried({}, {("a", 1): 2.0}, {("a", 1): 0.9})
    >>> fast = Tried({}, {("a", 1): 1.0}, {("a", 1): 0.898})
    >>> rough = Tried({}, {("a", 1): 0.5}, {("a", 1): 0.8})
    >>> fastest_accurate(before, [rough, fast], 0.005) is fast
    True
    """
    best, least = start, 1.0
    for other in others:
        if not {target for target, _ in start.seconds} <= {target for target, _ in other.seconds}:
            continue
        ratio, change = other.against(start)
        if change >= -most_loss_tm and ratio < least:
            best, least = other, ratio
    return best
