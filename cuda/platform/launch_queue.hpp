// Calls of many threads for trajectories on one device, joined where the device has enough to do.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "prct/engine/platform.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// Launches that a device takes side by side: beyond its queues, CUDA_DEVICE_MAX_CONNECTIONS, they wait for each other.
constexpr int kMostLaunches = 24;

/// A call is run at once while few are running; then it waits and is run together with those that wait as well. What a
/// trajectory comes to does not depend on its company. No longer than there are threads that call.
class LaunchQueue {
   public:
    using Launch = std::function<std::vector<TrajectoryOutcome>(TrajectoryPlans plans, int threads)>;

    explicit LaunchQueue(int most_launches = kMostLaunches) : most_launches_(most_launches) {}

    /// Plans of one `shape` of block are joined: those of another would be launched after them, and waited for. An
    /// error of one call is that call's alone.
    std::vector<TrajectoryOutcome> run(TrajectoryPlans plans, unsigned shape, int threads, const Launch& launch);

    /// Calls that wait now.
    std::size_t waiting() const;

   private:
    struct Call {
        TrajectoryPlans plans;
        unsigned shape;
        int threads;
        std::vector<TrajectoryOutcome> outcomes;
        std::exception_ptr error;
        bool ended = false;
    };

    std::vector<Call*> take(unsigned shape);
    static void run_together(const std::vector<Call*>& calls, const Launch& launch) noexcept;
    static bool run_joined(const std::vector<Call*>& calls, const Launch& launch) noexcept;

    int most_launches_, running_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Call*> waiting_;
};

}  // namespace prct::cuda
