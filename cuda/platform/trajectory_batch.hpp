// Many trajectories of many systems, a block of the GPU each; large systems one after another by the whole of it.
#pragma once

#include <span>
#include <vector>

#include "memory/memory_need.hpp"
#include "platform/device.hpp"
#include "prct/engine/platform.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// What the plans need on the device, by part, if all of them run in one launch.
MemoryNeed batch_need(TrajectoryPlans plans);

/// What a trajectory takes of a multiprocessor.
struct FoldBlock {
    unsigned threads;
    std::size_t shared_bytes;
    int resident;  ///< that many blocks run on one multiprocessor at a time
};

FoldBlock fold_block(Device& device, int residues);

/// What plans must have in common to be launched together: threads of a block; 0 for systems that fill a device.
unsigned block_shape(const Device& device, TrajectoryPlans plans);

/// Runs the plans in as few launches as memory allows, largest systems first; outcomes in the order of the plans. A
/// trajectory whose lists run short is run again with longer ones. Where a kernel faults, what earlier launches brought
/// is kept and the others are marked as lost. `threads` share what the host packs and reads; results do not depend on
/// them. Throws InputError for plans that are no whole trajectories, and
/// OutOfMemory where not even one fits.
std::vector<TrajectoryOutcome> run_batch(Device& device, TrajectoryPlans plans, int threads = 1);

}  // namespace prct::cuda
