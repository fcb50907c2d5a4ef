// Counter-based noise from integers, so that every platform draws the same.
#pragma once

#include "prct/hd.h"

namespace prct {

/// Sums of four uniform 16-bit integers: nearly normal.
class IntegerNoise {
   public:
    /// Of one sum: a uniform integer of 0..65535 has (65536² - 1)/12.
    static constexpr double kVariance = 4.0 * (65536.0 * 65536.0 - 1.0) / 12.0;

    PRCT_HD explicit IntegerNoise(std::uint64_t seed) : key_(mix(seed + 0x9E3779B97F4A7C15ull)) {}

    /// Mean 0, within ±131070: exact in any type of number.
    PRCT_HD std::int32_t operator()(std::uint64_t step, std::uint64_t index) const {
        const std::uint64_t bits = mix(key_ ^ mix(step * 0xD1B54A32D192ED03ull + index));
        std::int32_t sum = 0;
        for (int shift = 0; shift < 64; shift += 16) sum += static_cast<std::int32_t>((bits >> shift) & 0xFFFF);
        return sum - 2 * 65535;
    }

   private:
    PRCT_HD static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    std::uint64_t key_;
};

}  // namespace prct
