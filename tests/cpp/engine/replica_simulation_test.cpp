#include "prct/engine/replica_simulation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/synthetic_chain.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/error.hpp"
#include "prct/units.hpp"

namespace {

using namespace prct;
using prct::testing::Example;
using prct::testing::make_example;
using prct::testing::Shape;

std::vector<TermScales> scales() {
    std::vector<TermScales> s(2);
    s[0].factor[kContact] = 0.1;
    s[0].factor[kRepulsion] = 0.5;
    s[0].factor[kHydrogenBond] = 0.0;
    return s;
}

ReplicaLattice lattice() { return {{250.0, 270.0, 290.0}, 2}; }

ReplicaState start(const Example& e, const ReplicaLattice& l) {
    ReplicaState state;
    state.exchange = ExchangeState::start(l);
    for (int k = 0; k < l.size(); ++k) {
        State s{e.positions, std::vector<double>(e.positions.size()), e.alpha, {}, 0, std::uint64_t(1000 * (k + 1))};
        draw_velocities(s.velocities_a_ps, l.temperatures_k[l.temperature_of(k)], kAtomMass_da, s.seed);
        state.walkers.push_back(std::move(s));
    }
    return state;
}

ReplicaOptions options(int threads = 1) { return {20, 0.004, 4.4, 7, threads}; }

void expect_equal(const ReplicaState& a, const ReplicaState& b) {
    EXPECT_EQ(a.exchange.place_of, b.exchange.place_of);
    EXPECT_EQ(a.exchange.path, b.exchange.path);
    EXPECT_EQ(a.exchange.accepted, b.exchange.accepted);
    EXPECT_EQ(a.energy_kcal, b.energy_kcal);
    for (std::size_t k = 0; k < a.walkers.size(); ++k) {
        EXPECT_EQ(a.walkers[k].positions_a, b.walkers[k].positions_a);
        EXPECT_EQ(a.walkers[k].velocities_a_ps, b.walkers[k].velocities_a_ps);
        EXPECT_EQ(a.walkers[k].step, b.walkers[k].step);
    }
}

TEST(ReplicaSimulation, TheNumberOfThreadsChangesNothing) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    ReplicaSimulation one(e.system, *platform, lattice(), scales(), start(e, lattice()), options(1));
    ReplicaSimulation four(e.system, *platform, lattice(), scales(), start(e, lattice()), options(4));
    one.advance(12);
    four.advance(12);
    expect_equal(one.state(), four.state());
    const auto& accepted = one.state().exchange.accepted;
    EXPECT_GT(std::accumulate(accepted.begin(), accepted.end(), std::int64_t{0}), 0);
}

TEST(ReplicaSimulation, ARestartBetweenSweepsEndsInTheSameBytes) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    ReplicaSimulation whole(e.system, *platform, lattice(), scales(), start(e, lattice()), options());
    whole.advance(5);
    ReplicaSimulation second(e.system, *platform, lattice(), scales(), whole.state(), options(2));
    whole.advance(6);
    second.advance(2);
    second.advance(4);
    expect_equal(whole.state(), second.state());
}

/// What the exchange compares are energies of the engine under the other λ, though no λ was computed apart.
TEST(ReplicaSimulation, EnergiesAreThoseOfTheLambdaWhereAWalkerIs) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("reference");
    ReplicaSimulation replicas(e.system, *platform, lattice(), scales(), start(e, lattice()), options());
    replicas.advance(4);
    const ReplicaState& state = replicas.state();
    std::vector<double> gradient(e.positions.size());
    bool seen[2] = {false, false};
    for (std::size_t k = 0; k < state.walkers.size(); ++k) {
        const int lambda = lattice().lambda_of(state.exchange.place_of[k]);
        const auto terms = platform->create(e.system)->compute(state.walkers[k].positions_a, scales()[lambda],
                                                               state.walkers[k].alpha, gradient);
        EXPECT_NEAR(state.energy_kcal[k], terms.total(), 1e-9 * std::abs(terms.total()));
        seen[lambda] = true;
    }
    EXPECT_TRUE(seen[0] && seen[1]);
}

