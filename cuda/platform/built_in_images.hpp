// The images that the build compiled in; cmake/cuda_kernels.cmake writes the source.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace prct::cuda {

struct BuiltInImage {
    std::string stem;
    std::span<const std::byte> bytes;  ///< empty where no CUDA compiler was found
};

std::vector<BuiltInImage> built_in_images();

}  // namespace prct::cuda
