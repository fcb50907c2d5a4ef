// A fixed team of threads that meets at barriers; the work decides by rank, so that results never depend on the team.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace prct {

/// Holds each of `threads` threads until all have come. Spins briefly, then yields its core, then sleeps.
class Barrier {
   public:
    explicit Barrier(int threads) : threads_(threads) {}
    void wait();

   private:
    int threads_;
    std::atomic<int> waiting_{0};
    std::atomic<unsigned> generation_{0};
};

/// `threads` - 1 sleeping threads and the caller. Not reentrant: one `run` at a time.
class ThreadPool {
   public:
    /// Throws InputError unless 1 <= threads <= 1024.
    explicit ThreadPool(int threads = 1);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int size() const { return threads_; }

    /// Call work(rank) once on every thread, rank 0 on the caller, and return when all have ended.
    /// The exception of the lowest rank is rethrown; work that meets at `barrier` must not throw.
    void run(const std::function<void(int)>& work);

    /// Meet all other ranks of the `run` in progress.
    void barrier() {
        if (threads_ > 1) barrier_.wait();
    }

    /// Ranks share [0, count) by equal contiguous parts: the part of `rank`.
    struct Part {
        int first, last;
    };
    Part part(int rank, int count) const {
        const auto cut = [&](int k) { return static_cast<int>(static_cast<long long>(count) * k / threads_); };
        return {cut(rank), cut(rank + 1)};
    }

   private:
    void serve(int rank);

    int threads_;
    Barrier barrier_;
    std::atomic<unsigned> task_{0};
    std::atomic<int> running_{0};
    bool stop_ = false;
    int caller_core_ = -1;
    const std::function<void(int)>* work_ = nullptr;
    std::vector<std::exception_ptr> errors_;
    std::vector<std::thread> team_;
};

}  // namespace prct
