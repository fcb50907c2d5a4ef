#include "prct/base/thread_pool.hpp"

#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

constexpr int max_threads = 1024;
// Long enough for the imbalance of one force evaluation, short enough to leave a shared core to its owner.
constexpr int spins_before_sleep = 4000;

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

int checked(int threads) {
    if (threads < 1 || threads > max_threads)
        throw InputError("threads is " + std::to_string(threads) + "; choose 1 to " + std::to_string(max_threads));
    return threads;
}

template <class T>
void wait_while_equal(const std::atomic<T>& value, T old) {
    for (int k = 0; k < spins_before_sleep; ++k) {
        if (value.load(std::memory_order_acquire) != old) return;
        pause();
    }
    value.wait(old, std::memory_order_acquire);
}

}  // namespace

void Barrier::wait() {
    const unsigned generation = generation_.load(std::memory_order_acquire);
    if (waiting_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
        waiting_.store(0, std::memory_order_relaxed);
        generation_.fetch_add(1, std::memory_order_release);
        generation_.notify_all();
    } else {
        wait_while_equal(generation_, generation);
    }
}

ThreadPool::ThreadPool(int threads) : threads_(checked(threads)), barrier_(threads_), errors_(threads_) {
    for (int rank = 1; rank < threads_; ++rank) team_.emplace_back([this, rank] { serve(rank); });
}

ThreadPool::~ThreadPool() {
    stop_ = true;
    task_.fetch_add(1, std::memory_order_release);
    task_.notify_all();
    for (auto& t : team_) t.join();
}

void ThreadPool::serve(int rank) {
    for (unsigned done = 0;; ++done) {
        wait_while_equal(task_, done);
        if (stop_) return;
        try {
            (*work_)(rank);
        } catch (...) {
            errors_[rank] = std::current_exception();
        }
        if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_all();
    }
}

void ThreadPool::run(const std::function<void(int)>& work) {
    errors_.assign(threads_, nullptr);
    work_ = &work;
    running_.store(threads_ - 1, std::memory_order_relaxed);
    if (threads_ > 1) {
        task_.fetch_add(1, std::memory_order_release);
        task_.notify_all();
    }
    try {
        work(0);
    } catch (...) {
        errors_[0] = std::current_exception();
    }
    for (int left = running_.load(std::memory_order_acquire); left > 0; left = running_.load(std::memory_order_acquire))
        wait_while_equal(running_, left);
    for (const auto& error : errors_)
        if (error) std::rethrow_exception(error);
}

}  // namespace prct
