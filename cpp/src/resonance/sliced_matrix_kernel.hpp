// The inner loop of SlicedMatrix::multiply_pairs: four rows at a time, one pair of numbers an entry.
#pragma once

#include "prct/resonance/sliced_matrix.hpp"

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

namespace prct {

/// sums[2 r], sums[2 r + 1] of the four rows of one slice with `length` entries a row.
template <class T>
inline void sum_slice(const T* pairs, const std::int32_t* column, const T* weight, std::size_t length, T* sums) {
    T total[8] = {};
    for (std::size_t k = 0; k < length; ++k, column += 4, weight += 4) {
        for (int r = 0; r < 4; ++r) {
            const T* pair = pairs + 2 * static_cast<std::size_t>(column[r]);
            total[2 * r] += weight[r] * pair[0];
            total[2 * r + 1] += weight[r] * pair[1];
        }
    }
    for (int q = 0; q < 8; ++q) sums[q] = total[q];
}

#if defined(__AVX2__) && defined(__FMA__)
// A pair is moved as one 64-bit (float) or 128-bit (double) load. Four such loads are faster than a gather instruction
// where that was measured (Zen 5: 0.23 against 0.50 ns an entry).
template <>
inline void sum_slice<float>(const float* pairs, const std::int32_t* column, const float* weight, std::size_t length,
                             float* sums) {
    const __m256i twice = _mm256_set_epi32(3, 3, 2, 2, 1, 1, 0, 0);
    const auto* pair = reinterpret_cast<const double*>(pairs);
    __m256 total = _mm256_setzero_ps();
    for (std::size_t k = 0; k < length; ++k, column += 4, weight += 4) {
        const __m128d low = _mm_loadh_pd(_mm_load_sd(pair + column[0]), pair + column[1]);
        const __m128d high = _mm_loadh_pd(_mm_load_sd(pair + column[2]), pair + column[3]);
        const __m256 values = _mm256_castpd_ps(_mm256_insertf128_pd(_mm256_castpd128_pd256(low), high, 1));
        const __m256 weights = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(weight)), twice);
        total = _mm256_fmadd_ps(weights, values, total);
    }
    _mm256_storeu_ps(sums, total);
}

template <>
inline void sum_slice<double>(const double* pairs, const std::int32_t* column, const double* weight, std::size_t length,
                              double* sums) {
    const auto load_two = [pairs](std::int32_t a, std::int32_t b) {
        return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(pairs + 2 * static_cast<std::size_t>(a))),
                                    _mm_loadu_pd(pairs + 2 * static_cast<std::size_t>(b)), 1);
    };
    __m256d low = _mm256_setzero_pd(), high = _mm256_setzero_pd();
    for (std::size_t k = 0; k < length; ++k, column += 4, weight += 4) {
        const __m256d weights = _mm256_loadu_pd(weight);
        low = _mm256_fmadd_pd(_mm256_permute4x64_pd(weights, 0x50), load_two(column[0], column[1]), low);
        high = _mm256_fmadd_pd(_mm256_permute4x64_pd(weights, 0xFA), load_two(column[2], column[3]), high);
    }
    _mm256_storeu_pd(sums, low);
    _mm256_storeu_pd(sums + 4, high);
}
#endif

template <class T>
template <class Sink>
void SlicedMatrix<T>::multiply_pairs(const T* pairs, std::size_t first, std::size_t last, Sink&& sink) const {
    for (std::size_t slice = first; slice < last; ++slice) {
        const std::size_t begin = slice_start_[slice];
        const std::size_t length = (slice_start_[slice + 1] - begin) / rows_per_slice;
        T sums[2 * rows_per_slice];
        sum_slice(pairs, column_.data() + begin, weight_.data() + begin, length, sums);
        for (std::size_t r = 0; r < rows_per_slice; ++r) {
            const std::int32_t row = row_[slice * rows_per_slice + r];
            if (row >= 0) sink(static_cast<std::size_t>(row), sums[2 * r], sums[2 * r + 1]);
        }
    }
}

}  // namespace prct
