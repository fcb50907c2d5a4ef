#include "memory/arena.hpp"

#include <algorithm>

#include "memory/byte_size.hpp"
#include "memory/memory_misuse.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

ArenaResource::ArenaResource(MemoryResource& upstream, std::size_t capacity_bytes, StreamView stream)
    : upstream_(upstream),
      capacity_bytes_(round_up_bytes(capacity_bytes)),
      stream_(stream),
      base_(upstream.allocate(capacity_bytes_, stream)) {}

ArenaResource::~ArenaResource() { upstream_.deallocate(base_, capacity_bytes_, stream_); }

DevicePointer ArenaResource::do_allocate(std::size_t size_bytes, StreamView stream) {
    if (!(stream == stream_))
        throw InputError("an arena of one stream was asked for memory by another; make an arena for each stream");
    if (size_bytes > capacity_bytes_ - used_bytes_)
        throw OutOfMemory("an arena was asked for " + byte_text(size_bytes) + " with " + byte_text(used_bytes_) +
                          " of its " + byte_text(capacity_bytes_) +
                          " in use; release it between launches, or give it the sum of the workspaces");
    const DevicePointer block = base_ + used_bytes_;
    used_bytes_ += size_bytes;
    high_water_bytes_ = std::max(high_water_bytes_, used_bytes_);
    return block;
}

void ArenaResource::do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView) noexcept {
    const DevicePointer offset = block - base_;  // a block below the base wraps to a huge one
    if (offset > capacity_bytes_ || size_bytes > capacity_bytes_ - offset)
        end_on_misuse("an arena", block, size_bytes, "the block lies outside it");
}

}  // namespace prct::cuda
