// The platforms that are held against the reference.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/cuda_platform.hpp"
#include "prct/engine/platform.hpp"

namespace prct::testing {

/// "cuda" is left out at run time where there is no GPU.
inline std::vector<std::string> fast_platforms() {
    cuda::register_platforms();
    return {"cpu", "cpu-f64", "cuda-emulation", "cuda"};
}

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
