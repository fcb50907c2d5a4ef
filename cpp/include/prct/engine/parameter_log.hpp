// Which parameters a trajectory ran with from which step on: written while it runs, and enough to run it again.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "prct/engine/parameter_block.hpp"

namespace prct {

struct ParameterChange {
    std::int64_t step;      ///< the first that runs with them
    std::uint64_t version;  ///< of the block that they came from
    LiveParameters parameters;
};

/// The changes of one trajectory, which asks for the next before each step. What is recorded comes first, at the steps
/// where it came before; then what a block has, which is recorded when it is taken. So a trajectory that goes on from a
/// saved state, or walks a block of steps again, has the same parameters at the same steps.
class ParameterLog {
   public:
    /// Recorded changes by ascending steps, and where further ones come from; none: there are no others. Throws
    /// InputError for changes that are out of order or that no simulation can run with.
    explicit ParameterLog(std::vector<ParameterChange> changes = {}, std::shared_ptr<const ParameterBlock> live = {});

    /// The change that holds from `step` on or before, beyond the first `taken`; null where there is none. `now` are
    /// the parameters until then: a block that has the same is no change. After the `end` of a schedule nothing new is
    /// taken.
    const ParameterChange* next(std::size_t taken, std::int64_t step, const LiveParameters& now, bool end) {
        if (taken < changes_.size()) return changes_[taken].step <= step ? &changes_[taken] : nullptr;
        if (!live_ || end || step < frontier_) return nullptr;
        frontier_ = step + 1;
        return live_->version() == seen_ ? nullptr : take(step, now);
    }

    /// Also while a simulation advances.
    std::vector<ParameterChange> changes() const;

   private:
    const ParameterChange* take(std::int64_t step, const LiveParameters& now);
    std::vector<ParameterChange> changes_;  ///< a simulation's thread writes them, and reads them unlocked
    mutable std::mutex writing_;
    std::shared_ptr<const ParameterBlock> live_;
    std::uint64_t seen_ = 0;
    std::int64_t frontier_ = 0;  ///< the first step that nothing has run yet
};

}  // namespace prct
