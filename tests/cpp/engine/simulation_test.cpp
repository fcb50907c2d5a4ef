#include "prct/engine/simulation.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <numeric>

#include "engine/synthetic_chain.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/energy/backbone_terms.hpp"
#include "prct/engine/state.hpp"
#include "prct/error.hpp"
#include "prct/resonance/order_parameter.hpp"
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

SimulationOptions along_the_tour(const Example& e, std::int64_t edges) {
    SimulationOptions options;
    options.total_steps = 90;
    options.step_ps = 0.005;
    options.tour_first = true;
    options.edges = edges;
    options.tour_place.resize(e.system.size());
    std::iota(options.tour_place.begin(), options.tour_place.end(), 0);
    return options;
}

TEST(Simulation, ContactsThatSwitchOnAlongTheTourRestartInTheSameBytes) {
    const Example e = make_example({30}, Shape::helical, 5);
    const auto options = along_the_tour(e, 40);
    const Schedule schedule({{0, 300, {}}, {1, 100, {}}});
    const auto platform = make_platform("cpu");
    Simulation whole(e.system, *platform, start(e), schedule, options);
    whole.advance(30);
    Simulation second(e.system, *platform, whole.state(), schedule, options);
    whole.advance(30);
    second.advance(30);
    EXPECT_EQ(whole.state().positions_a, second.state().positions_a);
    EXPECT_EQ(whole.report().terms.value, second.report().terms.value);
}

TEST(Simulation, AlongTheTourOnlyEdgesWaitAndNotBeyondHalfTime) {
    const Example e = make_example({30}, Shape::helical, 5);
    const auto platform = make_platform("reference");
    const auto contact_energy = [&](std::int64_t step, const SimulationOptions& options) {
        State s = start(e);
        s.step = step;
        const Schedule schedule({{0, 300, {}}, {1, 100, {}}});
        return Simulation(e.system, *platform, s, schedule, options).report().terms.value[kContact];
    };
    const double all = contact_energy(0, {});
    EXPECT_LT(contact_energy(0, along_the_tour(e, -1)), 0.1 * all);
    EXPECT_EQ(contact_energy(0, along_the_tour(e, 0)), all);
    EXPECT_LT(contact_energy(20, along_the_tour(e, -1)), all);
    EXPECT_EQ(contact_energy(45, along_the_tour(e, -1)), all);
}

TEST(Simulation, ReportsHoldEquations14And15OverTheEdgesAlone) {
    Example e = make_example({12, 9}, Shape::coil, 5);
    State s = start(e);
    s.alpha = e.alpha;
    for (std::size_t k = 0; k < e.alpha.size(); ++k) s.theta.push_back(0.3 * static_cast<double>(k));
    SimulationOptions options;
    options.edges = 3;
    Simulation few(e.system, *make_platform("cpu"), s, Schedule({{0, 300, {}}, {1, 100, {}}}), options);
    const Report r = few.report();
    std::complex<double> sum = 0;
    double total = 0;
    for (int k = 0; k < 3; ++k) {
        const double weight = e.system.restraints[k].weight * e.alpha[k];
        sum += std::polar(weight, 0.3 * k);
        total += weight;
    }
    EXPECT_NEAR(r.edge_order_parameter.value(), std::norm(sum) / (total * total), 1e-12);
    EXPECT_NEAR(r.resonance.value().reachable, total, 1e-12);
    Sites sites;
    build_sites(e.system, e.positions, sites);
    const Torsions t = backbone_torsions(e.system, sites);
    std::vector<double> phi, local;
    for (const auto& [first, last] : {std::pair{0, 12}, std::pair{12, 21}}) {
        phi.insert(phi.end(), t.phi.begin() + first + 1, t.phi.begin() + last);
        const std::vector<double> psi(t.psi.begin() + first, t.psi.begin() + last - 1);
        for (const double x : local_order_parameter<double>(psi, 7)) local.push_back(x);
    }
    EXPECT_NEAR(r.order_parameter_phi, order_parameter<double>(phi), 1e-12);
    EXPECT_NEAR(r.local_order_parameter, std::accumulate(local.begin(), local.end(), 0.0) / 19, 1e-12);
    options.edges = 0;
    Simulation none(e.system, *make_platform("cpu"), s, Schedule({{0, 300, {}}, {1, 100, {}}}), options);
    EXPECT_FALSE(none.report().resonance || none.report().edge_order_parameter);
    options.edges = 1000;
    EXPECT_THROW(Simulation(e.system, *make_platform("cpu"), s, Schedule({{0, 300, {}}, {1, 100, {}}}), options),
                 InputError);
}

TEST(Simulation, WhatIsNoEdgeKeepsItsWeightAndPhase) {
    const Example e = make_example({20}, Shape::helical, 5);
    SimulationOptions options;
    options.total_steps = 40;
    options.step_ps = 0.005;
    options.resonance = ResonanceOptions{};
    options.edges = 5;
    Simulation s(e.system, *make_platform("cpu"), start(e), Schedule({{0, 300, {}}, {1, 100, {}}}), options);
    s.advance(40);
    for (std::size_t k = 5; k < e.alpha.size(); ++k) EXPECT_TRUE(s.state().alpha[k] == 1 && s.state().theta[k] == 0);
    EXPECT_LT(s.state().alpha[0], 1);
}

TEST(Simulation, AnyNumberOfThreadsGivesTheSameBytes) {
    const Example e = make_example({700, 420}, Shape::coil, 9);  // not every random coil is calm
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
