// First folds of many traces side by side, each stage of all in as few launches as may be (Eqs. 22, 23).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/device.hpp"
#include "prct/resonance/ca_fold.hpp"

namespace prct::cuda {

/// What became of a fold.
struct TraceFoldOutcome {
    std::string failure;  ///< why it has not finished, empty where it has
    bool lost = false;    ///< a kernel faulted before it finished
};

/// Brings the folds to their end; outcomes in their order. Folds that begin alike share their embedding. Refinements
/// run on the device, those that are too long for it, or leave what its sums hold, on the CPU. Throws OutOfMemory where
/// not even one trace fits.
std::vector<TraceFoldOutcome> fold_traces(Device& device, std::span<CaFolding* const> folds);

}  // namespace prct::cuda
