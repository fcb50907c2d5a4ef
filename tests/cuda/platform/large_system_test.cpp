// Systems that fill a device: what their lists, blocks of steps and memory do beyond the parity of all platforms.
#include "platform/large_system.hpp"

#include <gtest/gtest.h>

#include "engine/synthetic_chain.hpp"
#include "parity/platforms.hpp"
#include "parity/trajectories.hpp"
#include "platform/large_trajectory.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::Example;
using prct::testing::Shape;

Example dense_chain() {
    Example e = prct::testing::make_example({260}, Shape::coil, 41);
    for (double& x : e.positions) x = std::ldexp(std::nearbyint(std::ldexp(0.12 * x, 14)), -14);
    return e;
}

/// Soft enough that the dense start can be walked.
TermScales soft_scales() {
    TermScales scales;
    scales.factor.fill(0.0);
    scales.factor[kRepulsion] = scales.factor[kAbsence] = 1e-3;
    scales.factor[kPair] = scales.factor[kBurial] = 0.1;
    return scales;
}

std::vector<double> gradient_of(ForceContext& context, const Example& e, EnergyTerms& terms) {
    std::vector<double> gradient(e.positions.size());
    terms = context.compute(e.positions, soft_scales(), {}, gradient);
    return gradient;
}

TEST(LargeSystem, RowsThatRunShortAreMadeLonger) {
    const Example e = dense_chain();
    prct::testing::fast_platforms();
    EnergyTerms got, want;
    const auto g = gradient_of(*make_platform("cuda-emulation-large")->create(e.system), e, got);
    const auto h = gradient_of(*make_platform("reference")->create(e.system), e, want);
    for (std::size_t k = 0; k < g.size(); ++k) EXPECT_NEAR(g[k], h[k], 1e-3);
    for (int t = 0; t < kTerms; ++t)
        EXPECT_NEAR(got.value[t], want.value[t], 1e-5 * (1 + std::abs(want.value[t]))) << kTermNames[t];
}

TEST(LargeSystem, ABlockWhoseRowsRunShortIsWalkedFromItsStart) {
    const Example e = dense_chain();
    TrajectoryPlan plan;
    plan.system = &e.system;
    plan.start.positions_a = e.positions;
    plan.start.velocities_a_ps.resize(e.positions.size());
    plan.start.seed = 5;
    draw_velocities(plan.start.velocities_a_ps, 50.0, kAtomMass_da, 5);
    plan.schedule = Schedule({{0.0, 50.0, soft_scales()}, {1.0, 20.0, soft_scales()}});
    plan.options.total_steps = 8;
    plan.options.step_ps = 0.002;
    plan.block_steps = 4;
    plan.final_scales = soft_scales();
    prct::testing::fast_platforms();
    const TrajectoryOutcome got = prct::testing::run("cuda-emulation-large", plan),
                            want = prct::testing::run("reference", plan);
    ASSERT_EQ(got.failure, "");
    ASSERT_EQ(got.blocks.size(), 2u);
    double worst = 0;
    for (std::size_t k = 0; k < want.state.positions_a.size(); ++k)
        worst = std::max(worst, std::abs(got.state.positions_a[k] - want.state.positions_a[k]));
    EXPECT_LT(worst, 1e-4);
    EXPECT_NEAR(got.blocks[1].temperature_k, want.blocks[1].temperature_k, 0.05);
}

TEST(LargeSystem, WhatIsNotAskedForHasNoRows) {
    const Example e = prct::testing::make_example({30}, Shape::helical, 43);
    cuda::Device device(std::make_shared<emulation::EmulatedDriver>(), 0);
    cuda::LargeSystem system(e.system, device, 2, false);
    TermScales some;
    some.factor[kElectrostatic] = some.factor[kDipole] = 0;
    EXPECT_TRUE(system.set_schedule({{0.0, 0.0, some}}, 1));
    EXPECT_FALSE(system.set_schedule({{0.0, 100.0, some}}, 1));
    TermScales dipoles = some;
    dipoles.factor[kDipole] = 1;
    EXPECT_TRUE(system.set_schedule({{0.0, 0.0, some}, {1.0, 0.0, dipoles}}, 1));
    EXPECT_TRUE(system.set_schedule({{0.0, 0.0, TermScales{}}}, 1));
}

TEST(LargeSystem, RowsAreBuiltOnlyWhereTheyDoNotHold) {
    const Example e = prct::testing::make_example({30}, Shape::helical, 43);
    cuda::Device device(std::make_shared<emulation::EmulatedDriver>(), 0);
    cuda::LargeSystem system(e.system, device, 1, false);
    system.set_schedule({{0.0, 0.0, TermScales{}}}, 1);
    system.set_state(std::vector<float>(e.positions.begin(), e.positions.end()), {});
    device::LargeControl control{};
    control.rebuild = 1;
    system.set_control(control);
    system.evaluate();
    control = system.control();
    EXPECT_EQ(control.rebuild, 0);
    EXPECT_GT(control.count[device::kBonds], 0);
    control.count[device::kBonds] = 0;  // a build would count them again
    control.next = 0;
    system.set_control(control);
    system.evaluate();
    EXPECT_EQ(system.control().count[device::kBonds], 0);
}

}  // namespace
