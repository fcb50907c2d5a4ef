// Eight doubles at a time; sums run in eight fixed partial sums, whatever width the processor has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace prct::scoring {

inline constexpr std::size_t lane_count = 8;
using Lanes = double __attribute__((vector_size(lane_count * sizeof(double))));
using LaneMask = std::int64_t __attribute__((vector_size(lane_count * sizeof(std::int64_t))));

inline void load(Lanes& out, const double* from) { std::memcpy(&out, from, sizeof(Lanes)); }
inline void store(double* to, const Lanes& v) { std::memcpy(to, &v, sizeof(Lanes)); }
inline double total(const Lanes& v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }
inline std::size_t padded(std::size_t n) { return (n + lane_count - 1) / lane_count * lane_count; }

}  // namespace prct::scoring
