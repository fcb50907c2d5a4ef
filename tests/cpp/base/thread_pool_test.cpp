#include "prct/base/thread_pool.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <thread>

#include "prct/error.hpp"

namespace prct {
namespace {

TEST(ThreadPool, CallsEveryRankOnceARun) {
    for (const int threads : {1, 2, 3}) {
        ThreadPool pool(threads);
        std::vector<int> calls(threads, 0);
        for (int run = 0; run < 50; ++run) pool.run([&](int rank) { ++calls[rank]; });
        EXPECT_EQ(calls, std::vector<int>(threads, 50));
    }
}

TEST(ThreadPool, BarrierSeparatesPhases) {
    ThreadPool pool(3);
    std::vector<int> written(3, 0), seen(3, 0);
    pool.run([&](int rank) {
        for (int phase = 1; phase <= 200; ++phase) {
            written[rank] = phase;
            pool.barrier();
            seen[rank] += std::accumulate(written.begin(), written.end(), 0) == 3 * phase;
            pool.barrier();
        }
    });
    EXPECT_EQ(seen, std::vector<int>(3, 200));
}

TEST(ThreadPool, WakesFromSleep) {
    ThreadPool pool(3);
    std::vector<int> calls(3, 0);
    for (int run = 0; run < 3; ++run) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pool.run([&](int rank) {
            if (rank == 2) std::this_thread::sleep_for(std::chrono::milliseconds(20));
            pool.barrier();
            ++calls[rank];
        });
    }
    EXPECT_EQ(calls, std::vector<int>(3, 3));
}

TEST(ThreadPool, PartsCoverTheRangeInOrder) {
    ThreadPool pool(3);
    for (const int count : {0, 1, 2, 3, 10, 1001}) {
        int next = 0;
        for (int rank = 0; rank < 3; ++rank) {
            const auto [first, last] = pool.part(rank, count);
            EXPECT_EQ(first, next);
            next = last;
        }
        EXPECT_EQ(next, count);
    }
}

TEST(ThreadPool, RethrowsTheErrorOfTheLowestRankAndGoesOn) {
    ThreadPool pool(3);
    const auto fail = [](int rank) {
        if (rank > 0) throw InputError("rank " + std::to_string(rank));
    };
    try {
        pool.run(fail);
        FAIL() << "no error";
    } catch (const InputError& e) {
        EXPECT_STREQ(e.what(), "rank 1");
    }
    EXPECT_NO_THROW(pool.run([](int) {}));
}

TEST(ThreadPool, RefusesImpossibleTeams) {
    EXPECT_THROW(ThreadPool(0), InputError);
    EXPECT_THROW(ThreadPool(-3), InputError);
    EXPECT_THROW(ThreadPool(100000), InputError);
}

}  // namespace
}  // namespace prct
