#include "memory/memory_misuse.hpp"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace prct::cuda {

void end_on_misuse(const char* resource, std::uint64_t block, std::size_t size_bytes, const char* reason) noexcept {
    std::fprintf(stderr,
                 "%s was given back block 0x%" PRIx64
                 " of %zu bytes, but %s; give each block back once, to the resource it came from, with its size\n",
                 resource, block, size_bytes, reason);
    std::abort();
}

}  // namespace prct::cuda
