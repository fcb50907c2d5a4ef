// Persistent folding: a block a trajectory, from start to quench in one launch.
#include "kernels/trajectory.h"

using namespace prct::device;

/// Shared memory of a multiprocessor; each block takes so much more than it asks for.
#if !defined(__CUDA_ARCH__) || (__CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200)
constexpr unsigned long long kMultiprocessorBytes = 228 * 1024;
#elif __CUDA_ARCH__ == 800
constexpr unsigned long long kMultiprocessorBytes = 164 * 1024;
#else
constexpr unsigned long long kMultiprocessorBytes = 100 * 1024;
#endif
constexpr unsigned long long kReservedBytes = 1024;

/// Warps wait for latencies most of the time, so that as many blocks share a multiprocessor as its shared memory holds,
/// with a residue a thread; each has the registers that this leaves.
PRCT_HD constexpr int blocks_of(int threads) {
    const auto fit =
        kMultiprocessorBytes / (block_memory_bytes(threads, static_cast<unsigned>(threads)) + kReservedBytes);
    return fit < 1 ? 1 : static_cast<int>(fit);
}

PRCT_DEVICE void fold(const TrajectoryTask& task) { run_trajectory({enter_block(*task.system, task.lists), task}); }

PRCT_KERNEL(160, blocks_of(160)) fold_trajectories_160(const TrajectoryTask* tasks) { fold(tasks[blockIdx.x]); }
PRCT_KERNEL(256, blocks_of(256)) fold_trajectories_256(const TrajectoryTask* tasks) { fold(tasks[blockIdx.x]); }
PRCT_KERNEL(384, blocks_of(384)) fold_trajectories_384(const TrajectoryTask* tasks) { fold(tasks[blockIdx.x]); }
PRCT_KERNEL(512, blocks_of(512)) fold_trajectories_512(const TrajectoryTask* tasks) { fold(tasks[blockIdx.x]); }
