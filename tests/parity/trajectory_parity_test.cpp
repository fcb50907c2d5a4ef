// Whole trajectories: one test body for every platform, and what a GPU's must not depend on.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "engine/synthetic_chain.hpp"
#include "host/emulated_driver.hpp"
#include "memory/out_of_memory.hpp"
#include "parity/platforms.hpp"
#include "parity/trajectories.hpp"
#include "platform/trajectory_batch.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/engine/trajectory.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::emulate;
using prct::testing::Example;
using prct::testing::farthest;
using prct::testing::pointers;
using prct::testing::run;
using prct::testing::Shape;

TermScales ordinary_scales() {
    TermScales scales;
    for (const Term t : {kElectrostatic, kDipole, kCoherence}) scales.factor[t] = 0;
    return scales;
}

/// A chain at 100 K under its restraints.
TrajectoryPlan make_plan(const Example& e, std::int64_t steps) {
    TrajectoryPlan plan;
    plan.system = &e.system;
    plan.start.positions_a = e.positions;
    for (double& x : plan.start.positions_a) x = static_cast<float>(x);
    plan.start.alpha = e.alpha;
    plan.start.velocities_a_ps.resize(e.positions.size());
    plan.start.seed = 11;
    draw_velocities(plan.start.velocities_a_ps, 100.0, kAtomMass_da, plan.start.seed);
    TermScales soft = ordinary_scales(), hard = ordinary_scales();
    soft.factor[kRepulsion] = 0.3;
    soft.factor[kAbsence] = 0.2;
    hard.saturation = 1;
    plan.schedule = Schedule({{0.0, 100.0, soft}, {0.6, 60.0, hard}, {1.0, 20.0, hard}});
    plan.options.total_steps = steps;
    plan.options.step_ps = 0.004;
    plan.block_steps = 10;
    plan.relax_scales = soft;
    plan.final_scales = hard;
    return plan;
}

class TrajectoryParity : public ::testing::TestWithParam<std::string> {
   protected:
    void SetUp() override { PRCT_SKIP_WITHOUT(GetParam()); }
};

TEST_P(TrajectoryParity, StepsAreThoseOfTheReference) {
    for (const std::vector<int>& lengths : {std::vector<int>{24}, std::vector<int>{9, 14}}) {
        const Example e = prct::testing::make_example(lengths, Shape::helical, 3);
        TrajectoryPlan plan = make_plan(e, 25);
        plan.keep_frames = true;
        const TrajectoryOutcome got = run(GetParam(), plan), want = run("reference", plan);
        ASSERT_EQ(got.failure, "");
        EXPECT_EQ(got.state.step, 25);
        EXPECT_EQ(got.state.seed, want.state.seed);
        EXPECT_LT(farthest(got.state.positions_a, want.state.positions_a), 5e-4);
        EXPECT_LT(farthest(got.state.velocities_a_ps, want.state.velocities_a_ps), 0.05);
        ASSERT_EQ(got.blocks.size(), 3u);
        for (std::size_t b = 0; b < 3; ++b) {
            EXPECT_EQ(got.blocks[b].step, want.blocks[b].step);
            EXPECT_EQ(got.blocks[b].walked_again, 0);
            EXPECT_NEAR(got.blocks[b].temperature_k, want.blocks[b].temperature_k, 0.2);
            EXPECT_LT(farthest(got.blocks[b].positions_a, want.blocks[b].positions_a), 5e-4);
            for (int t = 0; t < kTerms; ++t)
                EXPECT_NEAR(got.blocks[b].terms.value[t], want.blocks[b].terms.value[t],
                            2e-3 * (1 + std::abs(want.blocks[b].terms.value[t])))
                    << kTermNames[t];
        }
    }
}

