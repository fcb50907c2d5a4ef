#include "prct/base/thread_pool.hpp"

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

constexpr int max_threads = 1024;
// A wait spins for some microseconds, as between phases of a balanced force evaluation; then it offers the core to
// others between looks, for the one waited for may need this very core; then it sleeps.
constexpr int spins_before_yielding = 1000, yields_before_sleep = 4000;

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

/// The core this thread runs on, or -1 where that cannot be told.
int current_core() {
#if defined(__linux__)
    return sched_getcpu();
#else
    return -1;
#endif
}

/// Move this thread off `core` if it may run elsewhere; it stays free to be moved anywhere.
void leave_core(int core) {
#if defined(__linux__)
    cpu_set_t allowed;
    if (pthread_getaffinity_np(pthread_self(), sizeof allowed, &allowed) != 0) return;
    cpu_set_t others = allowed;
    CPU_CLR(core, &others);
    if (CPU_COUNT(&others) == 0) return;
    if (pthread_setaffinity_np(pthread_self(), sizeof others, &others) == 0)
        pthread_setaffinity_np(pthread_self(), sizeof allowed, &allowed);
#else
    (void)core;
#endif
}

/// True when it had to sleep.
template <class T>
bool wait_while_equal(const std::atomic<T>& value, T old) {
    for (int k = 0; k < spins_before_yielding; ++k) {
        if (value.load(std::memory_order_acquire) != old) return false;
        pause();
    }
    for (int k = 0; k < yields_before_sleep; ++k) {
        if (value.load(std::memory_order_acquire) != old) return false;
        std::this_thread::yield();
    }
    value.wait(old, std::memory_order_acquire);
    return true;
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
        const bool slept = wait_while_equal(task_, done);
        if (stop_) return;
        // Where idle cores of a virtual machine count as taken, a sleeper is woken on the core of who woke it.
        if (slept && caller_core_ >= 0 && current_core() == caller_core_) leave_core(caller_core_);
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
    caller_core_ = current_core();
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
