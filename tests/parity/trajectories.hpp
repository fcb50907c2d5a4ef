// Trajectories of a platform or of an emulated GPU, and how far two of them are apart.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/emulated_driver.hpp"
#include "platform/trajectory_batch.hpp"
#include "prct/engine/platform.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::testing {

inline TrajectoryOutcome run(const std::string& platform, const TrajectoryPlan& plan) {
    const TrajectoryPlan* const one = &plan;
    return make_platform(platform)->run({&one, 1}, 1).front();
}

inline std::vector<const TrajectoryPlan*> pointers(const std::vector<TrajectoryPlan>& plans) {
    std::vector<const TrajectoryPlan*> all;
    for (const TrajectoryPlan& plan : plans) all.push_back(&plan);
    return all;
}

/// In launches of their own device.
inline std::vector<TrajectoryOutcome> emulate(const emulation::EmulatedGpu& gpu,
                                              const std::vector<TrajectoryPlan>& plans, int threads = 1) {
    cuda::Device device(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
    return cuda::run_batch(device, pointers(plans), threads);
}

inline double farthest(const std::vector<double>& a, const std::vector<double>& b) {
    double most = a.size() == b.size() ? 0.0 : 1e9;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

}  // namespace prct::testing
