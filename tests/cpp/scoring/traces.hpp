// Small chains for the tests of scores.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct::testing {

using Trace = std::vector<Vec3<double>>;

/// A chain of 3.8 Å steps that wanders in a ball, the same for a seed.
inline Trace wandering_trace(std::size_t length, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal;
    Trace trace(length);
    for (std::size_t k = 1; k < length; ++k) {
        Vec3<double> step = Vec3<double>{normal(engine), normal(engine), normal(engine)} - 0.05 * trace[k - 1];
        trace[k] = trace[k - 1] + (3.8 / norm(step)) * step;
    }
    return trace;
}

/// Quarter turn about z, then a shift.
inline Trace turned(const Trace& trace) {
    Trace out;
    for (const auto& p : trace) out.push_back({5.0 - p.y, p.x - 40.0, p.z + 12.0});
    return out;
}

inline Trace mirrored(const Trace& trace) {
    Trace out;
    for (const auto& p : trace) out.push_back({p.x, p.y, -p.z});
    return out;
}

inline Trace shaken(const Trace& trace, double sd_a, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal(0.0, sd_a);
    Trace out;
    for (const auto& p : trace) out.push_back(p + Vec3<double>{normal(engine), normal(engine), normal(engine)});
    return out;
}

}  // namespace prct::testing
