// Parameters that may change between two steps of a running simulation, and their way there from another thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace prct {

/// What Eq. 25 may be told while it runs.
struct LiveParameters {
    std::int64_t total_steps = 5000;  ///< of a whole schedule at this pace: a step is 1/total_steps of it
    double step_ps = 0.0103;
    double friction_per_ps = 4.4;
    bool operator==(const LiveParameters&) const = default;
};

/// Throws InputError for what no simulation can run with.
void check(const LiveParameters& parameters);

/// The parameters at present, in two buffers: a simulation reads one while the next are written into the other. Any
/// number of threads may read and publish.
class ParameterBlock {
   public:
    struct Versioned {
        std::uint64_t version;  ///< counts from 1
        LiveParameters parameters;
    };

    /// Throws InputError as `check`.
    explicit ParameterBlock(const LiveParameters& first);
    /// From now on these hold; the version that they have. Throws InputError as `check`, and nothing changes.
    std::uint64_t publish(const LiveParameters& next);
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    Versioned read() const;

   private:
    struct Buffer {
        std::atomic<std::int64_t> total_steps;
        std::atomic<double> step_ps, friction_per_ps;
    };
    void write(Buffer& buffer, const LiveParameters& parameters);
    Buffer buffers_[2];
    std::atomic<std::uint64_t> version_ = 1;
    std::mutex writing_;
};

}  // namespace prct
