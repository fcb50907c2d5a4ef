// The workspaces of one launch, laid one after another in one block and freed at once.
#pragma once

#include <cstddef>

#include "memory/memory_resource.hpp"

namespace prct::cuda {

/// One upstream block for one stream. Deallocation does nothing: `release` or the destructor frees all. Not
/// thread-safe: one thread prepares a launch.
class ArenaResource final : public MemoryResource {
   public:
    /// `upstream` outlives this. Throws OutOfMemory.
    ArenaResource(MemoryResource& upstream, std::size_t capacity_bytes, StreamView stream);
    ~ArenaResource() override;

    /// Free every block. What is allocated next may lie where they lay, and is used after them in the stream's order.
    void release() { used_bytes_ = 0; }

    std::size_t capacity_bytes() const { return capacity_bytes_; }
    std::size_t used_bytes() const { return used_bytes_; }

    /// The most that was in use before any release: the capacity that would have sufficed.
    std::size_t high_water_bytes() const { return high_water_bytes_; }

   private:
    /// Throws OutOfMemory beyond the capacity, InputError for a stream that is not the arena's.
    DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) override;
    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override;

    MemoryResource& upstream_;
    std::size_t capacity_bytes_;
    StreamView stream_;
    DevicePointer base_;
    std::size_t used_bytes_ = 0, high_water_bytes_ = 0;
};

}  // namespace prct::cuda
