#include "platform/launch_queue.hpp"

#include <iterator>

namespace prct::cuda {

std::vector<TrajectoryOutcome> LaunchQueue::run(TrajectoryPlans plans, unsigned shape, int threads,
                                                const Launch& launch) {
    Call mine{plans, shape, {}, {}, false};
    std::unique_lock lock(mutex_);
    waiting_.push_back(&mine);
    changed_.wait(lock, [&] {
        return mine.ended || (running_ < most_launches_ && !waiting_.empty() && waiting_.front() == &mine);
    });
    if (!mine.ended) {  // the first in the queue runs what is like it
        const std::vector<Call*> calls = take(shape);
        ++running_;
        lock.unlock();
        changed_.notify_all();
        run_together(calls, threads, launch);
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
    std::deque<Call*> left;
    for (Call* call : waiting_) {
        if (call->shape == shape)
            taken.push_back(call);
        else
            left.push_back(call);
    }
    waiting_ = std::move(left);
    return taken;
}

void LaunchQueue::run_together(const std::vector<Call*>& calls, int threads, const Launch& launch) {
    std::vector<const TrajectoryPlan*> all;
    for (const Call* call : calls) all.insert(all.end(), call->plans.begin(), call->plans.end());
    try {
        auto outcomes = launch(all, threads);
        auto next = std::make_move_iterator(outcomes.begin());
        for (Call* call : calls) {
            call->outcomes.assign(next, next + static_cast<std::ptrdiff_t>(call->plans.size()));
            next += static_cast<std::ptrdiff_t>(call->plans.size());
        }
        return;
    } catch (...) {
        if (calls.size() == 1) calls.front()->error = std::current_exception();
    }
    if (calls.size() > 1)  // whose error it is shows when each is alone
        for (Call* call : calls) run_together({call}, threads, launch);
}

}  // namespace prct::cuda