/// Two chains meet within a block of steps: what was far apart when lists were made is near in the end.
TEST_P(TrajectoryParity, ListsHoldWhileChainsMove) {
    const Example e = prct::testing::make_example({14, 14}, Shape::helical, 3);
    TrajectoryPlan plan = make_plan(e, 80);
    plan.block_steps = 80;
    double mean[2] = {0, 0};
    for (int k = 0; k < 2 * 14 * 3; ++k) mean[k / 42] += plan.start.positions_a[3 * std::size_t(k)] / 42;
    constexpr double kApart_a = 38, kSpeed_a_ps = 180;
    for (int k = 42; k < 84; ++k) {
        plan.start.positions_a[3 * std::size_t(k)] += mean[0] - mean[1] + kApart_a;
        plan.start.velocities_a_ps[3 * std::size_t(k)] -= kSpeed_a_ps;
    }
    const TrajectoryOutcome got = run(GetParam(), plan), want = run("reference", plan);
    ASSERT_EQ(got.failure, "");
    ASSERT_EQ(want.failure, "");
    EXPECT_GT(want.blocks.back().terms.value[kRepulsion], 10.0);  // they have met
    EXPECT_LT(farthest(got.state.positions_a, want.state.positions_a), 5e-3);
}

TEST_P(TrajectoryParity, RelaxationAndQuenchReachTheSameMinimum) {
    const Example e = prct::testing::make_example({20}, Shape::helical, 5);
    TrajectoryPlan plan = make_plan(e, 0);
    plan.relax = {60, {0, 1e-3, 1e-2}};
    plan.quench = {{20, {300, 1e-5, 0.3}}, {0, {600, 1e-9, 1e-2}}};
    const TrajectoryOutcome got = run(GetParam(), plan), want = run("reference", plan);
    ASSERT_EQ(got.failure, "");
    ASSERT_EQ(want.failure, "");
    EXPECT_LT(farthest(got.state.positions_a, want.state.positions_a), 2e-3);  // relaxed alike, step by step
    EXPECT_NEAR(got.terms.total(), want.terms.total(), 2e-3 * std::abs(want.terms.total()));
    EXPECT_LT(got.max_force, 0.05);
    EXPECT_GT(got.evaluations, 50);
    // The energies are those of the model.
    std::vector<double> gradient(got.model_a.size());
    const EnergyTerms exact =
        make_platform("reference")->create(e.system)->compute(got.model_a, plan.final_scales, {}, gradient);
    double all = 0;
    for (const double energy : exact.value) all += std::abs(energy);
    for (int t = 0; t < kTerms; ++t) EXPECT_NEAR(got.terms.value[t], exact.value[t], 1e-5 * all) << kTermNames[t];
}

TEST_P(TrajectoryParity, AStoppedTrajectoryGoesOnAsIfItHadNot) {
    const Example e = prct::testing::make_example({18}, Shape::coil, 7);
    TrajectoryPlan plan = make_plan(e, 40);
    plan.quench = {{5, {10, 1e-5, 0.3}}};
    const TrajectoryOutcome at_once = run(GetParam(), plan);
    plan.stop_step = 20;
    const TrajectoryOutcome half = run(GetParam(), plan);
    EXPECT_EQ(half.state.step, 20);
    EXPECT_EQ(half.blocks.size(), 2u);
    EXPECT_TRUE(half.model_a.empty());
    plan.start = half.state;
    plan.stop_step = 1000;
    const TrajectoryOutcome rest = run(GetParam(), plan);
    EXPECT_EQ(rest.blocks.size(), 2u);
    EXPECT_EQ(rest.state.positions_a, at_once.state.positions_a);
    EXPECT_EQ(rest.model_a, at_once.model_a);
}

TEST_P(TrajectoryParity, ABlockThatBlowsUpIsWalkedAgainOrSaidToFail) {
    const Example e = prct::testing::make_example({16}, Shape::helical, 9);
    TrajectoryPlan plan = make_plan(e, 20);
    plan.options.step_ps = 0.06;  // beyond the stability of bonds, half of it is not
    const TrajectoryOutcome got = run(GetParam(), plan);
    EXPECT_EQ(got.failure, "");
    int again = 0;
    for (const TrajectoryBlock& b : got.blocks) again += b.walked_again;
    EXPECT_GT(again, 0);
    plan.options.step_ps = 2.0;
    plan.shorter_steps = 1;
    const TrajectoryOutcome failed = run(GetParam(), plan);
    EXPECT_NE(failed.failure.find("blew up"), std::string::npos) << failed.failure;
    EXPECT_TRUE(failed.model_a.empty());
}

INSTANTIATE_TEST_SUITE_P(Platforms, TrajectoryParity, ::testing::ValuesIn(prct::testing::fast_platforms()),
                         prct::testing::platform_label);

