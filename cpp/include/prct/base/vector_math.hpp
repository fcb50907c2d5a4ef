// Branch-free elementary functions in double that loops can vectorise; errors of a few units in the last place.
// The C library's versions are calls, and a loop that calls runs one lane at a time.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace prct::vector_math {

/// Σ c_k x^k by Horner's rule, unrolled: a loop in here would keep the loop around it from vectorising.
template <class T, std::size_t n>
inline T polynomial(const double (&c)[n], T x) {
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
        T sum = static_cast<T>(c[n - 1]);
        ((sum = sum * x + static_cast<T>(c[n - 2 - k])), ...);
        return sum;
    }
    (std::make_index_sequence<n - 1>{});
}

/// Nearest integer of |x| < 2^51 by the rounding of an addition, in the low bits of `bits`.
inline double round_to_int(double x, std::int64_t& bits) {
    constexpr double shift = 6755399441055744.0;  // 1.5 · 2^52
    const double shifted = x + shift;
    bits = std::bit_cast<std::int64_t>(shifted);
    return shifted - shift;
}

/// e^x for -700 < x < 700, by the Taylor series of e^r, |r| <= ln2/2.
inline double exp(double x) {
    constexpr double series[] = {
        1.0,        1.0,         1.0 / 2,      1.0 / 6,       1.0 / 24,       1.0 / 120,       1.0 / 720,
        1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    std::int64_t power;
    const double n = round_to_int(x * 1.4426950408889634, power);
    const double r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10;  // ln2 in two parts
    return polynomial(series, r) * std::bit_cast<double>((power << 52) + (std::int64_t{1023} << 52));
}

/// e^x for x <= 0 in float, of 2e-7; 0 below -87.
inline float exp_below_zero(float x) {
    constexpr double series[] = {1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720};
    constexpr float shift = 12582912.0f;  // 1.5 · 2^23
    const float bounded = x > -87.0f ? x : -87.0f;
    const float shifted = bounded * 1.44269504f + shift;
    const float n = shifted - shift;
    const float r = (bounded - n * 0.693359375f) + n * 2.12194440e-4f;  // ln2 in two parts
    const std::int32_t power = (std::bit_cast<std::int32_t>(shifted) << 23) + (std::int32_t{127} << 23);
    const float value = polynomial(series, r) * std::bit_cast<float>(power);
    return x > -87.0f ? value : 0.0f;
}

/// ln x of a positive normal number: 2 artanh((m-1)/(m+1)) by its series, m in [√½, √2).
inline double log(double x) {
    constexpr double series[] = {2.0,      2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9, 2.0 / 11,
                                 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
    constexpr std::int64_t sqrt_half = 0x3FE6A09E667F3BCD;
    const std::int64_t bits = std::bit_cast<std::int64_t>(x);
    const std::int64_t exponent = (bits - sqrt_half) >> 52;
    const double m = std::bit_cast<double>(bits - (exponent << 52));
    const double f = (m - 1.0) / (m + 1.0);
    return static_cast<double>(exponent) * 0.6931471805599453 + f * polynomial(series, f * f);
}

/// The same in float, of 6e-8.
inline float log(float x) {
    constexpr double series[] = {2.0, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9};
    constexpr std::int32_t sqrt_half = 0x3F3504F3;
    const std::int32_t bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t exponent = (bits - sqrt_half) >> 23;
    const float m = std::bit_cast<float>(bits - (exponent << 23));
    const float f = (m - 1.0f) / (m + 1.0f);
    return static_cast<float>(exponent) * 0.69314718f + f * polynomial(series, f * f);
}

/// Sine and cosine of 2π turns, |turns| < 2^40: Taylor series within an eighth of a turn.
inline void sincos_turns(double turns, double& sine, double& cosine) {
    constexpr double sine_series[] = {1.0,          -1.0 / 6,        1.0 / 120,          -1.0 / 5040,
                                      1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800.0, -1.0 / 1307674368000.0};
    constexpr double cosine_series[] = {1.0,
                                        -1.0 / 2,
                                        1.0 / 24,
                                        -1.0 / 720,
                                        1.0 / 40320,
                                        -1.0 / 3628800,
                                        1.0 / 479001600.0,
                                        -1.0 / 87178291200.0,
                                        1.0 / 20922789888000.0};
    std::int64_t quarter;
    const double r = (turns - 0.25 * round_to_int(4.0 * turns, quarter)) * 6.283185307179586;
    const double s = r * polynomial(sine_series, r * r), c = polynomial(cosine_series, r * r);
    const bool swap = quarter & 1;
    const double a = swap ? c : s, b = swap ? s : c;
    sine = quarter & 2 ? -a : a;
    cosine = (quarter + 1) & 2 ? -b : b;
}

/// atan2(y, x) in [-π, π]; 0 where both are 0. A polynomial of degree 19 in z² interpolates arctan(z)/z on [0, 1] at
/// Chebyshev nodes.
inline double atan2(double y, double x) {
    constexpr double fit[] = {
        1.0000000000000002,    -0.33333333333334036,   0.19999999999896803,    -0.14285714276754671,
        0.11111110804294842,   -0.090909031044442395,  0.076922319247148596,   -0.066659980817914827,
        0.058780416899488312,  -0.052421654309092409,  0.046828503854925395,   -0.041133207693504398,
        0.034436715702001387,  -0.026330468383321926,  0.017499488067022652,   -0.0095864505096697281,
        0.0040792247446655057, -0.0012484964588536812, 0.00024246895206216603, -2.2316794095273988e-05};
    const double ax = std::abs(x), ay = std::abs(y);
    const double high = ax > ay ? ax : ay, low = ax > ay ? ay : ax;
    const double z = high > 0.0 ? low / high : 0.0;
    double angle = z * polynomial(fit, z * z);
    angle = ay > ax ? 1.5707963267948966 - angle : angle;
    angle = x < 0.0 ? 3.141592653589793 - angle : angle;
    return y < 0.0 ? -angle : angle;
}

}  // namespace prct::vector_math
