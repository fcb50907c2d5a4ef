#include "prct/engine/ca_chain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "prct/error.hpp"
#include "prct/units.hpp"

namespace prct {
namespace {

CaChainModel quarter_charged(int beads) {
    CaChainModel model;
    for (int i = 0; i < beads; ++i) model.charges.push_back(i % 8 == 0 ? 1.0 : i % 8 == 4 ? -1.0 : 0.0);
    return model;
}

CaChainSimulation simulation_of(int beads, const CaChainOptions& options) {
    return {quarter_charged(beads), options, compact_ca_trace(beads, 1), ca_chain_velocities(beads, 110.0, 300.0, 1)};
}

void expect_same_bytes(const CaChainSimulation& a, const CaChainSimulation& b) {
    const auto x = a.positions_a(), y = b.positions_a(), v = a.velocities_a_per_ps(), w = b.velocities_a_per_ps();
    for (int i = 0; i < a.size(); ++i) {
        EXPECT_EQ(x[i].x, y[i].x);
        EXPECT_EQ(x[i].y, y[i].y);
        EXPECT_EQ(x[i].z, y[i].z);
        EXPECT_EQ(v[i].x, w[i].x);
        EXPECT_EQ(v[i].y, w[i].y);
        EXPECT_EQ(v[i].z, w[i].z);
    }
}

TEST(CaChain, ThreadsDoNotChangeAByte) {
    for (const auto path : {CaChainPath::mixed, CaChainPath::full, CaChainPath::reference})
        for (const double friction : {0.0, 5.0}) {
            CaChainOptions options{.path = path, .friction_per_ps = friction, .skin_a = 1.0};
            auto one = simulation_of(205, options);
            one.run(120);
            EXPECT_TRUE(path == CaChainPath::reference || one.list_builds() > 3);
            for (const int threads : {2, 3}) {
                options.threads = threads;
                auto team = simulation_of(205, options);
                team.run(70);
                team.run(50);
                expect_same_bytes(one, team);
            }
        }
}

TEST(CaChain, PathsFollowTheSameTrajectory) {
    CaChainOptions options{.path = CaChainPath::reference, .step_ps = 0.005, .skin_a = 1.0};
    auto reference = simulation_of(150, options);
    reference.run(200);
    for (const auto& [path, tolerance] : {std::pair{CaChainPath::full, 1e-9}, std::pair{CaChainPath::mixed, 1e-2}}) {
        options.path = path;
        auto fast = simulation_of(150, options);
        fast.run(200);
        EXPECT_GT(fast.list_builds(), 3);
        const auto x = reference.positions_a(), y = fast.positions_a();
        for (int i = 0; i < fast.size(); ++i) EXPECT_LT(norm(x[i] - y[i]), tolerance);
    }
}

TEST(CaChain, VelocityVerletConservesEnergyLikeTheSquareOfTheStep) {
    std::vector<double> spread;
    for (const double step_ps : {0.01, 0.005}) {
        auto simulation = simulation_of(100, {.path = CaChainPath::full, .step_ps = step_ps});
        double low = INFINITY, high = -INFINITY;
        for (int k = 0; k < 100; ++k) {
            simulation.run(static_cast<int>(std::lround(0.02 / step_ps)));
            const double total = simulation.potential_energy().potential() + simulation.kinetic_energy();
            low = std::min(low, total);
            high = std::max(high, total);
        }
        spread.push_back(high - low);
    }
    EXPECT_NEAR(spread[0] / spread[1], 4.0, 1.0);
}

TEST(CaChain, LangevinKeepsTheTemperature) {
    const int beads = 400;
    auto simulation = simulation_of(beads, {.temperature_k = 250.0, .friction_per_ps = 10.0, .seed = 3});
    simulation.run(200);
    double mean = 0.0;
    constexpr int samples = 100;
    for (int k = 0; k < samples; ++k) {
        simulation.run(20);
        mean += simulation.kinetic_energy() / samples;
    }
    const double temperature = mean / (1.5 * beads * kBoltzmann_kcal_mol_k);
    // 100 samples 0.2 ps apart: relative error sqrt(2 / (1200 · 50)) = 0.6 %, and BAOAB's own error of order step².
    EXPECT_NEAR(temperature, 250.0, 6.0);
}

TEST(CaChain, SeedsGiveDifferentNoise) {
    auto a = simulation_of(50, {.friction_per_ps = 5.0, .seed = 1});
    auto b = simulation_of(50, {.friction_per_ps = 5.0, .seed = 2});
    a.run(1);
    b.run(1);
    EXPECT_NE(a.positions_a()[0].x, b.positions_a()[0].x);
}

TEST(CaChain, ATrajectoryThatBlowsUpSaysSo) {
    auto simulation = simulation_of(50, {.step_ps = 50.0});
    EXPECT_THROW(simulation.run(400), NumericsError);
}

TEST(CaChain, RefusesWhatCannotBeUsed) {
    EXPECT_THROW(simulation_of(20, {.step_ps = 0.0}), InputError);
    EXPECT_THROW(simulation_of(20, {.temperature_k = -1.0}), InputError);
    EXPECT_THROW(simulation_of(20, {.friction_per_ps = NAN}), InputError);
    EXPECT_THROW(simulation_of(20, {.skin_a = 0.0}), InputError);
    EXPECT_THROW(simulation_of(20, {.threads = 0}), InputError);
    EXPECT_THROW(simulation_of(1, {}), InputError);
    auto start = compact_ca_trace(20, 1);
    const auto still = ca_chain_velocities(20, 110.0, 0.0, 1);
    EXPECT_THROW(CaChainSimulation(quarter_charged(21), {}, start, still), InputError);
    start[3].y = NAN;
    EXPECT_THROW(CaChainSimulation(quarter_charged(20), {}, start, still), InputError);
    EXPECT_THROW(simulation_of(20, {}).run(-1), InputError);
}

}  // namespace
}  // namespace prct
