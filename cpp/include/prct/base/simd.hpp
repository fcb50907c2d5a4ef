// The target's widest vectors through the compiler's vector extension, and the few operations it lacks.
// Included by sources of the library only: its widths follow the -march of the file that includes it.
#pragma once

#include <cmath>
#include <cstdint>

#if defined(__AVX512F__) || defined(__AVX2__)
// GCC 12 takes its own undefined vectors for mistakes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

namespace prct::simd {

#if defined(__AVX512F__)
inline constexpr int register_bytes = 64;
#elif defined(__AVX__)
inline constexpr int register_bytes = 32;
#else
inline constexpr int register_bytes = 16;
#endif

template <class T>
inline constexpr int lanes = register_bytes / static_cast<int>(sizeof(T));

template <class T>
struct Of {
    typedef T type __attribute__((vector_size(register_bytes)));
};
template <class T>
using Vector = typename Of<T>::type;
using Floats = Vector<float>;
using Ints = Vector<std::int32_t>;

template <class T>
inline Vector<T> load(const T* p) {
    Vector<T> v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

template <class T>
inline void store(T* p, const Vector<T>& v) {
    __builtin_memcpy(p, &v, sizeof v);
}

template <class T>
inline Vector<T> splat(T s) {
    return Vector<T>{} + s;
}

/// The least multiple of a vector's lanes that holds `count` elements.
template <class T>
constexpr int whole_vectors(int count) {
    return (count + lanes<T> - 1) / lanes<T> * lanes<T>;
}

/// How many of `count` bytes differ; `count` is a multiple of lanes<std::uint8_t>.
inline int differing_bytes(const std::uint8_t* a, const std::uint8_t* b, int count) {
    int differing = 0;
    for (int k = 0; k < count; k += lanes<std::uint8_t>) {
#if defined(__AVX512BW__)
        differing +=
            __builtin_popcountll(_mm512_cmpneq_epi8_mask(_mm512_loadu_si512(a + k), _mm512_loadu_si512(b + k)));
#elif defined(__AVX2__)
        const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + k));
        const __m256i y = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + k));
        const auto equal = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, y)));
        differing += lanes<std::uint8_t> - __builtin_popcount(equal);
#else
        for (int lane = k; lane < k + lanes<std::uint8_t>; ++lane) differing += a[lane] != b[lane];
#endif
    }
    return differing;
}

/// Sum of the lanes by halving, in an order that depends on nothing.
template <class T>
inline T sum(const Vector<T>& v) {
#if defined(__AVX512F__)
    if constexpr (sizeof(T) == 4) return _mm512_reduce_add_ps(reinterpret_cast<const __m512&>(v));
#endif
    T part[lanes<T>];
    store(part, v);
    for (int width = lanes<T> / 2; width > 0; width /= 2)
        for (int k = 0; k < width; ++k) part[k] += part[k + width];
    return part[0];
}

/// Append index[k] to `out` for each k < count with squared_distance[k] < squared_radius and index[k] > after, and
/// return the new end; reads lanes<float> entries of `index` and may write as many past the end.
inline std::int32_t* append_within(std::int32_t* out, const Floats& squared_distance, float squared_radius,
                                   const std::int32_t* index, int count, std::int32_t after = -1) {
#if defined(__AVX512F__)
    const __mmask16 live = count >= 16 ? 0xffffU : static_cast<__mmask16>((1U << count) - 1U);
    const __mmask16 near = _mm512_mask_cmp_ps_mask(live, reinterpret_cast<const __m512&>(squared_distance),
                                                   _mm512_set1_ps(squared_radius), _CMP_LT_OQ);
    const __m512i indices = _mm512_loadu_si512(index);
    const __mmask16 hit = _mm512_mask_cmpgt_epi32_mask(near, indices, _mm512_set1_epi32(after));
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(hit, indices));
    return out + __builtin_popcount(hit);
#else
    const int live = count < lanes<float> ? count : lanes<float>;
    for (int k = 0; k < live; ++k) {
        *out = index[k];
        out += squared_distance[k] < squared_radius && index[k] > after;
    }
    return out;
#endif
}

}  // namespace prct::simd
