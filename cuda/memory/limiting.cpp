#include "memory/limiting.hpp"

#include "memory/byte_size.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

DevicePointer LimitingResource::do_allocate(std::size_t size_bytes, StreamView stream) {
    std::size_t in_use = in_use_bytes_.load();
    do {
        if (in_use > limit_bytes_ || size_bytes > limit_bytes_ - in_use)
            throw OutOfMemory("asked for " + byte_text(size_bytes) + " of device memory with " + byte_text(in_use) +
                              " of the limit of " + byte_text(limit_bytes_) +
                              " in use; raise the limit, or run fewer trajectories at once");
    } while (!in_use_bytes_.compare_exchange_weak(in_use, in_use + size_bytes));
    try {
        return upstream_.allocate(size_bytes, stream);
    } catch (...) {
        in_use_bytes_ -= size_bytes;
        throw;
    }
}

void LimitingResource::do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept {
    upstream_.deallocate(block, size_bytes, stream);
    in_use_bytes_ -= size_bytes;
}

}  // namespace prct::cuda
