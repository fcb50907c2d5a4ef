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

/// The threads of some blocks of a launch: [first, end).
class PartTeam {
   public:
    PRCT_DEVICE PartTeam(int first, int end) : first_(first), end_(end) {}

    PRCT_DEVICE int rank() const {
        return (static_cast<int>(blockIdx.x) - first_) * static_cast<int>(blockDim.x) + static_cast<int>(threadIdx.x);
    }
    PRCT_DEVICE int size() const { return (end_ - first_) * static_cast<int>(blockDim.x); }

   private:
    int first_, end_;
};

/// The 32 threads of a warp, which meet in every call.
class WarpTeam {
   public:
    PRCT_DEVICE int rank() const { return static_cast<int>(threadIdx.x) % kWarp; }
    PRCT_DEVICE int size() const { return kWarp; }
    /// Which warp of its block this is.
    PRCT_DEVICE int number() const { return static_cast<int>(threadIdx.x) / kWarp; }
    PRCT_DEVICE void sync() const { __syncwarp(); }
    /// Bit k: what thread k says.
    PRCT_DEVICE unsigned vote(bool mine) const { return __ballot_sync(kAll, mine); }
    /// Threads before this one of those that are in `votes`.
    PRCT_DEVICE int before(unsigned votes) const { return __popc(votes & ((1u << rank()) - 1u)); }
    PRCT_DEVICE int sum(int mine) const { return __reduce_add_sync(kAll, mine); }
    PRCT_DEVICE int largest(int mine) const { return __reduce_max_sync(kAll, mine); }
    /// Wraps, as atomic additions do.
    PRCT_DEVICE long long sum(long long mine) const {
        auto sum = static_cast<unsigned long long>(mine);
        for (int away = kWarp / 2; away > 0; away /= 2) sum += __shfl_xor_sync(kAll, sum, away);
        return static_cast<long long>(sum);
    }
    PRCT_DEVICE double sum(double mine) const {
        for (int away = kWarp / 2; away > 0; away /= 2) mine += __shfl_xor_sync(kAll, mine, away);
        return mine;
    }
    /// Sum over this thread and those before it.
    PRCT_DEVICE int sum_up_to(int mine) const {
        for (int away = 1; away < kWarp; away *= 2) {
            const int before = __shfl_up_sync(kAll, mine, away);
            if (rank() >= away) mine += before;
        }
        return mine;
    }
    /// What the thread `which` brings.
    PRCT_DEVICE double of(double mine, int which) const { return __shfl_sync(kAll, mine, which); }
    /// What the first thread brings.
    PRCT_DEVICE int first(int mine) const { return __shfl_sync(kAll, mine, 0); }

   private:
    static constexpr unsigned kAll = 0xffffffffu;
};

}  // namespace prct::device
