// Numbers as an unevaluated sum of two doubles: about 32 decimal digits by error-free transformations
// (Dekker, Numer. Math. 18 (1971) 224; Knuth, TAOCP 2, 4.2.2; Joldes, Muller and Popescu, ACM TOMS 44 (2017) 15).
// The relative errors below are proven bounds for numbers that neither overflow nor underflow, u = 2^-53.
#pragma once

#include "prct/hd.h"

namespace prct {

/// A product that no compiler merges with a following sum into one rounding: the transformations need it rounded.
PRCT_HD double rounded_product(double a, double b) {
#if defined(__CUDA_ARCH__)
    return __dmul_rn(a, b);
#elif defined(__GNUC__) && (defined(__x86_64__) || defined(__aarch64__))
    double product = a * b;
#if defined(__x86_64__)
    asm("" : "+x"(product));
#else
    asm("" : "+w"(product));
#endif
    return product;
#else
    volatile double product = a * b;
    return product;
#endif
}

struct DoubleDouble {
    double high = 0, low = 0;

    PRCT_HD DoubleDouble() {}
    PRCT_HD DoubleDouble(double value) : high(value) {}
    /// high is the sum rounded to a double.
    PRCT_HD DoubleDouble(double h, double l) : high(h), low(l) {}

    PRCT_HD explicit operator double() const { return high; }
};

/// a + b exactly.
PRCT_HD DoubleDouble exact_sum(double a, double b) {
    const double sum = a + b;
    const double b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a + b exactly, for |a| >= |b| or a = 0.
PRCT_HD DoubleDouble exact_sum_ordered(double a, double b) {
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

/// a b exactly.
PRCT_HD DoubleDouble exact_product(double a, double b) {
    const double product = rounded_product(a, b);
    return {product, std::fma(a, b, -product)};
}

PRCT_HD DoubleDouble operator-(const DoubleDouble& a) { return {-a.high, -a.low}; }

/// Relative error below 3u² + 13u³.
PRCT_HD DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
    const DoubleDouble high = exact_sum(a.high, b.high), low = exact_sum(a.low, b.low);
    const DoubleDouble first = exact_sum_ordered(high.high, high.low + low.high);
    return exact_sum_ordered(first.high, low.low + first.low);
}
PRCT_HD DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) { return a + (-b); }

/// Relative error below 5u².
PRCT_HD DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
    const DoubleDouble product = exact_product(a.high, b.high);
    const double cross = std::fma(a.high, b.low, rounded_product(a.low, b.high));
    return exact_sum_ordered(product.high, product.low + cross);
}

/// Relative error below 10u².
PRCT_HD DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
    const double first = a.high / b.high;
    const DoubleDouble rest = a - b * DoubleDouble(first);
    const double second = rest.high / b.high;
    const DoubleDouble left = rest - b * DoubleDouble(second);
    return exact_sum_ordered(first, second) + DoubleDouble(left.high / b.high);
}

PRCT_HD bool operator==(const DoubleDouble& a, const DoubleDouble& b) { return a.high == b.high && a.low == b.low; }
PRCT_HD bool operator<(const DoubleDouble& a, const DoubleDouble& b) {
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

struct DoubleDoubleSinCos {
    DoubleDouble sin, cos;
};

/// Taylor series for |angle| <= π/4; what is left out is below 1e-34.
PRCT_HD DoubleDoubleSinCos sincos_series(const DoubleDouble& angle) {
    const DoubleDouble square = angle * angle;
    DoubleDouble sine = angle, cosine = 1.0, odd = angle, even = 1.0;
    for (int k = 1; k <= 14; ++k) {
        even = -(even * square) / DoubleDouble((2.0 * k - 1) * (2.0 * k));
        odd = -(odd * square) / DoubleDouble((2.0 * k) * (2.0 * k + 1));
        cosine = cosine + even;
        sine = sine + odd;
    }
    return {sine, cosine};
}

/// Absolute error below 1e-30 for |angle| <= 100; it grows with the angle, as its own last place does.
PRCT_HD DoubleDoubleSinCos sincos(const DoubleDouble& angle) {
    const double k = std::floor(angle.high * 0.63661977236758134308 + 0.5);
    // π/2 in three doubles.
    const DoubleDouble rest =
        ((angle - exact_product(k, 0x1.921fb54442d18p+0)) - exact_product(k, 0x1.1a62633145c07p-54)) -
        exact_product(k, -0x1.f1976b7ed8fbcp-110);
    const DoubleDoubleSinCos value = sincos_series(rest);
    const int quadrant = static_cast<int>(k - 4 * std::floor(k / 4));
    if (quadrant == 0) return value;
    if (quadrant == 1) return {value.cos, -value.sin};
    if (quadrant == 2) return {-value.sin, -value.cos};
    return {-value.cos, value.sin};
}

}  // namespace prct
