#include "platform/launch_queue.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "prct/error.hpp"

namespace {

using namespace prct;
using namespace prct::cuda;

/// Outcomes that carry the step of their plan; launches that wait until they are let go.
class LaunchQueueTest : public ::testing::Test {
   protected:
    LaunchQueue queue_{1};
    std::mutex mutex_;
    std::vector<std::vector<std::int64_t>> launches_;
    std::promise<void> go_;
    std::shared_future<void> may_go_ = go_.get_future().share();
    std::vector<std::thread> threads_;

    std::vector<TrajectoryOutcome> launch(TrajectoryPlans plans) {
        std::vector<TrajectoryOutcome> outcomes(plans.size());
        std::vector<std::int64_t> steps;
        bool bad = false;
        for (std::size_t k = 0; k < plans.size(); ++k) {
            steps.push_back(outcomes[k].state.step = plans[k]->start.step);
            bad |= steps.back() < 0;
        }
        {
            const std::lock_guard lock(mutex_);
            launches_.push_back(steps);
        }
        may_go_.wait();
        if (bad) throw InputError("a bad plan");
        return outcomes;
    }

    std::vector<std::int64_t> call(const std::vector<std::int64_t>& steps, unsigned shape) {
        std::vector<TrajectoryPlan> plans(steps.size());
        std::vector<const TrajectoryPlan*> pointers;
        for (std::size_t k = 0; k < steps.size(); ++k) {
            plans[k].start.step = steps[k];
            pointers.push_back(&plans[k]);
        }
        std::vector<std::int64_t> got;
        for (const auto& outcome : queue_.run(pointers, shape, 1, [&](TrajectoryPlans p, int) { return launch(p); }))
            got.push_back(outcome.state.step);
        return got;
    }

    /// Calls in another thread, behind those that wait already.
    std::future<std::vector<std::int64_t>> later(std::vector<std::int64_t> steps, unsigned shape) {
        const std::size_t waiting = queue_.waiting();
        const std::size_t launched = launches();
        auto result = std::make_shared<std::promise<std::vector<std::int64_t>>>();
        auto found = result->get_future();
        threads_.emplace_back([this, steps = std::move(steps), shape, result] {
            try {
                result->set_value(call(steps, shape));
            } catch (...) {
                result->set_exception(std::current_exception());
            }
        });
        while (queue_.waiting() == waiting && launches() == launched) std::this_thread::yield();
        return found;
    }

    std::size_t launches() {
        const std::lock_guard lock(mutex_);
        return launches_.size();
    }

    void TearDown() override {
        for (std::thread& thread : threads_) thread.join();
    }
};

TEST_F(LaunchQueueTest, CallsThatWaitAreLaunchedTogetherWithThoseLikeThem) {
    auto first = later({1, 2}, 32), other = later({3}, 64), second = later({4, 5}, 32), third = later({6}, 64);
    EXPECT_EQ(queue_.waiting(), 3u) << "one launch at a time";
    go_.set_value();
    EXPECT_EQ(first.get(), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(other.get(), (std::vector<std::int64_t>{3}));
    EXPECT_EQ(second.get(), (std::vector<std::int64_t>{4, 5}));
    EXPECT_EQ(third.get(), (std::vector<std::int64_t>{6}));
    EXPECT_EQ(launches_, (std::vector<std::vector<std::int64_t>>{{1, 2}, {3, 6}, {4, 5}}));
    EXPECT_EQ(queue_.waiting(), 0u);
}

TEST_F(LaunchQueueTest, AnErrorIsThatOfOneCall) {
    auto first = later({1}, 32), good = later({2}, 32), bad = later({-3}, 32), last = later({4}, 32);
    go_.set_value();
    EXPECT_EQ(first.get(), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(good.get(), (std::vector<std::int64_t>{2}));
    EXPECT_THROW(bad.get(), InputError);
    EXPECT_EQ(last.get(), (std::vector<std::int64_t>{4}));
}

TEST_F(LaunchQueueTest, WithinTheLimitNothingWaits) {
    go_.set_value();
    EXPECT_EQ(call({7}, 32), (std::vector<std::int64_t>{7}));
    EXPECT_EQ(call({}, 32), (std::vector<std::int64_t>{}));
}

TEST(LaunchQueueThreads, ThoseOfACallAreItsOwn) {
    LaunchQueue queue(1);
    std::promise<void> go;
    std::shared_future<void> may_go = go.get_future().share();
    const auto launch = [may_go](TrajectoryPlans plans, int threads) {
        may_go.wait();
        if (threads < 1) throw InputError("no threads");
        return std::vector<TrajectoryOutcome>(plans.size());
    };
    const TrajectoryPlan plan;
    const TrajectoryPlan* const one[] = {&plan};
    const auto call = [&](int threads) {
        return std::async(std::launch::async, [&, threads] { return queue.run(one, 1, threads, launch).size(); });
    };
    const auto until_waiting = [&](std::size_t calls) {
        while (queue.waiting() != calls) std::this_thread::yield();
    };
    auto first = std::async(std::launch::async, [&] { return queue.run(one, 2, 1, launch).size(); });
    until_waiting(0);
    auto bad = call(0);
    until_waiting(1);
    auto good = call(2);
    until_waiting(2);
    go.set_value();
    EXPECT_EQ(first.get(), 1u);
    EXPECT_EQ(good.get(), 1u);
    EXPECT_NO_THROW(bad.get());  // it went with the other's
    EXPECT_THROW(call(0).get(), InputError);
}

}  // namespace
