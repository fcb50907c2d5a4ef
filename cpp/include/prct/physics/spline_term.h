// Eq. 9: a distogram as a cubic Hermite spline of -ln(p/p_ref).
#pragma once

#include "prct/hd.h"
#include "prct/physics/pair_curvature.h"

namespace prct {

/// Value and slope at d of the spline through (knots[k], values[k]) with the given slopes, `count` >= 2 ascending
/// knots. Outside the knots it goes on as a straight line of slope slopes[0] before the first, and as a constant after
/// the last (slopes[count - 1] must be 0 for that to be smooth). The search for the interval of d starts at `interval`,
/// which receives it; any start in [0, count - 2] gives the same result.
template <class T, class Table>
PRCT_HD T spline_energy(const Table* knots, const Table* values, const Table* slopes, int count, T d, T& slope,
                        std::int32_t& interval) {
    if (d <= T(knots[0])) {
        slope = T(slopes[0]);
        return T(values[0]) + slope * (d - T(knots[0]));
    }
    if (d >= T(knots[count - 1])) {
        slope = T(0);
        return T(values[count - 1]);
    }
    int k = interval;
    while (d < T(knots[k])) --k;
    while (d >= T(knots[k + 1])) ++k;
    interval = k;
    const T h = T(knots[k + 1] - knots[k]), t = (d - T(knots[k])) / h;
    const T t2 = t * t, t3 = t2 * t;
    const T v0 = T(values[k]), v1 = T(values[k + 1]), m0 = h * T(slopes[k]), m1 = h * T(slopes[k + 1]);
    slope = ((6 * t2 - 6 * t) * (v0 - v1) + (3 * t2 - 4 * t + 1) * m0 + (3 * t2 - 2 * t) * m1) / h;
    return (2 * t3 - 3 * t2 + 1) * v0 + (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * v1 + (t3 - t2) * m1;
}

template <class T, class Table>
PRCT_HD T spline_energy(const Table* knots, const Table* values, const Table* slopes, int count, T d, T& slope) {
    std::int32_t from_start = 0;
    return spline_energy(knots, values, slopes, count, d, slope, from_start);
}

/// For distances of at least `nearest`. Within an interval V'' is linear, so that its ends hold the maximum; V' lies in
/// the hull of its Bézier coefficients; V'/r is at most the largest V' over the smallest r of the interval.
template <class Table>
PRCT_HD PairCurvature spline_curvature_bound(const Table* knots, const Table* values, const Table* slopes, int count,
                                             double nearest) {
    const double outer = double(slopes[0]) / nearest;
    PairCurvature bound{outer > 0 ? outer : 0, std::abs(double(slopes[0]))};
    for (int k = 0; k + 1 < count; ++k) {
        if (knots[k + 1] <= nearest) continue;
        const double h = knots[k + 1] - knots[k], rise = values[k + 1] - values[k];
        const double m0 = h * slopes[k], m1 = h * slopes[k + 1];
        const double hull[3] = {m0 / h, (3 * rise - m0 - m1) / h, m1 / h};
        const double from = knots[k] > nearest ? double(knots[k]) : nearest;
        const double ends[2] = {(6 * rise - 4 * m0 - 2 * m1) / (h * h), (-6 * rise + 2 * m0 + 4 * m1) / (h * h)};
        for (const double second : ends) bound.stiffness = second > bound.stiffness ? second : bound.stiffness;
        for (const double first : hull) {
            bound.stiffness = first / from > bound.stiffness ? first / from : bound.stiffness;
            bound.force = std::abs(first) > bound.force ? std::abs(first) : bound.force;
        }
    }
    return bound;
}

}  // namespace prct
