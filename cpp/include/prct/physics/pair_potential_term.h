// Eq. 10: a curve over the distance of two side-chain centroids, one for each unordered pair of residue types.
#pragma once

#include "prct/physics/pair_curvature.h"
#include "prct/physics/uniform_spline.h"

namespace prct {

inline constexpr int residue_types = 20;
/// Curves of unordered pairs of types.
inline constexpr int type_pairs = residue_types * (residue_types + 1) / 2;
/// Spline intervals and coefficients of a curve: it begins at kPairStart_a and ends at kPairCutoff_a.
inline constexpr int pair_intervals = 10, pair_coefficients = pair_intervals + 3;
constexpr double kPairStart_a = 2.0, kPairSpacing_a = 1.0;
constexpr double kPairCutoff_a = kPairStart_a + pair_intervals * kPairSpacing_a;

/// Which curve two types read: the pairs a <= b in the order (0, 0), (0, 1) ... (0, 19), (1, 1) ... (19, 19).
PRCT_HD int type_pair(int a, int b) {
    const int low = a < b ? a : b, high = a < b ? b : a;
    return low * (2 * residue_types - 1 - low) / 2 + high;
}

/// Where r stands on the curve, in spacings; nearer than its beginning it is constant.
template <class T>
PRCT_HD T pair_place(T r) {
    const T x = (r - T(kPairStart_a)) / T(kPairSpacing_a);
    return x > T(0) ? x : T(0);
}

/// Energy at the squared distance r2 (Å²); `slope` is dE/d(r²). A curve whose first three coefficients are equal is
/// flat where it begins; one whose last three are zero vanishes smoothly at the cutoff.
template <class T, class Table>
PRCT_HD T pair_potential_energy(const Table* coefficients, T r2, T& slope) {
    slope = 0;
    if (r2 >= T(kPairCutoff_a * kPairCutoff_a)) return T(0);
    const T r = std::sqrt(r2);
    T along;
    const T energy = uniform_spline(coefficients, pair_place(r), pair_intervals, along);
    if (r > T(kPairStart_a)) slope = along / (2 * T(kPairSpacing_a) * r);
    return energy;
}

/// Of a curve that is flat where it begins and vanishes smoothly at the cutoff.
template <class Table>
PRCT_HD PairCurvature pair_potential_curvature_bound(const Table* coefficients) {
    PairCurvature bound{0, 0};
    for (int k = 0; k < pair_intervals; ++k) {
        const SplineExtremes e = uniform_spline_extremes(coefficients, k);
        const double high = e.first_high / kPairSpacing_a, low = -e.first_low / kPairSpacing_a;
        const double second = e.second_high / (kPairSpacing_a * kPairSpacing_a);
        const double across = high / (kPairStart_a + k * kPairSpacing_a);
        bound.stiffness = second > bound.stiffness ? second : bound.stiffness;
        bound.stiffness = across > bound.stiffness ? across : bound.stiffness;
        bound.force = high > bound.force ? high : bound.force;
        bound.force = low > bound.force ? low : bound.force;
    }
    return bound;
}

}  // namespace prct
