// Persistent folding: a block a trajectory, from start to quench in one launch.
#include "kernels/trajectory.h"

using namespace prct::device;

/// Small chains: several blocks share a multiprocessor, four of them where registers are held to 96.
PRCT_KERNEL(160, 4) fold_trajectories_160(const TrajectoryTask* tasks) {
    const TrajectoryTask& task = tasks[blockIdx.x];
    run_trajectory({enter_block(*task.system, task.lists), task});
}

PRCT_KERNEL(256, 2) fold_trajectories_256(const TrajectoryTask* tasks) {
    const TrajectoryTask& task = tasks[blockIdx.x];
    run_trajectory({enter_block(*task.system, task.lists), task});
}

/// Chains that need most of the shared memory.
PRCT_KERNEL(512, 1) fold_trajectories_512(const TrajectoryTask* tasks) {
    const TrajectoryTask& task = tasks[blockIdx.x];
    run_trajectory({enter_block(*task.system, task.lists), task});
}
