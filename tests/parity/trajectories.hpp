// One trajectory of a platform, and how far two of them are apart.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "prct/engine/platform.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::testing {

inline TrajectoryOutcome run(const std::string& platform, const TrajectoryPlan& plan) {
    return make_platform(platform)->run(std::span(&plan, 1), 1).front();
}

inline double farthest(const std::vector<double>& a, const std::vector<double>& b) {
    double most = a.size() == b.size() ? 0.0 : 1e9;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

}  // namespace prct::testing
