// Many trajectories of many systems, a block of the GPU each; large systems one after another by the whole of it.
#pragma once

#include <span>
#include <vector>

#include "memory/memory_need.hpp"
#include "platform/device.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// What the plans need on the device, by part, if all of them run in one launch.
MemoryNeed batch_need(std::span<const TrajectoryPlan> plans);

/// Runs the plans in as few launches as memory allows, largest systems first; outcomes in the order of the plans. A
/// trajectory whose lists run short is run again with longer ones. Throws InputError for plans that are no whole
/// trajectories, OutOfMemory where not even one fits, and GpuFault, with the trajectories that
/// were running named, where a kernel fails.
std::vector<TrajectoryOutcome> run_batch(Device& device, std::span<const TrajectoryPlan> plans);

}  // namespace prct::cuda
