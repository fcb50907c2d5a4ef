#include "platform/trace_folds.hpp"

#include "platform/trace_batch.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

CaRefineResult result_of(const RefinedTrace& refined, const CaRefinePlan& plan) {
    if (refined.for_cpu) return refine_ca(plan.chain_starts, plan.start, plan.restraints, plan.options);
    CaRefineResult result;
    result.energy = refined.energy;
    for (const Vec4& p : refined.positions) result.positions_a.insert(result.positions_a.end(), {p.x, p.y, p.z});
    return result;
}

/// Runs what can begin now; returns whether there was anything.
bool run_stage(Device& device, std::span<CaFolding* const> folds, std::vector<TraceFoldOutcome>& outcomes) {
    std::vector<std::size_t> owner;
    std::vector<CaRefinePlan> plans;
    for (std::size_t k = 0; k < folds.size(); ++k) {
        if (!outcomes[k].failure.empty()) continue;
        if (k > 0) folds[k]->begin_like(*folds[k - 1]);
        for (CaRefinePlan& plan : folds[k]->ready()) {
            owner.push_back(k);
            plans.push_back(std::move(plan));
        }
    }
    if (plans.empty()) return false;
    const std::vector<RefinedTrace> ended = refine_traces(device, plans);
    for (std::size_t m = 0; m < plans.size(); ++m) {
        if (!outcomes[owner[m]].failure.empty()) continue;
        try {
            folds[owner[m]]->take(result_of(ended[m], plans[m]));
        } catch (const NumericsError& problem) {
            outcomes[owner[m]].failure = problem.what();
        }
    }
    return true;
}

}  // namespace

std::vector<TraceFoldOutcome> fold_traces(Device& device, std::span<CaFolding* const> folds) {
    std::vector<TraceFoldOutcome> outcomes(folds.size());
    try {
        while (run_stage(device, folds, outcomes)) {
        }
    } catch (const GpuFault& fault) {
        for (std::size_t k = 0; k < folds.size(); ++k)
            if (outcomes[k].failure.empty() && !folds[k]->finished()) outcomes[k] = {fault.what(), true};
    }
    return outcomes;
}

}  // namespace prct::cuda
