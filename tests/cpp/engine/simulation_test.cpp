#include "prct/engine/simulation.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "engine/synthetic_chain.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/engine/state.hpp"
#include "prct/error.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::Example;
using prct::testing::make_example;
using prct::testing::Shape;

State start(const Example& e, double temperature_k = 300) {
    State s{e.positions, std::vector<double>(e.positions.size()), {}, {}, 0, 4};
    draw_velocities(s.velocities_a_ps, temperature_k, kAtomMass_da, 4);
    return s;
}

Simulation simulation(const Example& e, State state, std::int64_t steps, const std::string& platform = "cpu",
                      int threads = 1) {
    SimulationOptions options;
    options.total_steps = steps;
    options.step_ps = 0.005;  // half the fold's: full stiffness at 300 K on strained starts
    options.resonance = ResonanceOptions{};
    return {e.system, *make_platform(platform, threads), std::move(state), Schedule({{0, 300, {}}, {1, 100, {}}}),
            options};
}

TEST(Simulation, ARestartBetweenBlocksEndsInTheSameBytes) {
    const Example e = make_example({30}, Shape::helical, 5);
    Simulation whole = simulation(e, start(e), 90);
    for (int block = 0; block < 3; ++block) whole.advance(30);
    Simulation first = simulation(e, start(e), 90);
    first.advance(30);
    Simulation second = simulation(e, first.state(), 90);
    second.advance(30);
    second.advance(30);
    EXPECT_TRUE(whole.finished() && second.finished());
    EXPECT_EQ(whole.state().positions_a, second.state().positions_a);
    EXPECT_EQ(whole.state().velocities_a_ps, second.state().velocities_a_ps);
    EXPECT_EQ(whole.state().alpha, second.state().alpha);
    EXPECT_EQ(whole.state().theta, second.state().theta);
}

TEST(Simulation, AnyNumberOfThreadsGivesTheSameBytes) {
    const Example e = make_example({700, 420}, Shape::coil, 5);
    Simulation alone = simulation(e, start(e), 40);
    for (int block = 0; block < 2; ++block) alone.advance(20);
    for (const int threads : {2, 3, 7}) {
        Simulation shared = simulation(e, start(e), 40, "cpu", threads);
        for (int block = 0; block < 2; ++block) shared.advance(20);
        EXPECT_EQ(alone.state().positions_a, shared.state().positions_a) << threads;
        EXPECT_EQ(alone.state().velocities_a_ps, shared.state().velocities_a_ps) << threads;
        EXPECT_EQ(alone.report().terms.value, shared.report().terms.value) << threads;
    }
}

TEST(Simulation, StatesThatDoNotFitAreRefused) {
    const Example e = make_example({6}, Shape::coil, 5);
    State s = start(e);
    s.positions_a.pop_back();
    EXPECT_THROW(simulation(e, s, 10), InputError);
    s = start(e);
    s.velocities_a_ps.clear();
    EXPECT_THROW(simulation(e, s, 10), InputError);
}

TEST(Simulation, ABrokenStartStopsWithTheCause) {
    const Example e = make_example({12}, Shape::coil, 5);
    for (const char* platform : {"cpu", "reference"}) {
        State s = start(e);
        s.positions_a[40] = std::numeric_limits<double>::quiet_NaN();
        EXPECT_THROW(simulation(e, s, 10, platform).advance(10), NumericsError) << platform;
    }
}

TEST(Simulation, EquipartitionAtTheTemperatureOfTheBath) {
    const Example e = make_example({60}, Shape::helical, 8);
    TermScales scales;
    scales.factor[kRepulsion] = scales.factor[kHydrogenBond] = scales.factor[kAbsence] = scales.factor[kContact] = 0;
    scales.factor[kDipole] = scales.factor[kElectrostatic] = 0;
    SimulationOptions options;
    options.total_steps = 15000;
    options.step_ps = 0.001;  // at larger steps stiff bonds are cooler by (ωh)²/4
    options.friction_per_ps = 20;
    Simulation s(e.system, *make_platform("cpu"), start(e), Schedule({{0, 300, scales}}), options);
    s.advance(3000);
    double mean = 0;
    int samples = 0;
    for (; !s.finished(); ++samples) {
        s.advance(40);
        mean += 2 * kinetic_energy(s.state().velocities_a_ps, kAtomMass_da) / (kBoltzmann_kcal_mol_k * 540);
    }
    mean /= samples;
    // 540 degrees of freedom, 240 samples of a correlation time of 0.05 ps: relative deviation √(2/540/240) = 0.4 %
    EXPECT_NEAR(mean, 300, 300 * 4 * 0.004);
}

TEST(Quench, EnergyFallsAndTheForceWithIt) {
    const Example e = make_example({40}, Shape::helical, 12);
    const TermScales scales;
    std::vector<double> x = e.positions, g(x.size());
    const auto platform = make_platform("cpu-f64");
    const double before = platform->create(e.system)->compute(x, scales, e.alpha, g).total();
    const MinimizeResult r = quench(e.system, *platform, scales, e.alpha, x, 50, {400, 1e-9, 1e-3});
    const double after = platform->create(e.system)->compute(x, scales, e.alpha, g).total();
    EXPECT_LT(after, before);
    EXPECT_NEAR(after, r.energy, 1e-9 * (1 + std::abs(after)));
    EXPECT_LE(r.evaluations, 450);
}

}  // namespace
