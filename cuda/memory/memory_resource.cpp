#include "memory/memory_resource.hpp"

#include "memory/byte_size.hpp"

namespace prct::cuda {

DevicePointer MemoryResource::allocate(std::size_t size_bytes, StreamView stream) {
    return size_bytes == 0 ? 0 : do_allocate(round_up_bytes(size_bytes), stream);
}

void MemoryResource::deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept {
    if (size_bytes != 0) do_deallocate(block, round_up_bytes(size_bytes), stream);
}

}  // namespace prct::cuda
