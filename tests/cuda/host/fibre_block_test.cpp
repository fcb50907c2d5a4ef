#include "host/fibre_block.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/cuda_builtins.hpp"
#include "prct/error.hpp"

namespace {

using prct::emulation::Launch;
using prct::emulation::run;

TEST(FibreBlock, EveryThreadOfEveryBlockRunsOnce) {
    std::vector<int> seen(6 * 40);
    run({6, 40, 0, 0}, [&] { ++seen[blockIdx.x * blockDim.x + threadIdx.x]; });
    EXPECT_EQ(seen, std::vector<int>(6 * 40, 1));
}

TEST(FibreBlock, BarriersHoldWhateverTheOrder) {
    for (const std::uint64_t order : {0u, 1u, 2u}) {
        std::vector<int> sums;
        run({1, 33, 33 * sizeof(int), order}, [&] {
            auto* const shared = reinterpret_cast<int*>(prct::emulation::shared_memory());
            shared[threadIdx.x] = static_cast<int>(threadIdx.x);
            __syncthreads();
            int sum = 0;
            for (int k = 0; k < 33; ++k) sum += shared[k];
            __syncthreads();
            sums.push_back(sum);
        });
        EXPECT_EQ(sums, std::vector<int>(33, 33 * 32 / 2));
    }
}

TEST(FibreBlock, VotesAndShuffles) {
    int voted = 0;
    double sum = 0;
    run({1, 64, 0, 3}, [&] {
        voted += __syncthreads_or(threadIdx.x == 7);
        voted += __syncthreads_or(0);
        sum += __shfl_xor_sync(0xffffffffu, static_cast<double>(threadIdx.x), 1) * (threadIdx.x % 2 ? 1 : -1);
    });
    EXPECT_EQ(voted, 64);
    EXPECT_EQ(sum, -32);
}

TEST(FibreBlock, StacksAreAlignedAsTheCallerOfAFunctionMustLeaveThem) {
    run({1, 3, 0, 0}, [] {
        alignas(16) volatile unsigned char local[16] = {};
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(local) % 16, 0u);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) % 16, 0u);
    });
}

TEST(FibreBlock, WhatAKernelThrowsComesThrough) {
    for (int again = 0; again < 2; ++again) {
        try {
            run({2, 32, 0, 0}, [] {
                if (threadIdx.x == 3) throw std::runtime_error("thread 3");
                __syncthreads();
            });
            FAIL();
        } catch (const std::runtime_error& problem) {
            EXPECT_STREQ(problem.what(), "thread 3");
        }
    }
}

TEST(FibreBlock, ThreadsThatNeverMeetAreSaidToHang) {
    try {
        run({1, 32, 0, 0}, [] {
            if (threadIdx.x != 5) __syncthreads();
        });
        FAIL();
    } catch (const prct::Error& problem) {
        EXPECT_NE(std::string(problem.what()).find("hangs"), std::string::npos) << problem.what();
    }
}

}  // namespace
