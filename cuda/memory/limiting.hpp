// A bound on the device memory that is out at once.
#pragma once

#include <atomic>
#include <cstddef>

#include "memory/memory_resource.hpp"

namespace prct::cuda {

/// Passes on to upstream what keeps the sum of the blocks that are out within the limit, and refuses the rest with
/// OutOfMemory. Thread-safe if upstream is.
class LimitingResource final : public MemoryResource {
   public:
    /// `upstream` outlives this.
    LimitingResource(MemoryResource& upstream, std::size_t limit_bytes)
        : upstream_(upstream), limit_bytes_(limit_bytes) {}

    std::size_t limit_bytes() const { return limit_bytes_; }
    std::size_t in_use_bytes() const { return in_use_bytes_.load(); }

   private:
    DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) override;
    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override;

    MemoryResource& upstream_;
    std::size_t limit_bytes_;
    std::atomic<std::size_t> in_use_bytes_{0};
};

}  // namespace prct::cuda
