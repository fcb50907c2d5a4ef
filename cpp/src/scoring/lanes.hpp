// Eight doubles at a time; sums run in eight fixed partial sums, whatever width the processor has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace prct::scoring {

inline constexpr std::size_t lane_count = 8;
using Lanes = double __attribute__((vector_size(lane_count * sizeof(double))));
using FloatLanes = float __attribute__((vector_size(lane_count * sizeof(float))));
using LaneMask = std::int64_t __attribute__((vector_size(lane_count * sizeof(std::int64_t))));

/// Lanes anywhere in an array of doubles. Copies would pass through the stack, in halves where copies are held to 32
/// bytes (cmake/arch_flags.cmake), and reading halves as a whole stalls.
using LooseLanes = Lanes __attribute__((aligned(alignof(double)), may_alias));
using LooseMask = LaneMask __attribute__((aligned(alignof(std::int64_t)), may_alias));

inline void load(Lanes& out, const double* from) { out = *reinterpret_cast<const LooseLanes*>(from); }
inline void load(LaneMask& out, const std::int64_t* from) { out = *reinterpret_cast<const LooseMask*>(from); }
inline void store(double* to, const Lanes& v) { *reinterpret_cast<LooseLanes*>(to) = v; }
inline void store(std::int64_t* to, const LaneMask& v) { *reinterpret_cast<LooseMask*>(to) = v; }
inline double total(const Lanes& v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }
inline std::size_t padded(std::size_t n) { return (n + lane_count - 1) / lane_count * lane_count; }

}  // namespace prct::scoring