TEST(ReplicaSimulation, WalkersThatMoveHaveTheirVelocitiesScaled) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    const ReplicaState begin = start(e, lattice());
    ReplicaSimulation replicas(e.system, *platform, lattice(), scales(), begin, options());
    replicas.advance(1);
    int moved = 0;
    for (std::size_t k = 0; k < begin.walkers.size(); ++k) {
        const int from = static_cast<int>(k), to = replicas.state().exchange.place_of[k];
        const double kelvin = lattice().temperatures_k[lattice().temperature_of(from)];
        const double factor = std::sqrt(lattice().temperatures_k[lattice().temperature_of(to)] / kelvin);
        SimulationOptions alone;
        alone.step_ps = options().step_ps;
        Simulation walk(e.system, *platform, begin.walkers[k],
                        Schedule({{0, kelvin, scales()[lattice().lambda_of(from)]}}), alone);
        walk.advance(options().interval);
        EXPECT_EQ(replicas.state().walkers[k].positions_a, walk.state().positions_a);
        for (std::size_t v = 0; v < walk.state().velocities_a_ps.size(); ++v)
            EXPECT_DOUBLE_EQ(replicas.state().walkers[k].velocities_a_ps[v], factor * walk.state().velocities_a_ps[v]);
        moved += to != from;
    }
    EXPECT_GE(moved, 2);
}

TEST(ReplicaSimulation, EveryPlaceHasItsTemperature) {
    const Example e = make_example({30}, Shape::helical, 5);
    const ReplicaLattice l{{100.0, 110.0, 121.0}, 1};
    const auto platform = make_platform("cpu");
    ReplicaOptions o = options();
    o.friction_per_ps = 20;
    o.step_ps = 0.002;
    ReplicaSimulation replicas(e.system, *platform, l, {TermScales{}}, start(e, l), o);
    replicas.advance(100);
    std::vector<double> kelvin(3);
    constexpr int sweeps = 400;
    for (int s = 0; s < sweeps; ++s) {
        replicas.advance(1);
        for (std::size_t k = 0; k < 3; ++k) {
            const auto& v = replicas.state().walkers[k].velocities_a_ps;
            kelvin[replicas.state().exchange.place_of[k]] +=
                2 * kinetic_energy(v, kAtomMass_da) / (kBoltzmann_kcal_mol_k * double(v.size())) / sweeps;
        }
    }
    EXPECT_GT(replicas.state().exchange.accepted[0], 50);
    // 270 degrees of freedom, half of the sweeps independent; in stiff bonds BAOAB has momenta off by O(step²)
    for (int t = 0; t < 3; ++t) EXPECT_NEAR(kelvin[t], l.temperatures_k[t], 0.03 * l.temperatures_k[t]);
}

TEST(ReplicaSimulation, WhatDoesNotFitIsRefused) {
    const Example e = make_example({8}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    const auto make = [&](std::vector<TermScales> s, ReplicaState state, ReplicaOptions o) {
        ReplicaSimulation(e.system, *platform, lattice(), std::move(s), std::move(state), o);
    };
    EXPECT_NO_THROW(make(scales(), start(e, lattice()), options()));
    auto saturated = scales();
    saturated[1].saturation = 1.0;
    EXPECT_THROW(make(saturated, start(e, lattice()), options()), InputError);
    EXPECT_THROW(make({TermScales{}}, start(e, lattice()), options()), InputError);
    auto few = start(e, lattice());
    few.walkers.pop_back();
    EXPECT_THROW(make(scales(), few, options()), InputError);
    auto never = options();
    never.interval = 0;
    EXPECT_THROW(make(scales(), start(e, lattice()), never), InputError);
}

TEST(ReplicaSimulation, AWalkerThatBlowsUpWalksAgainAndIsCounted) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    ReplicaOptions o = options();
    o.step_ps = 0.1;  // far beyond the stability of bonds; an eighth is not
    ReplicaSimulation replicas(e.system, *platform, lattice(), scales(), start(e, lattice()), o);
    replicas.advance(1);
    EXPECT_EQ(replicas.state().walked_again, 6);
    o.step_ps = 50;
    ReplicaSimulation hopeless(e.system, *platform, lattice(), scales(), start(e, lattice()), o);
    EXPECT_THROW(hopeless.advance(1), NumericsError);
}

TEST(ReplicaSimulation, AWalkerThatRunsAwayGetsVelocitiesOfItsTemperature) {
    const Example e = make_example({24}, Shape::helical, 5);
    const auto platform = make_platform("cpu");
    ReplicaState state = start(e, lattice());
    for (double& v : state.walkers[2].velocities_a_ps) v *= 1e4;
    ReplicaSimulation replicas(e.system, *platform, lattice(), scales(), std::move(state), options());
    replicas.advance(1);
    EXPECT_EQ(replicas.state().walked_again, 1);
}

}  // namespace
