#include "platform/launch_queue.hpp"

#include <algorithm>
#include <iterator>

namespace prct::cuda {

std::vector<TrajectoryOutcome> LaunchQueue::run(TrajectoryPlans plans, unsigned shape, int threads,
                                                const Launch& launch) {
    Call mine{plans, shape, threads, {}, {}, false};
    std::unique_lock lock(mutex_);
    waiting_.push_back(&mine);
    changed_.wait(lock, [&] {
        return mine.ended || (running_ < most_launches_ && !waiting_.empty() && waiting_.front() == &mine);
    });
    if (!mine.ended) {  // the first in the queue runs what is like it
        std::vector<Call*> calls;
        try {
            calls = take(shape);
        } catch (...) {
            std::erase(waiting_, &mine);
            throw;
        }
        ++running_;
        lock.unlock();
        changed_.notify_all();
        run_together(calls, launch);
        lock.lock();
        --running_;
        for (Call* call : calls) call->ended = true;
        lock.unlock();
        changed_.notify_all();
    }
    if (mine.error) std::rethrow_exception(mine.error);
    return std::move(mine.outcomes);
}

std::size_t LaunchQueue::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

std::vector<LaunchQueue::Call*> LaunchQueue::take(unsigned shape) {
    std::vector<Call*> taken;
    taken.reserve(waiting_.size());
    std::erase_if(waiting_, [&](Call* call) {
        if (call->shape != shape) return false;
        taken.push_back(call);
        return true;
    });
    return taken;
}

void LaunchQueue::run_together(const std::vector<Call*>& calls, const Launch& launch) noexcept {
    if (calls.size() > 1 && run_joined(calls, launch)) return;
    for (Call* call : calls) {
        try {
            call->outcomes = launch(call->plans, call->threads);
        } catch (...) {
            call->error = std::current_exception();
        }
    }
}

/// False where that fails: whose error it is shows when each is alone.
bool LaunchQueue::run_joined(const std::vector<Call*>& calls, const Launch& launch) noexcept {
    try {
        std::vector<const TrajectoryPlan*> all;
        int threads = 0;
        for (const Call* call : calls) {
            all.insert(all.end(), call->plans.begin(), call->plans.end());
            threads = std::max(threads, call->threads);
        }
        auto outcomes = launch(all, threads);
        auto next = std::make_move_iterator(outcomes.begin());
        for (Call* call : calls) {
            call->outcomes.assign(next, next + static_cast<std::ptrdiff_t>(call->plans.size()));
            next += static_cast<std::ptrdiff_t>(call->plans.size());
        }
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace prct::cuda
