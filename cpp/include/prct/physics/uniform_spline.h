// Eq. 10: uniform cubic B-splines, two continuous derivatives, linear in their coefficients.
#pragma once

#include "prct/hd.h"

namespace prct {

/// The four basis functions that are not zero at a point, B_first and those after it, and their slopes per spacing.
template <class T>
struct SplinePiece {
    int first;
    T value[4], slope[4];
};

/// At x, counted in spacings from where the curve begins: of `intervals` intervals the k-th lies between k and k + 1
/// and reads the coefficients k to k + 3. Beyond either end the curve goes on as a straight line.
template <class T>
PRCT_HD SplinePiece<T> uniform_spline_piece(T x, int intervals) {
    const T inside = x > T(0) ? (x < T(intervals) ? x : T(intervals)) : T(0), beyond = x - inside;
    SplinePiece<T> p;
    p.first = static_cast<int>(inside);
    if (p.first > intervals - 1) p.first = intervals - 1;
    const T t = inside - T(p.first), s = T(1) - t;
    constexpr T sixth = T(1) / T(6), half = T(0.5);
    p.value[0] = sixth * s * s * s;
    p.value[1] = sixth * (3 * t * t * t - 6 * t * t + 4);
    p.value[2] = sixth * (3 * s * s * s - 6 * s * s + 4);
    p.value[3] = sixth * t * t * t;
    p.slope[0] = -half * s * s;
    p.slope[1] = half * (3 * t * t - 4 * t);
    p.slope[2] = half * (4 * s - 3 * s * s);
    p.slope[3] = half * t * t;
    for (int k = 0; k < 4; ++k) p.value[k] += beyond * p.slope[k];
    return p;
}

/// Value of the curve with these coefficients (`intervals` + 3 of them); `slope` per spacing.
template <class T, class Table>
PRCT_HD T uniform_spline(const Table* coefficients, T x, int intervals, T& slope) {
    const SplinePiece<T> p = uniform_spline_piece(x, intervals);
    T value = 0;
    slope = 0;
    for (int k = 0; k < 4; ++k) {
        const T c = T(coefficients[p.first + k]);
        value += c * p.value[k];
        slope += c * p.slope[k];
    }
    return value;
}

/// Extremes of the curve's derivatives over its k-th interval, per spacing: each derivative is a B-spline of the
/// differences of the coefficients, and stays between them.
struct SplineExtremes {
    double first_low, first_high, second_low, second_high;
};
template <class Table>
PRCT_HD SplineExtremes uniform_spline_extremes(const Table* coefficients, int k) {
    const Table* c = coefficients + k;
    SplineExtremes e{double(c[1] - c[0]), double(c[1] - c[0]), double(c[2] - c[1]) - double(c[1] - c[0]), 0};
    e.second_high = e.second_low;
    for (int m = 1; m < 3; ++m) {
        const double first = c[m + 1] - c[m];
        e.first_low = first < e.first_low ? first : e.first_low;
        e.first_high = first > e.first_high ? first : e.first_high;
    }
    const double last = double(c[3] - c[2]) - double(c[2] - c[1]);
    e.second_low = last < e.second_low ? last : e.second_low;
    e.second_high = last > e.second_high ? last : e.second_high;
    return e;
}

}  // namespace prct
