// Energies and forces of one configuration.
#pragma once

#include "kernels/block_forces.h"

namespace prct::device {

struct EvaluationTask {
    const SystemView* system;
    const float *positions, *alpha;  ///< [9 residues]; alpha may be null
    ScaleView scales;
    ListView lists;
    float* gradient;
    unsigned long long* energy;
    std::int32_t* list_need;
};

/// Every thread of the block calls it.
PRCT_DEVICE void run_evaluation(const EvaluationTask& task) {
    const Block block = enter_block(*task.system, task.lists);
    const int rank = block.team.rank();
    block.each_coordinate([&](int k) { block.coordinate(k) = task.positions[k]; });
    block.team.sync();
    compute<true>(task.scales, {task.alpha}, true);
    for (int i = rank; i < block.system.residues; i += block.team.size())
        write_gradient(block.system, block.work, i, task.gradient);
    if (rank < kTerms) task.energy[rank] = block.work.energy[rank];
    if (rank < kLists) task.list_need[rank] = block.work.need[rank];
}

}  // namespace prct::device
