// Eq. 10: how many side chains stand about one, smoothly counted, and what that is worth to its type.
#pragma once

#include "prct/physics/pair_curvature.h"
#include "prct/physics/uniform_spline.h"

namespace prct {

/// A neighbour counts fully below the first distance and not at all beyond the second (Å).
constexpr double kBurialInner_a = 7.0, kBurialOuter_a = 13.0;
/// Spline intervals and coefficients over 0 to 40 neighbours; beyond the curve goes on as a straight line.
inline constexpr int burial_intervals = 10, burial_coefficients = burial_intervals + 3;
constexpr double kBurialSpacing = 4.0;

/// How much a side chain at the squared distance r2 (Å²) counts: 1 - (10u³ - 15u⁴ + 6u⁵) between the two distances,
/// with two continuous derivatives. `slope` is ds/d(r²).
template <class T>
PRCT_HD T burial_step(T r2, T& slope) {
    constexpr T width = T(kBurialOuter_a - kBurialInner_a);
    slope = 0;
    if (r2 <= T(kBurialInner_a * kBurialInner_a)) return T(1);
    if (r2 >= T(kBurialOuter_a * kBurialOuter_a)) return T(0);
    const T r = std::sqrt(r2), u = (r - T(kBurialInner_a)) / width, v = T(1) - u;
    slope = T(-15) * u * u * v * v / (width * r);
    return T(1) - u * u * u * (T(10) - T(15) * u + T(6) * u * u);
}

/// Energy of a side chain with `count` neighbours; `slope` is dE/dcount.
template <class T, class Table>
PRCT_HD T burial_energy(const Table* coefficients, T count, T& slope) {
    const T energy = uniform_spline(coefficients, count / T(kBurialSpacing), burial_intervals, slope);
    slope /= T(kBurialSpacing);
    return energy;
}

/// For each neighbour that is neither fully near nor out of reach, of at most `neighbours` of them. With n = Σ s(r_j)
/// the Hessian of E(n) is E'' ∇n ∇nᵀ + E' Σ ∇²s. |s'| <= 15/48 /Å and |s''| <= 10/(√3 36) /Å²; |s'|/r stays below that.
/// ∇n ∇nᵀ <= neighbours Σ ∇s ∇sᵀ.
template <class Table>
PRCT_HD PairCurvature burial_curvature_bound(const Table* coefficients, double neighbours) {
    constexpr double steepest = 0.3125, bent = 0.160376;
    double first = 0, second = 0;
    for (int k = 0; k < burial_intervals; ++k) {
        const SplineExtremes e = uniform_spline_extremes(coefficients, k);
        first = e.first_high > first ? e.first_high : first;
        first = -e.first_low > first ? -e.first_low : first;
        second = e.second_high > second ? e.second_high : second;
    }
    first /= kBurialSpacing;
    second /= kBurialSpacing * kBurialSpacing;
    return {first * bent + second * neighbours * steepest * steepest, first * steepest};
}

}  // namespace prct
