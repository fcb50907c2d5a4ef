// Threads that share a piece of work: those of one block, which can meet, or all of a launch, which cannot.
#pragma once

#include "kernels/device.h"

namespace prct::device {

constexpr int kWarp = 32;
/// Warps of the largest block; reductions keep one number a warp.
constexpr int kMostWarps = 32;

/// The threads of a block. Reductions give every thread the same bits, from a fixed order of additions.
class BlockTeam {
   public:
    /// `scratch` [kMostWarps] is in shared memory.
    PRCT_DEVICE explicit BlockTeam(double* scratch) : scratch_(scratch) {}

    PRCT_DEVICE int rank() const { return static_cast<int>(threadIdx.x); }
    PRCT_DEVICE int size() const { return static_cast<int>(blockDim.x); }
    PRCT_DEVICE void sync() const { __syncthreads(); }
    /// Whether it holds for any thread; a barrier.
    PRCT_DEVICE bool any(bool mine) const { return __syncthreads_or(mine) != 0; }

    PRCT_DEVICE double sum(double mine) const {
        return reduce(mine, [](double a, double b) { return a + b; });
    }
    PRCT_DEVICE double largest(double mine) const {
        return reduce(mine, [](double a, double b) { return a < b || b != b ? b : a; });
    }

   private:
    template <class Join>
    PRCT_DEVICE double reduce(double mine, Join&& join) const {
        for (int away = kWarp / 2; away > 0; away /= 2) mine = join(mine, __shfl_xor_sync(0xffffffffu, mine, away));
        if (rank() % kWarp == 0) scratch_[rank() / kWarp] = mine;
        __syncthreads();
        double all = scratch_[0];
        for (int warp = 1; warp < (size() + kWarp - 1) / kWarp; ++warp) all = join(all, scratch_[warp]);
        __syncthreads();
        return all;
    }

    double* scratch_;
};

/// All threads of a launch.
class GridTeam {
   public:
    PRCT_DEVICE int rank() const { return static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); }
    PRCT_DEVICE int size() const { return static_cast<int>(gridDim.x * blockDim.x); }
};

}  // namespace prct::device
