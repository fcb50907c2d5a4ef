// A launch on the host: the threads of a block are fibres of one thread of the system, which run in turn from barrier
// to barrier. The order within a turn is drawn from a seed, so that a missing barrier shows as results that change with
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace prct::emulation {

struct Launch {
    unsigned blocks = 1, threads = 1;
    std::size_t shared_bytes = 0;
    std::uint64_t order_seed = 0;  ///< 0: threads run by rank
};

/// Runs kernel() once a thread. Throws Error where threads of a block wait at barriers that never meet, or one ends
/// while others wait; what a kernel throws comes through.
void run(const Launch& launch, const std::function<void()>& kernel);

}  // namespace prct::emulation
