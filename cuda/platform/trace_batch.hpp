// Refinements of many CA traces, a block of the GPU each (Eq. 23).
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "platform/device.hpp"
#include "prct/resonance/ca_refine.hpp"

namespace prct::cuda {

/// Where a refinement ended.
struct RefinedTrace {
    std::vector<Vec4> positions;
    std::vector<Vec4> gradient;  ///< at the weights of the step that would come next
    double energy = 0.0;         ///< kT_0, there
    /// The rest is void and refine_ca is to run it: too long for a block, or its motion left what the kernel's sums
    /// hold.
    bool for_cpu = false;
};

constexpr std::int32_t kAllSteps = std::numeric_limits<std::int32_t>::max();

/// The longest trace that a block refines.
int most_trace_residues(const DeviceProperties& properties);

/// Runs the plans in as few launches as memory allows, up to `steps` steps of each; results in the order of the plans.
/// Those of refine_ca but for single precision, and the same bytes for the same plan whatever runs beside it. Throws
/// InputError for plans that refine_ca would not take, OutOfMemory where not even one fits.
std::vector<RefinedTrace> refine_traces(Device& device, std::span<const CaRefinePlan> plans,
                                        std::int32_t steps = kAllSteps);

}  // namespace prct::cuda
