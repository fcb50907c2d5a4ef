// Compiled kernels by the stem of their source: those built into this library, or set at run time.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace prct::cuda {

/// The image that `load` takes. Empty where this build has none; the emulation needs none.
std::span<const std::byte> kernel_image(const std::string& stem);

/// Takes this image in place of the built-in one (compiled at run time for a driver that cannot load that). Images that
/// were in use stay in memory, as drivers may read them late.
void set_kernel_image(const std::string& stem, std::vector<std::byte> image);

/// Stems of all kernels.
std::vector<std::string> kernel_stems();

}  // namespace prct::cuda
