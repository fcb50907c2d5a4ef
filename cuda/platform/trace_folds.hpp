// First folds of many traces side by side, each stage of all in as few launches as may be (Eqs. 22, 23).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/device.hpp"
#include "prct/resonance/ca_fold.hpp"

namespace prct::cuda {

/// Brings the folds to their end; what each failed of, empty where it has not. Folds that begin alike share their
/// embedding. Refinements run on the device, those that are too long for it, or leave what its sums hold, on the CPU.
std::vector<std::string> fold_traces(Device& device, std::span<CaFolding* const> folds);

}  // namespace prct::cuda
