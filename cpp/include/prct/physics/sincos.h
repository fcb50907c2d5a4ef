// Sine and cosine together, free of branches, so that a plain loop over it is vectorised.
//
// Reduction: angle = k π/2 + r with |r| <= π/4, π/2 in three parts of which the first two times k are exact (Cody and
// Waite). Polynomials: minimax on |r| <= 1.0005 π/4, made by tools/fit_sincos.py.
// Error for |angle| <= limit: absolute below 1.0 2^-23 (float) and 1.0 2^-52 (double); within (-π, π] below 2 ulp of
// the result. Beyond the limit the reduction is no longer exact: use the library's functions there.
#pragma once

#include "prct/hd.h"

namespace prct {

template <class T>
struct SinCos {
    T sin, cos;
};

template <class T>
struct SinCosTable;

template <>
struct SinCosTable<float> {
    static constexpr float limit = 8192.0F;
    static constexpr float quadrants_per_radian = 0.636619772F;
    // Adding and subtracting 1.5 2^23 rounds to the nearest integer.
    static constexpr float rounder = 12582912.0F;
    static constexpr float half_pi_1 = 0x1.92p+0F, half_pi_2 = 0x1.fb4p-12F, half_pi_3 = 0x1.4442dp-24F;

    /// (sin(r)/r - 1)/z and (cos(r) - 1 + z/2)/z², z = r²; largest errors 3.6e-9 of sin(r)/r, 9.6e-11 of cos(r).
    static PRCT_HD float sine(float z) { return -0.16666655F + z * (0.008332176F + z * -0.00019516978F); }
    static PRCT_HD float cosine(float z) { return 0.041666646F + z * (-0.0013887364F + z * 2.4438092e-05F); }
};

template <>
struct SinCosTable<double> {
    static constexpr double limit = 1048576.0;
    static constexpr double quadrants_per_radian = 0.63661977236758134308;
    static constexpr double rounder = 6755399441055744.0;
    static constexpr double half_pi_1 = 0x1.921fb544p+0, half_pi_2 = 0x1.0b4611a6p-34,
                            half_pi_3 = 0x1.3198a2e037073p-69;

    /// Largest errors 3.5e-18 of sin(r)/r, 4.7e-20 of cos(r).
    static PRCT_HD double sine(double z) {
        const double high = -0.00019841269829771154 +
                            z * (2.755731367866183e-06 + z * (-2.5050755960799996e-08 + z * 1.5896666472027076e-10));
        return -0.16666666666666632 + z * (0.00833333333332237 + z * high);
    }
    static PRCT_HD double cosine(double z) {
        const double high = 2.480158728944348e-05 +
                            z * (-2.755731434066001e-07 + z * (2.0875721623861677e-09 + z * -1.135955934040515e-11));
        return 0.0416666666666666 + z * (-0.0013888888888874064 + z * high);
    }
};

/// sin(angle) and cos(angle) for |angle| <= SinCosTable<T>::limit.
template <class T>
PRCT_HD SinCos<T> sincos_reduced(T angle) {
    using Table = SinCosTable<T>;
    const T k = (angle * Table::quadrants_per_radian + Table::rounder) - Table::rounder;
    const T r = ((angle - k * Table::half_pi_1) - k * Table::half_pi_2) - k * Table::half_pi_3;
    const T z = r * r;
    const T s = r + r * (z * Table::sine(z));
    const T c = (T(1) - T(0.5) * z) + z * (z * Table::cosine(z));
    const int quadrant = static_cast<int>(k);
    const T sine = (quadrant & 1) ? c : s;
    const T cosine = (quadrant & 1) ? s : c;
    return {(quadrant & 2) ? -sine : sine, ((quadrant + 1) & 2) ? -cosine : cosine};
}

}  // namespace prct
