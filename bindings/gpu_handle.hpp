// The GPU of a platform as Python holds it.
#pragma once

#include "platform/cuda_platform.hpp"
#include "platform_handle.hpp"
#include "prct/error.hpp"

namespace prct::python {

/// Throws InputError for a platform without one.
inline cuda::Device& gpu_of(const PlatformHandle& platform) {
    const auto* gpu = dynamic_cast<const cuda::CudaPlatform*>(platform.platform.get());
    if (!gpu)
        throw InputError("the platform " + platform.name + " has no blocks of threads; use cuda or cuda-emulation");
    return gpu->device();
}

}  // namespace prct::python
