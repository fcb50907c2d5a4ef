// Vector operations of the pair loops: points by index, roots, exponentials.
#pragma once

#include <type_traits>

#include "prct/base/simd.hpp"

namespace prct::simd {

/// Four numbers a point, by lane: coordinates and a charge (its bits where the coordinates are integers).
template <class T>
struct Points {
    Vector<T> x, y, z, charge;
};

/// The points index[0 .. lanes<T>) of an array of (x, y, z, charge).
template <class T>
inline Points<T> gather(const T* points, const std::int32_t* index) {
    T x[lanes<T>], y[lanes<T>], z[lanes<T>], charge[lanes<T>];
    for (int k = 0; k < lanes<T>; ++k) {
        const T* p = points + 4 * static_cast<std::int64_t>(index[k]);
        x[k] = p[0];
        y[k] = p[1];
        z[k] = p[2];
        charge[k] = p[3];
    }
    return {load(x), load(y), load(z), load(charge)};
}

#if defined(__AVX512F__)
// Sixteen loads of whole points and a 4×4 transpose within 128-bit lanes; four gather instructions take longer.
template <>
inline Points<std::int32_t> gather<std::int32_t>(const std::int32_t* points, const std::int32_t* index) {
    const auto point = [&](int k) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(points + 4 * static_cast<std::int64_t>(index[k])));
    };
    const auto quad = [&](int k) {
        __m512i v = _mm512_castsi128_si512(point(k));
        v = _mm512_inserti32x4(v, point(k + 4), 1);
        v = _mm512_inserti32x4(v, point(k + 8), 2);
        return _mm512_inserti32x4(v, point(k + 12), 3);
    };
    const __m512i a = quad(0), b = quad(1), c = quad(2), d = quad(3);
    const __m512i xy_ab = _mm512_unpacklo_epi32(a, b), zq_ab = _mm512_unpackhi_epi32(a, b);
    const __m512i xy_cd = _mm512_unpacklo_epi32(c, d), zq_cd = _mm512_unpackhi_epi32(c, d);
    return {reinterpret_cast<Ints>(_mm512_unpacklo_epi64(xy_ab, xy_cd)),
            reinterpret_cast<Ints>(_mm512_unpackhi_epi64(xy_ab, xy_cd)),
            reinterpret_cast<Ints>(_mm512_unpacklo_epi64(zq_ab, zq_cd)),
            reinterpret_cast<Ints>(_mm512_unpackhi_epi64(zq_ab, zq_cd))};
}
#elif defined(__AVX2__)
template <>
inline Points<std::int32_t> gather<std::int32_t>(const std::int32_t* points, const std::int32_t* index) {
    const auto point = [&](int k) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(points + 4 * static_cast<std::int64_t>(index[k])));
    };
    const auto pair = [&](int k) { return _mm256_inserti128_si256(_mm256_castsi128_si256(point(k)), point(k + 4), 1); };
    const __m256i a = pair(0), b = pair(1), c = pair(2), d = pair(3);
    const __m256i xy_ab = _mm256_unpacklo_epi32(a, b), zq_ab = _mm256_unpackhi_epi32(a, b);
    const __m256i xy_cd = _mm256_unpacklo_epi32(c, d), zq_cd = _mm256_unpackhi_epi32(c, d);
    return {reinterpret_cast<Ints>(_mm256_unpacklo_epi64(xy_ab, xy_cd)),
            reinterpret_cast<Ints>(_mm256_unpackhi_epi64(xy_ab, xy_cd)),
            reinterpret_cast<Ints>(_mm256_unpacklo_epi64(zq_ab, zq_cd)),
            reinterpret_cast<Ints>(_mm256_unpackhi_epi64(zq_ab, zq_cd))};
}
#endif

#if defined(__AVX512F__) || defined(__AVX2__)
template <>
inline Points<float> gather<float>(const float* points, const std::int32_t* index) {
    const auto bits = gather<std::int32_t>(reinterpret_cast<const std::int32_t*>(points), index);
    const auto real = [](const Ints& v) { return reinterpret_cast<const Floats&>(v); };
    return {real(bits.x), real(bits.y), real(bits.z), real(bits.charge)};
}
#endif

/// The integers below v >= 0 (v < 2³¹); `place` receives them, each plus the one of `from`.
template <class T>
inline Vector<T> whole_part(const Vector<T>& v, const std::int32_t* from, std::int32_t* place) {
    if constexpr (sizeof(T) == 4) {
        const Ints whole = __builtin_convertvector(v, Ints);
        store(place, Ints(whole + load(from)));
        return __builtin_convertvector(whole, Vector<T>);
    } else {
        Vector<T> whole;
        for (int k = 0; k < lanes<T>; ++k) {
            const auto n = static_cast<std::int32_t>(v[k]);
            place[k] = n + from[k];
            whole[k] = n;
        }
        return whole;
    }
}

/// Lane by lane, correctly rounded.
template <class T>
inline Vector<T> square_root(const Vector<T>& v) {
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4)
        return reinterpret_cast<Vector<T>>(_mm512_sqrt_ps(reinterpret_cast<__m512>(v)));
    else
        return reinterpret_cast<Vector<T>>(_mm512_sqrt_pd(reinterpret_cast<__m512d>(v)));
#else
    Vector<T> root;
    for (int k = 0; k < lanes<T>; ++k) root[k] = std::sqrt(v[k]);
    return root;
#endif
}

/// 1/√v for normal v > 0, within 3 roundings.
template <class T>
inline Vector<T> inverse_square_root(const Vector<T>& v) {
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4) {
        const auto guess = reinterpret_cast<Vector<T>>(_mm512_rsqrt14_ps(reinterpret_cast<__m512>(v)));
        return guess * (T(1.5) - T(0.5) * v * guess * guess);
    }
#endif
    return T(1) / square_root<T>(v);
}

constexpr double inverse_factorial(int n) { return n < 2 ? 1.0 : inverse_factorial(n - 1) / n; }

/// e^v for -87 <= v <= 0 (float) or -708 <= v <= 0 (double): 2^n by the exponent and a Taylor series on [-ln 2/2, ln
/// 2/2]. Relative error below 2e-7 for float and 6e-16 for double.
template <class T>
inline Vector<T> exponential(const Vector<T>& v) {
    constexpr bool single = sizeof(T) == 4;
    using Bits = std::conditional_t<single, std::int32_t, std::int64_t>;
    constexpr int mantissa_bits = single ? 23 : 52;
    constexpr int degree = single ? 7 : 13;
    // Adding 1.5 · 2^mantissa rounds to an integer and leaves it in the low bits.
    constexpr T rounder = T(3) * T(Bits{1} << (mantissa_bits - 1));
    constexpr T ln2_high = single ? T(0.693359375) : T(0x1.62e42fee00000p-1);
    constexpr T ln2_low = single ? T(-2.12194440e-4) : T(0x1.a39ef35793c76p-33);
    const Vector<T> shifted = v * T(1.4426950408889634) + rounder;
    const Vector<T> n = shifted - rounder;
    const Vector<T> f = v - n * ln2_high - n * ln2_low;
    Vector<T> series = splat(T(inverse_factorial(degree)));
    for (int k = degree - 1; k >= 0; --k) series = f * series + T(inverse_factorial(k));
    const auto exponent = (reinterpret_cast<Vector<Bits>>(shifted)) << mantissa_bits;
    return reinterpret_cast<Vector<T>>(reinterpret_cast<Vector<Bits>>(series) + exponent);
}

}  // namespace prct::simd
