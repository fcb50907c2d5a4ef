// Parameters that change while a simulation runs (`ParameterLog`).
#include <gtest/gtest.h>

#include <thread>

#include "engine/synthetic_chain.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/engine/simulation.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::Example;
using prct::testing::make_example;
using prct::testing::Shape;

constexpr std::int64_t kSteps = 100, kBlock = 20;
constexpr LiveParameters kFirst{kSteps, 0.005, 4.4}, kFaster{50, 0.004, 8.0};

State start(const Example& e) {
    State s{e.positions, std::vector<double>(e.positions.size()), {}, {}, 0, 4};
    draw_velocities(s.velocities_a_ps, 300, kAtomMass_da, 4);
    return s;
}

Simulation simulation(const Example& e, State state, std::shared_ptr<ParameterLog> log) {
    SimulationOptions options;
    options.total_steps = kFirst.total_steps;
    options.step_ps = kFirst.step_ps;
    options.friction_per_ps = kFirst.friction_per_ps;
    return {e.system,      *make_platform("cpu", 1), std::move(state), Schedule({{0, 300, {}}, {1, 100, {}}}), options,
            std::move(log)};
}

void walk(Simulation& simulation) {
    while (!simulation.finished()) simulation.advance(kBlock);
}

void expect_same_bytes(const State& a, const State& b) {
    EXPECT_EQ(a.step, b.step);
    EXPECT_EQ(a.positions_a, b.positions_a);
    EXPECT_EQ(a.velocities_a_ps, b.velocities_a_ps);
}

std::shared_ptr<ParameterLog> recorded(std::vector<ParameterChange> changes) {
    return std::make_shared<ParameterLog>(std::move(changes));
}

TEST(SimulationParameters, BytesBeforeAChangeAreThoseOfARunWithoutIt) {
    const Example e = make_example({30}, Shape::helical, 5);
    Simulation plain = simulation(e, start(e), {}), changed = simulation(e, start(e), recorded({{40, 2, kFaster}}));
    for (int block = 0; block < 2; ++block) {
        plain.advance(kBlock);
        changed.advance(kBlock);
    }
    expect_same_bytes(plain.state(), changed.state());
    plain.advance(1);
    changed.advance(1);
    EXPECT_NE(plain.state().positions_a, changed.state().positions_a);
}

TEST(SimulationParameters, WhatIsLeftOfTheScheduleIsWalkedAtTheNewPace) {
    const Example e = make_example({30}, Shape::helical, 5);
    Simulation changed = simulation(e, start(e), recorded({{43, 2, kFaster}, {60, 3, kFirst}}));
    changed.advance(43);
    EXPECT_EQ(changed.end_step(), 100);
    changed.advance(1);
    EXPECT_EQ(changed.end_step(), 43 + 29);  // 0.57 of 50 steps, rounded up
    EXPECT_EQ(changed.parameters(), kFaster);
    walk(changed);
    EXPECT_EQ(changed.state().step, 60 + 23);  // 1 - 0.43 - 17/50 of 100 steps
}

TEST(SimulationParameters, TheKickThatEndsAStepHasTheLengthOfThatStep) {
    const Example e = make_example({30}, Shape::helical, 5);
    const std::vector<ParameterChange> changes{{10, 2, {kSteps, 0.002, 4.4}}};
    Simulation whole = simulation(e, start(e), recorded(changes)), cut = simulation(e, start(e), recorded(changes));
    whole.advance(11);
    cut.advance(10);
    cut.advance(1);
    for (std::size_t k = 0; k < e.positions.size(); ++k)
        EXPECT_NEAR(whole.state().velocities_a_ps[k], cut.state().velocities_a_ps[k], 1e-3);
}

TEST(SimulationParameters, HalvingsHoldForWhatALogChangesTo) {
    const Example e = make_example({30}, Shape::helical, 5);
    SimulationOptions options;
    options.total_steps = kSteps;
    options.step_ps = 0.01;
    const LiveParameters same{kSteps, 0.01, options.friction_per_ps};
    const auto run = [&](double step_ps, int halvings, std::shared_ptr<ParameterLog> log) {
        options.step_ps = step_ps;
        options.step_halvings = halvings;
        Simulation s(e.system, *make_platform("cpu", 1), start(e), Schedule({{0, 300, {}}}), options, log);
        s.advance(10);
        return s.state();
    };
    expect_same_bytes(run(0.01, 2, {}), run(0.0025, 0, {}));
    expect_same_bytes(run(0.01, 2, {}), run(0.02, 2, recorded({{0, 2, same}})));
}

TEST(SimulationParameters, ALogThatWasWrittenLiveGivesTheSameBytesAgain) {
    const Example e = make_example({30}, Shape::helical, 5);
    const auto block = std::make_shared<ParameterBlock>(kFirst);
    const auto live = std::make_shared<ParameterLog>(std::vector<ParameterChange>{}, block);
    Simulation first = simulation(e, start(e), live);
    std::atomic<bool> ended = false;
    std::thread other([&] {
        for (std::int64_t k = 0; !ended; ++k) {
            block->publish({200 + 10 * (k % 7), 0.004 + 0.0001 * double(k % 5), 4.4});
            std::this_thread::yield();
        }
    });
    while (!first.finished()) {
        const std::uint64_t before = block->version();
        while (block->version() == before) std::this_thread::yield();  // however busy the machine is
        first.advance(kBlock);
    }
    ended = true;
    other.join();
    ASSERT_GE(live->changes().size(), 5u);
    Simulation again = simulation(e, start(e), recorded(live->changes()));
    walk(again);
    expect_same_bytes(first.state(), again.state());
}

TEST(SimulationParameters, ARunThatIsTakenUpGoesOnAtItsPace) {
    const Example e = make_example({30}, Shape::helical, 5);
    const std::vector<ParameterChange> changes{{13, 2, kFaster}, {25, 3, kFirst}};
    Simulation whole = simulation(e, start(e), recorded(changes));
    walk(whole);
    Simulation first = simulation(e, start(e), recorded(changes));
    first.advance(kBlock);
    first.advance(kBlock);
    Simulation second = simulation(e, first.state(), recorded(changes));
    EXPECT_EQ(second.end_step(), first.end_step());
    walk(second);
    expect_same_bytes(whole.state(), second.state());
}

TEST(SimulationParameters, AfterTheEndOfTheScheduleABlockChangesNothing) {
    const Example e = make_example({30}, Shape::helical, 5);
    State ended = start(e);
    ended.step = kSteps + 7;  // in the quench, which counts on
    const auto block = std::make_shared<ParameterBlock>(kFaster);
    const auto log = std::make_shared<ParameterLog>(std::vector<ParameterChange>{}, block);
    Simulation taken_up = simulation(e, ended, log);
    EXPECT_TRUE(taken_up.finished());
    EXPECT_EQ(taken_up.end_step(), kSteps);
    EXPECT_TRUE(log->changes().empty());
}

}  // namespace
