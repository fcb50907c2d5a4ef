// Philox 4×32-10 (Salmon et al., SC'11): random integers from a counter and a key, the same on every platform (Eq. 25).
#pragma once

#include "prct/hd.h"

namespace prct {

struct Philox4 {
    std::uint32_t v[4];
};

PRCT_HD Philox4 philox(std::uint64_t key, std::uint64_t counter_low, std::uint64_t counter_high) {
    std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
    std::uint32_t c0 = static_cast<std::uint32_t>(counter_low), c1 = static_cast<std::uint32_t>(counter_low >> 32);
    std::uint32_t c2 = static_cast<std::uint32_t>(counter_high), c3 = static_cast<std::uint32_t>(counter_high >> 32);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
        const std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
        const std::uint32_t n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
        c1 = static_cast<std::uint32_t>(p1);
        c3 = static_cast<std::uint32_t>(p0);
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return {{c0, c1, c2, c3}};
}

/// A number in (0, 1) from 32 random bits; in single precision 1 is among them.
template <class T = double>
PRCT_HD T uniform_open(std::uint32_t bits) {
    return (static_cast<T>(bits) + T(0.5)) * T(1.0 / 4294967296.0);
}

/// Two independent standard normal numbers by Box-Muller.
template <class T>
PRCT_HD void normal_pair(std::uint32_t a, std::uint32_t b, T& first, T& second) {
    const T radius = std::sqrt(T(-2) * std::log(uniform_open<T>(a)));
    const T angle = T(6.283185307179586) * uniform_open<T>(b);
    first = radius * std::cos(angle);
    second = radius * std::sin(angle);
}

}  // namespace prct
