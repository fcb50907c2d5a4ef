"""Which contacts lock and which drift (Eqs. 16-19), as constraints on coupling, frequency, range and needed support.

Two reference contacts span the window. A *near* one of a true patch is at most a little beyond its bound and must lock;
a *far* one is several times beyond it and must drift, even where all its neighbours are a true patch. The patch is two
registers of a hairpin, whose corner has the fewest neighbours that a contact of a real patch has. What the shape of the
patch decides (how much of its coupling a corner needs, how much support neighbours lend) is measured, and tested in the
engine; all else follows from the equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from prct.forge.spec.constraint import Constraint
from prct.forge.spec.enclosure import GRID, enclose_exp, log_bounds
from prct.forge.spec.expression import Expression, all_of, constant, if_else, total
from prct.forge.spec.parameter_space import text

TWO_PI = (Fraction(2 * 333, 106), Fraction(2 * 355, 113))
"""Below and above 2π."""
REFERENCE_DISTANCE_A = Fraction(38, 10)
"""d₀ of Eq. 17."""
PHASE_STEP_PS = Fraction(2, 100)
"""Step of the settling phases, by Euler's rule."""
SEEN_PS, TURNS = Fraction(4), Fraction(3, 2)
"""How long settling phases are averaged, and how often a contact must turn in that time to be seen drifting."""
HOLD = Fraction(1, 2)
"""Share of its coupling by which the corner of a patch holds on."""
MARGIN = Fraction(4, 3)
"""Of the support of true patches, for false neighbours that share the coupling."""
RUNGS = 8
SPREAD = (Fraction(7, 10), Fraction(4))
"""Ranges s of Eq. 18 over which the sums are enclosed."""
PIECES = 12
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
        How far beyond the bound a contact of a true patch may be, Å.
    far_times : Fraction
        A contact this many times as far as its bound must drift.
    """

    upper_a: Fraction = Fraction(8)
    near_a: Fraction = Fraction(2)
    far_times: Fraction = Fraction(5)

    @property
    def far_a(self) -> Fraction:
        """Excess of the far contact, Å."""
        return (self.far_times - 1) * self.upper_a


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
    ['near contacts lock', 'true patches are believed']
    """
    window = window or LockingWindow()
    coupling, frequency = of[COUPLING], of[FREQUENCY]
    near = _detuning(window.near_a)[1] * frequency
    far = _detuning(window.far_a)[0] * frequency
    near_a, far_a = text(window.near_a), text(window.far_a)
    return [
        Constraint(
            "phases are followed",
            "Eq. 16",
            PHASE_STEP_PS * coupling <= 1,
            f"in a step of {text(PHASE_STEP_PS)} ps no phase is pulled by more than a radian: κ is at most "
            f"{text(1 / PHASE_STEP_PS)} ps⁻¹",
        ),
        Constraint(
            "near contacts lock",
            "Eqs. 16, 17",
            near <= 2 * HOLD * coupling,
            f"2κ, of which the corner of a patch has {text(HOLD)}, is at least the detuning 2π f₀ ln(1 + {near_a}/3.8) "
            f"between a satisfied contact and one {near_a} Å beyond its bound",
        ),
        Constraint(
            "far contacts drift",
            "Eqs. 16, 17",
            far - near > coupling,
            f"κ stays below 2π f₀ [ln(1 + {far_a}/3.8) - ln(1 + {near_a}/3.8)], by which a contact "
            f"{text(window.far_times)} times as far as its bound turns faster than a true patch: nothing pulls harder",
        ),
        Constraint(
            "drifting is seen",
            "Eqs. 16, 19",
            SEEN_PS * frequency * _turns(window, coupling / frequency) >= TURNS,
            f"in the {text(SEEN_PS)} ps over which support is averaged a far contact turns at least "
            f"{text(TURNS)} times; otherwise where it happens to begin decides",
        ),
        *_support_constraints(of, window, near),
    ]


def _support_constraints(of: Mapping[str, Expression], window: LockingWindow, near: Expression) -> list[Constraint]:
    support, offset, spread = of[SUPPORT], of[OFFSET], of[RANGE]
    low, high = SPREAD
    corner, edge, middle = _neighbourhoods()
    # Two oscillators that differ by ΔΩ in rate lock with sin Δϑ = ΔΩ / 2κ, and cos Δϑ >= 1 - sin² Δϑ.
    lag = near / (2 * of[COUPLING])
    own, around = ((1 - lag * lag) * _sum_of_couplings(n, spread, upper=False) + offset for n in (corner, edge))
    most = _sum_of_couplings(middle, spread, upper=True) + offset
    needed = MARGIN * support * (1 + window.near_a / REFERENCE_DISTANCE_A)  # S₀ e^(ν/f₀), ν = Ω/2π of the near contact
    needed_far = support * enclose_exp(Fraction(0), _most_turns(window), PIECES).lower(
        _turns(window, of[COUPLING] / of[FREQUENCY])
    )
    return [
        Constraint(
            "range is enclosed",
            "Eq. 18",
            all_of(spread >= low, spread <= high),
            f"s lies between {text(low)} and {text(high)} residues, where the sums of Eq. 18 are bounded",
        ),
        Constraint(
            "true patches are believed",
            "Eqs. 18, 19",
            own * around >= needed * needed,
            "the corner of two locked registers of a hairpin has the support S₀ e^(ν/f₀) that α = ½ takes",
        ),
        Constraint(
            "far contacts are doubted",
            "Eqs. 18, 19",
            offset * most < needed_far * needed_far,
            "a far contact that drifts has no support of its own, and that of the patch beside it does not carry it: "
            "√(offset · neighbours') < S₀ e^(ν/f₀)",
        ),
    ]


def _detuning(excess_a: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of Eq. 17 at f₀ = 1 ps⁻¹."""
    low, high = log_bounds(1 + excess_a / REFERENCE_DISTANCE_A)
    return TWO_PI[0] * low, TWO_PI[1] * high


def _most_turns(window: LockingWindow) -> Fraction:
    """Below ΔΩ/2πf₀ of a far contact beside a true patch."""
    far, near = (log_bounds(1 + excess / REFERENCE_DISTANCE_A) for excess in (window.far_a, window.near_a))
    return far[0] - near[1]


def _turns(window: LockingWindow, ratio: Expression) -> Expression:
    """Below ν/f₀ of that contact, `ratio` being κ/f₀: 2πν = √(ΔΩ² - κ²), slower the nearer it is to locking. The root
    is concave in κ/f₀, and lies above its chords.
    """
    most = _most_turns(window)
    pulls = [most * Fraction(k, PIECES) for k in range(PIECES + 1)]
    roots = [Fraction(isqrt(int((most * most - x * x) * GRID**2)), GRID) for x in pulls]
    pull = ratio / TWO_PI[0]
    turns: Expression = constant(0)
    for (a, y), (b, z) in reversed(list(pairwise(zip(pulls, roots, strict=True)))):
        turns = if_else(pull <= b, y + (z - y) / (b - a) * (pull - a), turns)
    return turns


def _neighbourhoods() -> list[dict[int, int]]:
    """Squared distances in the contact plane to the neighbours that support a contact, and how many are there, of two
    registers of a hairpin: of the corner, of the contact beside it, and of the one in the middle.
    """
    patch = [(-k, k + register) for k in range(RUNGS) for register in (0, 1)]
    found = []
    for i, j in (patch[0], patch[1], patch[RUNGS]):
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
