// A pool of device memory: slabs of an upstream, cut into the blocks that streams ask for and free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "memory/free_blocks.hpp"
#include "memory/memory_resource.hpp"
#include "memory/stream_fences.hpp"

namespace prct::cuda {

struct PoolOptions {
    /// The first slab, taken from upstream when the first block is asked for. Smaller slabs lose more at their ends.
    std::size_t initial_bytes = std::size_t{128} << 20;
    /// Never more than this is reserved.
    std::size_t maximum_bytes = std::numeric_limits<std::size_t>::max();
    /// Every later slab, as a part of what is reserved: small ones lose more at their ends, large ones stand empty.
    double growth = 1.0 / 32.0;
    /// Where the only blocks that fit were freed on other streams that have not come so far, false makes the stream
    /// wait for them, and true reserves more as long as it can, so that launches on several streams overlap.
    bool grow_before_waiting = false;
};

struct PoolFigures {
    std::size_t in_use_bytes = 0, peak_in_use_bytes = 0;
    std::size_t reserved_bytes = 0, peak_reserved_bytes = 0;
    std::size_t free_bytes = 0, largest_free_bytes = 0;
    std::size_t slabs = 0;
    /// How often a stream was made to wait for another.
    std::uint64_t waits = 0;

    /// How scattered the free bytes are now: 1 - largest / all; 0 when nothing is free. High values are no loss in
    /// themselves: two equal holes, both about to be filled, give 1/2.
    double fragmentation() const;

    /// The share of the device that the pool cost beyond what was ever used together: 1 - peak in use / peak reserved.
    /// It decides how many trajectories fit on a card, and is the figure that pool_trace_test holds below 5 %.
    double waste() const;
};

/// Best fit with merging. A block that a stream freed serves the same stream at once, and another when the event of
/// the free is done or after a wait for it. Slabs stay until `trim`, or until they must make room for a larger one.
/// Thread-safe. When the pool is destroyed, blocks that are out die with it and no work may use them any more.
class PoolResource final : public MemoryResource {
   public:
    /// `upstream` and `order` outlive the pool. Throws InputError for a growth outside 0 to 1.
    PoolResource(MemoryResource& upstream, StreamOrder& order, const PoolOptions& options = {});
    ~PoolResource() override;

    /// Give the slabs in which nothing is in use back to upstream, in the order of `stream`, which waits for their last
    /// users. Returns their bytes.
    std::size_t trim(StreamView stream);

    PoolFigures figures() const;

   private:
    DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) override;
    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override;

    std::optional<DevicePointer> find_clear(std::size_t size_bytes, StreamView stream) const;
    std::optional<DevicePointer> find_any(std::size_t size_bytes) const;
    std::optional<DevicePointer> find_or_grow(std::size_t size_bytes, StreamView stream);
    bool try_slab(std::size_t size_bytes, StreamView stream);
    std::size_t slab_bytes(std::size_t size_bytes) const;
    std::size_t return_empty_slabs(StreamView stream);
    [[noreturn]] void refuse(std::size_t size_bytes) const;

    MemoryResource& upstream_;
    PoolOptions options_;
    mutable std::mutex mutex_;
    StreamFences fences_;
    FreeBlocks free_;
    std::unordered_map<DevicePointer, std::size_t> in_use_;
    std::size_t reserved_bytes_ = 0, peak_reserved_bytes_ = 0, peak_in_use_bytes_ = 0;
    // What upstream said when it last refused a slab; empty where maximum_bytes did.
    std::string refusal_;
};

}  // namespace prct::cuda
