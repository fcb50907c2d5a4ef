// Sizes of device memory: the alignment of every block, and sizes as people read them.
#pragma once

#include <cstddef>
#include <string>

namespace prct::cuda {

/// Every block starts and ends on a multiple of this: what the CUDA driver promises of its own allocations.
constexpr std::size_t alignment_bytes = 256;

/// The least multiple of `multiple_bytes` that holds `size_bytes`; throws OutOfMemory where std::size_t cannot.
std::size_t round_up_bytes(std::size_t size_bytes, std::size_t multiple_bytes = alignment_bytes);

/// "512 B", "1.2 MiB", "30 MiB", "117 GiB".
std::string byte_text(std::size_t size_bytes);

}  // namespace prct::cuda
