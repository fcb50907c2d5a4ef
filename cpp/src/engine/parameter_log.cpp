#include "prct/engine/parameter_log.hpp"

#include <string>

#include "prct/error.hpp"

namespace prct {

ParameterLog::ParameterLog(std::vector<ParameterChange> changes, std::shared_ptr<const ParameterBlock> live)
    : changes_(std::move(changes)), live_(std::move(live)) {
    std::int64_t before = 0;
    for (const ParameterChange& change : changes_) {
        if (change.step < before)
            throw InputError("parameters change at step " + std::to_string(change.step) + " after step " +
                             std::to_string(before) + "; give changes in the order of their steps, from 0 on");
        check(change.parameters);
        before = change.step;
    }
}

std::vector<ParameterChange> ParameterLog::changes() const {
    const std::scoped_lock lock(writing_);
    return changes_;
}

const ParameterChange* ParameterLog::take(std::int64_t step, const LiveParameters& now) {
    const auto found = live_->read();
    seen_ = found.version;
    if (found.parameters == now) return nullptr;
    const std::scoped_lock lock(writing_);
    changes_.push_back({step, found.version, found.parameters});
    return &changes_.back();
}

}  // namespace prct
