"""Which contacts lock and which drift (Eqs. 16-19), as constraints on coupling, frequency, range and needed support.

Two reference contacts span the window. A *near* one of a true patch is at most a little beyond its bound and must lock;
a *far* one is several times beyond it and must drift, whatever its neighbours do. The patch is two registers of a
hairpin, whose corner has the fewest neighbours that a contact of a real patch has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from prct.forge.spec.constraint import Constraint
from prct.forge.spec.enclosure import enclose_exp, log_bounds
from prct.forge.spec.expression import Expression, all_of, total
from prct.forge.spec.parameter_space import text

TWO_PI = (Fraction(2 * 333, 106), Fraction(2 * 355, 113))
"""Below and above 2π."""
REFERENCE_DISTANCE_A = Fraction(38, 10)
"""d₀ of Eq. 17."""
PHASE_STEP_PS = Fraction(2, 100)
"""Step of the settling phases, by Euler's rule."""
LONGEST_EXCESS_A = Fraction(112)
"""Of a candidate before there is a structure: 0.6 times the longest detour, beyond a bound of 8 Å (Eq. 20)."""
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
    far_times: Fraction = Fraction(3)

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
    >>> [c.name for c in violated(locking_constraints({**chosen, COUPLING: constant(20)}), {})]
    ['far contacts drift']
    """
    window = window or LockingWindow()
    coupling, frequency = of[COUPLING], of[FREQUENCY]
    near = _detuning(window.near_a)[1] * frequency
    far = _detuning(window.far_a)[0] * frequency
    fastest = _detuning(LONGEST_EXCESS_A)[1] * frequency
    return [
        Constraint(
            "phases are followed",
            "Eq. 16",
            PHASE_STEP_PS * (fastest + coupling) <= 1,
            f"in a step of {text(PHASE_STEP_PS)} ps no phase turns by more than a radian, with f₀ and κ together",
        ),
        Constraint(
            "near contacts lock",
            "Eqs. 16, 17",
            near <= coupling,
            f"κ is at least the detuning 2π f₀ ln(1 + {text(window.near_a)}/3.8) between a satisfied contact and one "
            f"{text(window.near_a)} Å beyond its bound: with half its neighbours it follows them",
        ),
        Constraint(
            "far contacts drift",
            "Eqs. 16, 17",
            far > coupling,
            f"κ stays below the detuning 2π f₀ ln(1 + {text(window.far_a)}/3.8) of a contact {text(window.far_times)} "
            "times as far as its bound: no neighbours pull harder than κ, so that it drifts",
        ),
        *_support_constraints(of, window, near),
    ]


def _support_constraints(of: Mapping[str, Expression], window: LockingWindow, near: Expression) -> list[Constraint]:
    support, offset, spread = of[SUPPORT], of[OFFSET], of[RANGE]
    low, high = SPREAD
    corner, middle = _corner_and_middle()
    # Two oscillators that differ by ΔΩ in rate lock with sin Δϑ = ΔΩ / 2κ, and cos Δϑ ≥ 1 - sin² Δϑ.
    lag = near / (2 * of[COUPLING])
    held = (1 - lag * lag) * _sum_of_couplings(corner, spread, upper=False) + offset
    most = _sum_of_couplings(middle, spread, upper=True) + offset
    slowed = 1 + window.near_a / REFERENCE_DISTANCE_A  # e^(ν/f₀) at the frequency of the near contact, in turns
    drifting = 1 + window.far_a / REFERENCE_DISTANCE_A
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
            held >= support * slowed,
            "a locked contact at the corner of two registers of a hairpin has the support S₀ e^(ν/f₀) that α = ½ takes",
        ),
        Constraint(
            "lone contacts are doubted",
            "Eq. 19",
            offset < support,
            "without support the offset alone stays below S₀, so that α < ½",
        ),
        Constraint(
            "far contacts are doubted",
            "Eqs. 18, 19",
            offset * most < support * support * drifting * drifting,
            "a far contact that drifts has no support of its own, and that of the best neighbours does not carry it: "
            "√(offset · neighbours') < S₀ e^(ν/f₀)",
        ),
    ]


def _detuning(excess_a: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of Eq. 17 at f₀ = 1 ps⁻¹."""
    low, high = log_bounds(1 + excess_a / REFERENCE_DISTANCE_A)
    return TWO_PI[0] * low, TWO_PI[1] * high


def _corner_and_middle() -> tuple[dict[int, int], dict[int, int]]:
    """Squared distances in the contact plane to the neighbours that support a contact, and how many are there: of the
    corner with the fewest, and of the contact with the most, of two registers of a hairpin.
    """
    patch = [(-k, k + register) for k in range(RUNGS) for register in (0, 1)]
    around = []
    for i, j in patch:
        counts: dict[int, int] = {}
        for p, q in patch:
            di, dj = abs(p - i), abs(q - j)
            if di != dj:  # on the two lines through a contact nothing supports it (Eq. 19)
                counts[di * di + dj * dj] = counts.get(di * di + dj * dj, 0) + 1
        around.append(counts)

    def nearness(counts: dict[int, int]) -> Fraction:
        return sum((Fraction(count, square) for square, count in counts.items()), Fraction(0))

    return min(around, key=nearness), max(around, key=nearness)


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
