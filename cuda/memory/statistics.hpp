// Counts of what passes through to upstream, and the list of what has not come back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "memory/memory_resource.hpp"

namespace prct::cuda {

struct MemoryStatistics {
    std::size_t current_bytes = 0, peak_bytes = 0;
    std::uint64_t total_bytes = 0;
    std::size_t current_count = 0, peak_count = 0;
    std::uint64_t total_count = 0;
};

/// Sizes are those passed on, rounded up to 256 B. Thread-safe if upstream is.
class StatisticsResource final : public MemoryResource {
   public:
    /// `upstream` outlives this.
    explicit StatisticsResource(MemoryResource& upstream) : upstream_(upstream) {}

    MemoryStatistics statistics() const;

    /// The blocks that are out, by the ordinal of their allocation (the first is 1), the oldest 20 one a line; empty
    /// when there are none. The ordinal is the same in every run of the same work on one thread.
    std::string leak_report() const;

    /// Throws Error with the report when a block is out.
    void check_no_leaks() const;

   private:
    struct LiveBlock {
        std::size_t size_bytes;
        std::uint64_t ordinal;
    };

    DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) override;
    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override;

    MemoryResource& upstream_;
    mutable std::mutex mutex_;
    std::map<DevicePointer, LiveBlock> live_;
    MemoryStatistics statistics_;
};

}  // namespace prct::cuda
