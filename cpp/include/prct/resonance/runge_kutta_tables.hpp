// Coefficients of the explicit Runge-Kutta methods of Eq. 28.
#pragma once

#include <array>
#include <vector>

namespace prct {

/// Stage s starts from y + h Σ_j a[s][j] k_j at time t + c[s] h; the step ends at y + h Σ b_s k_s.
/// error: weights of the local error estimate h Σ error_s k_s, empty where the method has none.
template <class T>
struct RungeKuttaTable {
    std::vector<std::vector<T>> a;
    std::vector<T> b, c, error;
    int order;

    std::size_t stages() const { return b.size(); }
};

namespace detail {

/// A fraction in the arithmetic of T.
template <class T>
T fraction(long long numerator, long long denominator) {
    return T(static_cast<double>(numerator)) / T(static_cast<double>(denominator));
}

/// A coefficient given as the nearest double and what is left of its 30 digits.
template <class T>
T from_parts(double high, double low) {
    return T(high) + T(low);
}

}  // namespace detail

/// The classical method of order 4.
template <class T>
RungeKuttaTable<T> runge_kutta_4() {
    const T zero(0.0), half(0.5), one(1.0);
    const T sixth = detail::fraction<T>(1, 6), third = detail::fraction<T>(1, 3);
    return {
        {{}, {half}, {zero, half}, {zero, zero, one}}, {sixth, third, third, sixth}, {zero, half, half, one}, {}, 4};
}

/// Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19: order 5 with an embedded order 4. The last stage is the
/// first of the next step.
template <class T>
RungeKuttaTable<T> dormand_prince_5() {
    const auto f = detail::fraction<T>;
    const T zero(0.0), one(1.0);
    const std::vector<T> b{f(35, 384), zero, f(500, 1113), f(125, 192), f(-2187, 6784), f(11, 84)};
    RungeKuttaTable<T> table;
    table.a = {{},
               {f(1, 5)},
               {f(3, 40), f(9, 40)},
               {f(44, 45), f(-56, 15), f(32, 9)},
               {f(19372, 6561), f(-25360, 2187), f(64448, 6561), f(-212, 729)},
               {f(9017, 3168), f(-355, 33), f(46732, 5247), f(49, 176), f(-5103, 18656)},
               b};
    table.b = b;
    table.b.push_back(zero);
    table.c = {zero, f(1, 5), f(3, 10), f(4, 5), f(8, 9), one, one};
    table.error = {f(71, 57600), zero, f(-71, 16695), f(71, 1920), f(-17253, 339200), f(22, 525), f(-1, 40)};
    table.order = 5;
    return table;
}

/// Dormand and Prince 8(5,3), the eighth-order solution; see dormand_prince_853.hpp.
template <class T>
RungeKuttaTable<T> dormand_prince_8();

}  // namespace prct

#include "prct/resonance/dormand_prince_853.hpp"
