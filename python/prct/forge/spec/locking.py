"""Which contacts are believed before there is a structure (Eqs. 16-19), as constraints on coupling, frequency, range
and needed support.

Two kinds of reference contacts span the window. *Near* ones make a true patch, spread evenly from their bound to a
little beyond it, and must be believed. *Far* ones are several times beyond theirs, and must be doubted: alone, next to
another far one, and as near to a true patch as geometry lets them be, for a step along the chain moves a residue by
3.8 Å at most. The patch is two registers of a hairpin, whose corner has the fewest neighbours that a contact of a real
patch has. The forms follow from the equations at these places; the shares and margins in them (:data:`HOLD` to
:data:`LOCKED`) are fitted, in the engine, to made candidates in all their variety.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from prct.forge.spec.constraint import Constraint
from prct.forge.spec.enclosure import GRID, enclose_exp, exp_bounds, log_bounds
from prct.forge.spec.expression import Expression, Formula, all_of, any_of, constant, if_else, total
from prct.forge.spec.parameter_space import text

TWO_PI = (Fraction(2 * 333, 106), Fraction(2 * 355, 113))
"""Below and above 2π."""
REFERENCE_DISTANCE_A = Fraction(38, 10)
"""d₀ of Eq. 17."""
PHASE_STEP_PS = Fraction(2, 100)
"""Step of the settling phases, by Euler's rule."""
HOLD, PULL = Fraction(3, 5), Fraction(4, 5)
"""Shares of the coupling: by which a near contact must at least be held, and by which the corner of a patch is."""
MARGIN, THIN = Fraction(103, 100), Fraction(3, 50)
"""Of the support of true patches, and by how much more where few neighbours are in range, times 1/s²."""
FREE = Fraction(1001, 1000)
"""A factor on the support that contacts need which do not lock: what they lend each other is no less than nothing."""
ALONE = Fraction(11, 10)
"""A factor on the support of two far contacts side by side, for a third one near them."""
DRIFTING, LOCKED = (Fraction(4, 5), Fraction(3, 2)), (Fraction(23, 20), Fraction(6))
"""For a far contact beside a patch, while it drifts and when it has locked: a factor on its support, and how many
contacts of the patch are as near as geometry allows."""
REACH = 3
"""Ranges s beyond which contacts are no neighbours (Eq. 18)."""
RUNGS = 8
SPREAD = (Fraction(7, 10), Fraction(4))
"""Ranges s of Eq. 18 over which the sums are enclosed."""
PIECES, FAR_PIECES = 12, 24
FARTHEST = 20
"""Neighbours farther than the root of this in the contact plane are left out where a sum is bounded from below."""

COUPLING, FREQUENCY = "resonance.coupling", "resonance.frequency_ps"
RANGE, SUPPORT, OFFSET = "resonance.spread_residues", "resonance.settled_support", "resonance.support_offset"
NAMES = (COUPLING, FREQUENCY, RANGE, SUPPORT, OFFSET)