void expect_same(const TrajectoryOutcome& a, const TrajectoryOutcome& b) {
    EXPECT_EQ(a.state.positions_a, b.state.positions_a);
    EXPECT_EQ(a.state.velocities_a_ps, b.state.velocities_a_ps);
    EXPECT_EQ(a.model_a, b.model_a);
    EXPECT_EQ(a.terms.value, b.terms.value);
    EXPECT_EQ(a.evaluations, b.evaluations);
}

class GpuTrajectory : public ::testing::Test {
   protected:
    Example small_ = prct::testing::make_example({13, 8}, Shape::coil, 21);
    Example large_ = prct::testing::make_example({44}, Shape::helical, 22);

    TrajectoryPlan plan(const Example& e, std::uint64_t seed) const {
        TrajectoryPlan p = make_plan(e, 20);
        p.start.seed = seed;
        p.quench = {{5, {12, 1e-5, 0.3}}};
        return p;
    }
};

TEST_F(GpuTrajectory, TheOrderOfThreadsChangesNothing) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2)};
    const auto by_rank = emulate({}, plans);
    for (const std::uint64_t order : {1u, 2u, 3u}) {
        emulation::EmulatedGpu gpu;
        gpu.order_seed = order;
        const auto shuffled = emulate(gpu, plans);
        for (std::size_t k = 0; k < plans.size(); ++k) expect_same(shuffled[k], by_rank[k]);
    }
}

/// FIRE ends where the largest force, which threads find together, is below the tolerance.
TEST_F(GpuTrajectory, TheOrderOfThreadsDoesNotDecideWhenFireEnds) {
    for (const double tolerance : {2.0, 3.0, 5.0, 8.0}) {
        TrajectoryPlan p = plan(large_, 2);
        p.stop_step = p.options.total_steps = 0;
        p.quench = {{200, {0, 1e9, tolerance}}};
        const auto by_rank = emulate({}, {p}).front();
        EXPECT_LT(by_rank.evaluations, 200) << tolerance;
        for (const std::uint64_t order : {1u, 2u, 3u}) {
            emulation::EmulatedGpu gpu;
            gpu.order_seed = order;
            expect_same(emulate(gpu, {p}).front(), by_rank);
        }
    }
}

TEST_F(GpuTrajectory, ABatchIsItsTrajectories) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2), plan(small_, 3)};
    const auto together = emulate({}, plans);
    ASSERT_EQ(together.size(), 3u);
    for (std::size_t k = 0; k < plans.size(); ++k) expect_same(together[k], emulate({}, {plans[k]}).front());
    EXPECT_NE(together[0].model_a, together[2].model_a);
}

TEST_F(GpuTrajectory, ThreadsOfTheHostShareABatch) {
    std::vector<TrajectoryPlan> plans;
    for (std::uint64_t seed = 1; seed <= 24; ++seed) plans.push_back(plan(small_, seed));
    for (std::size_t k = 0; k < plans.size(); k += 3) plans[k].start.alpha[k] = 0.25;
    const auto alone = emulate({}, plans), shared = emulate({}, plans, 3);
    for (std::size_t k = 0; k < plans.size(); ++k) {
        expect_same(shared[k], alone[k]);
        EXPECT_EQ(shared[k].state.alpha, plans[k].start.alpha);
        EXPECT_EQ(shared[k].state.seed, plans[k].start.seed);
    }
}

TEST_F(GpuTrajectory, LittleMemoryMakesMoreLaunches) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2), plan(small_, 3)};
    emulation::EmulatedGpu gpu;
    gpu.total_bytes = std::size_t(4) << 20;
    const auto apart = emulate(gpu, plans), together = emulate({}, plans);
    for (std::size_t k = 0; k < plans.size(); ++k) expect_same(apart[k], together[k]);
    gpu.total_bytes = std::size_t(1) << 18;
    try {
        emulate(gpu, plans);
        FAIL();
    } catch (const Error& problem) {
        EXPECT_NE(std::string(problem.what()).find("needed"), std::string::npos) << problem.what();
    }
}

