// The platforms that are held against the reference.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/emulated_driver.hpp"
#include "platform/cuda_platform.hpp"
#include "prct/engine/platform.hpp"

namespace prct::testing {

/// Shared memory of a block that no system fits, so that every one takes the way of large systems.
constexpr std::size_t kNoSystemFits_bytes = 896;

inline std::unique_ptr<Platform> large_emulation(int) {
    emulation::EmulatedGpu gpu;
    gpu.block_memory_bytes = kNoSystemFits_bytes;
    static const auto device = std::make_shared<cuda::Device>(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
    return std::make_unique<cuda::CudaPlatform>("cuda-emulation-large", device);
}

/// "cuda" is left out at run time where there is no GPU.
inline std::vector<std::string> fast_platforms() {
    cuda::register_platforms();
    register_platform("cuda-emulation-large", large_emulation);
    return {"cpu", "cpu-f64", "cuda-emulation", "cuda-emulation-large", "cuda"};
}

/// Those that have a GPU, real or emulated.
inline std::vector<std::string> gpu_platforms() {
    cuda::register_platforms();
    return {"cuda-emulation", "cuda"};
}

/// A platform's name as a test's may be.
inline std::string underscored(std::string platform) {
    std::replace(platform.begin(), platform.end(), '-', '_');
    return platform;
}
inline std::string platform_label(const ::testing::TestParamInfo<std::string>& info) { return underscored(info.param); }

/// Why a platform cannot be used here; empty where it can.
inline std::string why_not(const std::string& platform) {
    try {
        make_platform(platform);
    } catch (const GpuError& problem) {
        return problem.what();
    }
    return {};
}

}  // namespace prct::testing

#define PRCT_SKIP_WITHOUT(platform)                                                 \
    if (const std::string why = ::prct::testing::why_not(platform); !why.empty()) { \
        GTEST_SKIP() << "needs a CUDA device: " << why;                             \
    }
