// Contacts whose weights follow the structure and the tour: whole trajectories of every platform against the reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "engine/synthetic_chain.hpp"
#include "host/emulated_driver.hpp"
#include "parity/platforms.hpp"
#include "parity/trajectories.hpp"
#include "platform/edge_tables.hpp"
#include "platform/trajectory_batch.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/engine/trajectory.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::emulate;
using prct::testing::Example;
using prct::testing::farthest;
using prct::testing::run;
using prct::testing::Shape;

constexpr std::int64_t kSteps = 36;

/// Contacts of a helical chain, some near each other in the contact plane, groups of alternatives among them, the last
/// few no oscillators.
TrajectoryPlan make_plan(const Example& e) {
    TermScales scales;
    for (const Term t : {kElectrostatic, kDipole, kCoherence}) scales.factor[t] = 0;
    TrajectoryPlan plan;
    plan.system = &e.system;
    plan.start.positions_a = e.positions;
    for (double& x : plan.start.positions_a) x = static_cast<float>(x);
    plan.start.velocities_a_ps.resize(e.positions.size());
    plan.start.seed = 11;
    draw_velocities(plan.start.velocities_a_ps, 100.0, kAtomMass_da, plan.start.seed);
    for (const double a : e.alpha) {
        plan.start.alpha.push_back(static_cast<float>(a));
        plan.start.theta.push_back(static_cast<float>(4 * a - 2));
    }
    plan.schedule = Schedule({{0.0, 100.0, scales}, {1.0, 20.0, scales}});
    plan.options.total_steps = kSteps;
    plan.options.step_ps = 0.004;
    plan.options.resonance_interval = 5;
    plan.options.edges = static_cast<std::int64_t>(e.system.restraints.size()) - 6;
    plan.options.tour_place.resize(static_cast<std::size_t>(e.system.size()));
    std::iota(plan.options.tour_place.rbegin(), plan.options.tour_place.rend(), 0);
    std::swap(plan.options.tour_place[3], plan.options.tour_place[11]);
    plan.block_steps = 12;
    plan.final_scales = scales;
    return plan;
}

ResonanceOptions soft_options() {
    ResonanceOptions options;
    options.spread_residues = 1.7;
    options.line_weight = 0.4;
    options.reach_a = 12;  // contacts of a random list are far from closing
    options.anchor = 1.3;
    return options;
}

double farthest_on_circle(const std::vector<double>& a, const std::vector<double>& b) {
    double most = a.size() == b.size() ? 0.0 : 1e9;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k)
        most = std::max(most, std::abs(std::remainder(a[k] - b[k], 2 * std::numbers::pi)));
    return most;
}

void expect_alike(const TrajectoryOutcome& got, const TrajectoryOutcome& want) {
    ASSERT_EQ(got.failure, "");
    EXPECT_EQ(got.state.step, want.state.step);
    EXPECT_LT(farthest(got.state.positions_a, want.state.positions_a), 5e-4);
    EXPECT_LT(farthest(got.state.alpha, want.state.alpha), 2e-4);
    EXPECT_LT(farthest_on_circle(got.state.theta, want.state.theta), 2e-3);
    ASSERT_EQ(got.blocks.size(), want.blocks.size());
    for (std::size_t b = 0; b < want.blocks.size(); ++b)
        EXPECT_NEAR(got.blocks[b].terms.value[kContact], want.blocks[b].terms.value[kContact],
                    1e-3 * (1 + std::abs(want.blocks[b].terms.value[kContact])));
}

class EdgePhasesParity : public ::testing::TestWithParam<std::string> {
   protected:
    void SetUp() override { PRCT_SKIP_WITHOUT(GetParam()); }

    Example example_ = prct::testing::make_example({17, 12}, Shape::helical, 41);
};

TEST_P(EdgePhasesParity, WeightsFollowTheStructure) {
    for (const bool phases : {true, false}) {
        TrajectoryPlan plan = make_plan(example_);
        plan.options.resonance = soft_options();
        plan.options.resonance->phases = phases;
        const TrajectoryOutcome got = run(GetParam(), plan), want = run("reference", plan);
        expect_alike(got, want);
        EXPECT_GT(farthest(want.state.alpha, plan.start.alpha), 0.3);
        EXPECT_EQ(farthest(want.state.theta, plan.start.theta) > 0.3, phases);
        // The last ones keep what they were given.
        for (std::size_t m = plan.start.alpha.size() - 6; m < plan.start.alpha.size(); ++m)
            EXPECT_EQ(got.state.alpha[m], plan.start.alpha[m]);
    }
}

TEST_P(EdgePhasesParity, ContactsNearOnTheTourComeFirst) {
    TrajectoryPlan plan = make_plan(example_);
    plan.options.tour_first = true;
    const TrajectoryOutcome want = run("reference", plan);
    expect_alike(run(GetParam(), plan), want);
    TrajectoryPlan at_once = plan;
    at_once.options.tour_first = false;
    EXPECT_GT(farthest(run("reference", at_once).state.positions_a, want.state.positions_a), 5e-3);
    plan.options.resonance = soft_options();
    plan.start.alpha.clear();  // all contacts believed, all phases equal
    plan.start.theta.clear();
    expect_alike(run(GetParam(), plan), run("reference", plan));
    plan.options.tour_place.clear();
    expect_alike(run(GetParam(), plan), run("reference", plan));
}