TEST_F(GpuTrajectory, MemoryThatAnotherProcessTookMakesSmallerLaunches) {
    std::vector<TrajectoryPlan> plans;
    for (std::uint64_t seed = 1; seed <= 24; ++seed) plans.push_back(plan(small_, seed));
    const auto together = emulate({}, plans);
    emulation::EmulatedGpu gpu;
    gpu.total_bytes = std::size_t(8) << 20;
    gpu.taken_bytes = gpu.total_bytes - (std::size_t(5) << 18);
    const auto apart = emulate(gpu, plans);
    for (std::size_t k = 0; k < plans.size(); ++k) expect_same(apart[k], together[k]);
    gpu.taken_bytes = gpu.total_bytes - 4096;
    EXPECT_THROW(emulate(gpu, plans), cuda::OutOfMemory);
}

TEST_F(GpuTrajectory, ThreadsShareADeviceAndItsMemory) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2), plan(small_, 3)};
    const auto alone = emulate({}, plans);
    emulation::EmulatedGpu gpu;
    gpu.total_bytes = std::size_t(4) << 20;
    cuda::Device device(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
    std::vector<std::vector<TrajectoryOutcome>> out(4);
    std::vector<std::thread> threads;
    for (auto& mine : out) threads.emplace_back([&] { mine = cuda::run_batch(device, pointers(plans)); });
    for (std::thread& t : threads) t.join();
    for (const auto& mine : out)
        for (std::size_t k = 0; k < plans.size(); ++k) expect_same(mine[k], alone[k]);
}

TEST_F(GpuTrajectory, PlansThatCannotRunAreRefused) {
    TrajectoryPlan short_state = plan(small_, 1);
    short_state.start.positions_a.pop_back();
    EXPECT_THROW(emulate({}, {short_state}), InputError);
}

TEST_F(GpuTrajectory, ABlockSaysWhatItTakes) {
    cuda::Device device(std::make_shared<emulation::EmulatedDriver>(emulation::EmulatedGpu{}), 0);
    const cuda::FoldBlock small = cuda::fold_block(device, 21), large = cuda::fold_block(device, 300);
    EXPECT_EQ(small.threads, 32u);
    EXPECT_EQ(large.threads, 320u);
    EXPECT_GT(large.shared_bytes, small.shared_bytes);
    EXPECT_GT(small.resident, large.resident);
    EXPECT_GE(large.resident, 1);
}

/// Blocks of so little memory that every system fills the device.
emulation::EmulatedGpu small_blocks() {
    emulation::EmulatedGpu gpu;
    gpu.block_memory_bytes = prct::testing::kNoSystemFits_bytes;
    return gpu;
}

TEST_F(GpuTrajectory, ALargeSystemIsTheSameInAnyOrderOfThreads) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2)};
    const auto by_rank = emulate(small_blocks(), plans);
    for (const std::uint64_t order : {1u, 2u}) {
        emulation::EmulatedGpu gpu = small_blocks();
        gpu.order_seed = order;
        const auto shuffled = emulate(gpu, plans);
        for (std::size_t k = 0; k < plans.size(); ++k) expect_same(shuffled[k], by_rank[k]);
    }
}

TEST_F(GpuTrajectory, ALargeSystemWithoutMemoryIsRefusedWithTheFigures) {
    emulation::EmulatedGpu gpu = small_blocks();
    gpu.total_bytes = std::size_t(1) << 18;
    try {
        emulate(gpu, {plan(large_, 1)});
        FAIL();
    } catch (const cuda::OutOfMemory& problem) {
        EXPECT_NE(std::string(problem.what()).find("neighbour rows"), std::string::npos) << problem.what();
    }
}

TEST_F(GpuTrajectory, AFaultLosesWhatItHadNotBroughtBack) {
    const std::vector<TrajectoryPlan> plans = {plan(small_, 1), plan(large_, 2), plan(small_, 3)};
    const auto whole = emulate({}, plans);
    emulation::EmulatedGpu gpu;
    gpu.faulty_launch = 1;  // the large one is run first, and alone
    const auto part = emulate(gpu, plans);
    expect_same(part[1], whole[1]);
    for (const std::size_t k : {0u, 2u}) {
        EXPECT_TRUE(part[k].lost);
        EXPECT_NE(part[k].failure.find("fault"), std::string::npos) << part[k].failure;
        EXPECT_EQ(part[k].state.positions_a, plans[k].start.positions_a);
    }
    EXPECT_FALSE(part[1].lost);
}

}  // namespace
