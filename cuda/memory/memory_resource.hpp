// A source of device memory in the order of a stream; resources stand on one another, the driver's at the bottom.
#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/stream_view.hpp"

namespace prct::cuda {

/// An address on the device; 0 is none.
using DevicePointer = std::uint64_t;

class MemoryResource {
   public:
    MemoryResource() = default;
    MemoryResource(const MemoryResource&) = delete;
    MemoryResource& operator=(const MemoryResource&) = delete;
    virtual ~MemoryResource() = default;

    /// At least `size_bytes`, aligned to 256 B, for work that is queued on `stream` from now on; 0 where `size_bytes`
    /// is 0. Throws OutOfMemory.
    DevicePointer allocate(std::size_t size_bytes, StreamView stream);

    /// Give back what `allocate` returned for `size_bytes`. Work queued on `stream` so far may still use it, and work
    /// on another stream only if `stream` has been made to wait for it. A block that is not out ends the program.
    void deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept;

   private:
    /// `size_bytes` is a positive multiple of 256.
    virtual DevicePointer do_allocate(std::size_t size_bytes, StreamView stream) = 0;
    virtual void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept = 0;
};

}  // namespace prct::cuda
