// The end of a program that gives back memory it does not hold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace prct::cuda {

/// Print which block `resource` was given back and why it cannot be, and abort: a second user of the block may hold it
/// by now, so that every later result would be in doubt, and deallocation may not throw.
[[noreturn]] void end_on_misuse(const char* resource, std::uint64_t block, std::size_t size_bytes,
                                const char* reason) noexcept;

}  // namespace prct::cuda