TEST_P(EdgePhasesParity, AStoppedTrajectoryGoesOnAsIfItHadNot) {
    TrajectoryPlan plan = make_plan(example_);
    plan.options.resonance = soft_options();
    plan.options.tour_first = true;
    const TrajectoryOutcome at_once = run(GetParam(), plan);
    plan.stop_step = 24;
    plan.start = run(GetParam(), plan).state;
    EXPECT_EQ(plan.start.step, 24);
    plan.stop_step = 1000;
    const TrajectoryOutcome rest = run(GetParam(), plan);
    EXPECT_EQ(rest.state.positions_a, at_once.state.positions_a);
    EXPECT_EQ(rest.state.alpha, at_once.state.alpha);
    EXPECT_EQ(rest.state.theta, at_once.state.theta);
}

TEST_P(EdgePhasesParity, ABlockWalkedAgainBeginsWithItsWeights) {
    TrajectoryPlan plan = make_plan(example_);
    plan.options.resonance = soft_options();
    plan.options.step_ps = 0.06;  // beyond the stability of bonds
    plan.options.total_steps = plan.block_steps;
    const TrajectoryOutcome got = run(GetParam(), plan);
    ASSERT_EQ(got.failure, "");
    const int tries = got.blocks.at(0).walked_again;
    ASSERT_GT(tries, 0);
    TrajectoryPlan short_steps = plan;
    short_steps.start.seed += static_cast<std::uint64_t>(tries);
    short_steps.options.step_ps = std::ldexp(plan.options.step_ps, -tries);
    const TrajectoryOutcome want = run(GetParam(), short_steps);
    EXPECT_EQ(want.blocks.at(0).walked_again, 0);
    EXPECT_EQ(got.state.positions_a, want.state.positions_a);
    EXPECT_EQ(got.state.alpha, want.state.alpha);
    EXPECT_EQ(got.state.theta, want.state.theta);
}

INSTANTIATE_TEST_SUITE_P(Platforms, EdgePhasesParity, ::testing::ValuesIn(prct::testing::fast_platforms()),
                         prct::testing::platform_label);

/// Plans that share a system and differ in what their contacts follow.
std::vector<TrajectoryPlan> mixed_plans(const Example& e) {
    std::vector<TrajectoryPlan> plans(4, make_plan(e));
    plans[0].options.resonance = soft_options();
    plans[1].options.resonance = soft_options();
    plans[1].options.resonance->spread_residues = 1.2;
    plans[1].options.tour_first = true;
    plans[2].options.tour_first = true;
    for (std::size_t k = 0; k < plans.size(); ++k) plans[k].start.seed = k;
    return plans;
}

void expect_same(const TrajectoryOutcome& a, const TrajectoryOutcome& b) {
    EXPECT_EQ(a.state.positions_a, b.state.positions_a);
    EXPECT_EQ(a.state.alpha, b.state.alpha);
    EXPECT_EQ(a.state.theta, b.state.theta);
}

TEST(GpuEdgePhases, NeitherTheOrderOfThreadsNorTheBatchChangesABit) {
    const Example e = prct::testing::make_example({40}, Shape::helical, 43);
    const auto plans = mixed_plans(e);
    const auto together = emulate({}, plans);
    for (std::size_t k = 0; k < plans.size(); ++k) {
        emulation::EmulatedGpu gpu;
        gpu.order_seed = k + 1;
        expect_same(emulate(gpu, {plans[k]}).front(), together[k]);
    }
    EXPECT_NE(together[0].state.alpha, together[1].state.alpha);
    const auto all = prct::testing::pointers(plans);
    EXPECT_GT(cuda::batch_need(all).total_bytes(), cuda::batch_need({&all[3], 1}).total_bytes());
}

TEST(GpuEdgePhases, WhatCannotBeUsedIsRefused) {
    const Example e = prct::testing::make_example({12}, Shape::coil, 45);
    TrajectoryPlan plan = make_plan(e);
    plan.options.resonance = soft_options();
    plan.options.edges = static_cast<std::int64_t>(e.system.restraints.size()) + 1;
    EXPECT_THROW(emulate({}, {plan}), InputError);
    plan.options.edges = -1;
    plan.options.resonance_interval = 0;
    EXPECT_THROW(emulate({}, {plan}), InputError);
    plan.options.resonance_interval = 1;
    plan.options.tour_first = true;
    plan.options.tour_place = {0, 0, 1};
    EXPECT_THROW(emulate({}, {plan}), InputError);
    plan.options.tour_place.clear();
    plan.options.edges = 0;
    EXPECT_EQ(emulate({}, {plan}).front().failure, "");
}

}  // namespace