@dataclass(frozen=True)
class LockingWindow:
    """The two reference contacts.

    Attributes
    ----------
    upper_a : Fraction
        Bound of a contact, Å.
    near_a : Fraction
        How far beyond their bound contacts of a true patch are at most, spread evenly from 0, Å.
    far_times : Fraction
        A contact this many times as far as its bound must be doubted.
    """

    upper_a: Fraction = Fraction(8)
    near_a: Fraction = Fraction(2)
    far_times: Fraction = Fraction(5)

    @property
    def far_a(self) -> Fraction:
        """Excess of the far contact, Å."""
        return (self.far_times - 1) * self.upper_a

    @property
    def steps(self) -> int:
        """Least sum of the steps along both ends of the chain from a far contact to one of a true patch."""
        return max(1, -(-(self.far_a - self.near_a) // REFERENCE_DISTANCE_A))


def locking_constraints(of: Mapping[str, Expression], window: LockingWindow | None = None) -> list[Constraint]:
    """Constraints on the parameters :data:`NAMES`, each a variable or a constant.

    Examples
    --------
    >>> from prct.forge.spec.constraint import violated
    >>> from prct.forge.spec.expression import constant
    >>> chosen = dict(zip(NAMES, map(constant, (10, 1, 2, 0.7, 0.3))))
    >>> [c.name for c in violated(locking_constraints(chosen), {})]
    []
    >>> [c.name for c in violated(locking_constraints({**chosen, COUPLING: constant(1)}), {})]
    ['true patches are believed']
    """
    window = window or LockingWindow()
    near = _detuning(window.near_a)[1] * of[FREQUENCY]
    low, high = SPREAD
    return [
        Constraint(
            "phases are followed",
            "Eq. 16",
            PHASE_STEP_PS * of[COUPLING] <= 1,
            f"in a step of {text(PHASE_STEP_PS)} ps no phase is pulled by more than a radian: κ is at most "
            f"{text(1 / PHASE_STEP_PS)} ps⁻¹",
        ),
        Constraint(
            "range is enclosed",
            "Eq. 18",
            all_of(of[RANGE] >= low, of[RANGE] <= high),
            f"s lies between {text(low)} and {text(high)} residues, where the sums of Eq. 18 are bounded",
        ),
        *_support_constraints(of, window, near),
    ]


def _support_constraints(of: Mapping[str, Expression], window: LockingWindow, near: Expression) -> list[Constraint]:
    support, offset, spread = of[SUPPORT], of[OFFSET], of[RANGE]
    corner, edge = _neighbourhoods()
    # Two oscillators that differ by ΔΩ in rate lock with sin Δϑ = ΔΩ/2κ; cos Δϑ >= (1 - sin² Δϑ)(1 + ½ sin² Δϑ).
    late = (near / (2 * PULL * of[COUPLING])) * (near / (2 * PULL * of[COUPLING]))
    cosine = (1 - late) * (1 + late / 2)
    own, around = (cosine * _sum_of_couplings(n, spread, upper=False) + offset for n in (corner, edge))
    patch_turns = _mean_turns(window.near_a)
    margin = MARGIN + THIN / (spread * spread)
    needed = margin * support * exp_bounds(patch_turns[1])[1]  # S₀ e^(ν/f₀), ν the frequency of the locked patch
    alone = _sum_of_couplings({1: 1, 8: 1}, spread, upper=True) + offset
    times, near_a, far_a = text(window.far_times), text(window.near_a), text(window.far_a)
    return [
        Constraint(
            "true patches are believed",
            "Eqs. 18, 19",
            any_of(
                FREE * support * (1 + window.near_a / REFERENCE_DISTANCE_A) <= offset,
                all_of(near <= 2 * HOLD * of[COUPLING], own * around >= needed * needed),
            ),
            f"either near contacts lock (2κ, of which {text(HOLD)} are left at the rim of a patch, is at least the "
            f"detuning 2π f₀ ln(1 + {near_a}/3.8) between a satisfied contact and one {near_a} Å beyond its bound) and "
            "the corner of two registers of a hairpin has the support S₀ e^(ν/f₀) that α = ½ takes, or the offset "
            "alone is that much",
        ),
        Constraint(
            "far contacts are doubted",
            "Eqs. 17, 19",
            ALONE * alone < support * (1 + window.far_a / REFERENCE_DISTANCE_A),
            f"two contacts {times} times as far as their bound, side by side, have less support than S₀ e^(ν/f₀), "
            f"ν/f₀ = ln(1 + {far_a}/3.8)",
        ),
        Constraint(
            "patches carry no far contacts",
            "Eqs. 16-19",
            _uncarried(of, window, _sum_of_couplings(edge, spread, upper=True) + offset, exp_bounds(patch_turns[0])[0]),
            f"a contact {times} times as far as its bound is {window.steps} steps along the chain from a true patch: "
            f"it is out of reach, or it drifts (κ below 2π f₀ [ln(1 + {far_a}/3.8) - ln(1 + {near_a}/3.8)]) or locks, "
            "and in either case lacks support",
        ),
    ]


def _uncarried(
    of: Mapping[str, Expression], window: LockingWindow, around: Expression, patch_needs: Fraction
) -> Formula:
    """A far contact beside a true patch has too little support; `patch_needs` is below e^(ν/f₀) of the patch."""
    coupling, frequency, spread = of[COUPLING], of[FREQUENCY], of[RANGE]
    near, far = _detuning(window.near_a)[1], _detuning(window.far_a)[0]
    beside = Fraction(window.steps**2, 2)  # squared distance in the contact plane, both ends as far
    reach = enclose_exp(-beside / (2 * SPREAD[0] ** 2), -beside / (2 * SPREAD[1] ** 2), FAR_PIECES)
    kernel = reach.upper(-beside / 2 / (spread * spread))
    beats = enclose_exp(Fraction(0), _most_turns(window), PIECES).lower(_turns(window, coupling / frequency))
    least = of[SUPPORT] * patch_needs

    def lacking(factor: Fraction, count: Fraction, needed: Expression) -> Formula:
        return (factor * factor) * (count * kernel + of[OFFSET]) * around < needed * needed

    return any_of(
        REACH * spread < -(-window.steps // 2),
        all_of((far - near) * frequency > coupling, lacking(*DRIFTING, least * beats)),
        lacking(*LOCKED, least),
    )


def _detuning(excess_a: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of Eq. 17 at f₀ = 1 ps⁻¹."""
    low, high = log_bounds(1 + excess_a / REFERENCE_DISTANCE_A)
    return TWO_PI[0] * low, TWO_PI[1] * high


def _mean_turns(excess_a: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of the mean of ln(1 + x/d₀) over excesses x from 0 up to one: of ν/f₀ of a patch of such contacts."""
    most = excess_a / REFERENCE_DISTANCE_A
    low, high = (((1 + most) * bound - most) / most for bound in log_bounds(1 + most))
    return low, high


def _most_turns(window: LockingWindow) -> Fraction:
    """Below ΔΩ/2πf₀ of a far contact beside a true patch."""
    far, near = (log_bounds(1 + excess / REFERENCE_DISTANCE_A) for excess in (window.far_a, window.near_a))
    return far[0] - near[1]


def _turns(window: LockingWindow, ratio: Expression) -> Expression:
    """Below ν/f₀ of that contact, `ratio` being κ/f₀: 2πν = √(ΔΩ² - κ²), slower the nearer it is to locking. The root
    is concave in κ/f₀, and lies above its chords.
    """
    most = _most_turns(window)
    pulls = [most * (1 - Fraction(PIECES - k, PIECES) ** 2) for k in range(PIECES + 1)]  # dense where it is steep
    roots = [Fraction(isqrt(int((most * most - x * x) * GRID**2)), GRID) for x in pulls]
    pull = ratio / TWO_PI[0]
    turns: Expression = constant(0)
    for (a, y), (b, z) in reversed(list(pairwise(zip(pulls, roots, strict=True)))):
        turns = if_else(pull <= b, y + (z - y) / (b - a) * (pull - a), turns)
    return turns


def _neighbourhoods() -> list[dict[int, int]]:
    """Squared distances in the contact plane to the neighbours that support a contact, and how many are there, of two
    registers of a hairpin: of the corner, and of the contact beside it.
    """
    patch = [(-k, k + register) for k in range(RUNGS) for register in (0, 1)]
    found = []
    for i, j in patch[:2]:
        counts: dict[int, int] = {}
        for p, q in patch:
            di, dj = abs(p - i), abs(q - j)
            if di != dj:  # on the two lines through a contact nothing supports it (Eq. 19)
                counts[di * di + dj * dj] = counts.get(di * di + dj * dj, 0) + 1
        found.append(counts)
    return found


def _sum_of_couplings(counts: Mapping[int, int], spread: Expression, upper: bool) -> Expression:
    """Σ exp(-d²/2s²) over the neighbours (Eq. 18), from below or above, as straight pieces in -1/s²."""
    steep = -1 / (spread * spread)
    parts = []
    for square, count in sorted(counts.items()):
        if square > FARTHEST and not upper:
            continue  # leaving neighbours out makes the sum smaller
        half = Fraction(square, 2)
        enclosure = enclose_exp(-half / SPREAD[0] ** 2, -half / SPREAD[1] ** 2, PIECES)
        place = half * steep
        parts.append(count * (enclosure.upper(place) if upper else enclosure.lower(place)))
    return total(parts)
