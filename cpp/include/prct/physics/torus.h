// Eq. 1: angles on the torus. The circle is (-π, π]; π stands for the number of type T nearest to it.
#pragma once

#include "prct/hd.h"

namespace prct {

template <class T>
struct Circle {
    static constexpr T half = static_cast<T>(3.14159265358979323846);
    static constexpr T full = static_cast<T>(6.28318530717958647693);
};

/// `angle` moved into (-π, π] by whole turns. Angles already there come back unchanged; the error of others is one
/// rounding of `angle`.
template <class T>
PRCT_HD T wrap_phase(T angle) {
    const T turns = std::ceil((angle - Circle<T>::half) / Circle<T>::full);
    const T wrapped = angle - turns * Circle<T>::full;
    // Rounding of the quotient may leave an angle beside the seam one turn off.
    if (wrapped > Circle<T>::half) return wrapped - Circle<T>::full;
    if (wrapped <= -Circle<T>::half) return wrapped + Circle<T>::full;
    return wrapped;
}

}  // namespace prct
