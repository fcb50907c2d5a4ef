#include "prct/dynamics/replica_exchange.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "prct/error.hpp"
#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace {

using namespace prct;

constexpr int kSites = 12;
constexpr int kLambdas = 3;

/// A walker on a line of sites: a double well, and a slope of both signs that λ scales. kcal/mol.
double well(int site) {
    const double x = -1.0 + 2.0 * site / (kSites - 1);
    return 3.0 * (x * x - 0.5) * (x * x - 0.5) / 0.25;
}

double slope(int site) { return 0.12 * (site - 4); }

double energy_at(int site, int lambda) { return well(site) + 0.5 * lambda * slope(site); }

ReplicaLattice lattice() { return {{150.0, 260.0, 450.0, 800.0}, kLambdas}; }

double kt(const ReplicaLattice& l, int place) {
    return kBoltzmann_kcal_mol_k * l.temperatures_k[l.temperature_of(place)];
}

/// One Metropolis step to a neighbouring site.
int step(int site, double kt_kcal, int lambda, std::uint64_t counter, int walker) {
    const Philox4 bits = philox(5, counter, static_cast<std::uint64_t>(walker));
    const int next = site + ((bits.v[0] & 1u) ? 1 : -1);
    if (next < 0 || next >= kSites) return site;
    const double ratio = (energy_at(site, lambda) - energy_at(next, lambda)) / kt_kcal;
    return std::log(uniform_open(bits.v[1])) < ratio ? next : site;
}

using Energy = double (*)(int site, int lambda);

/// The largest deviation of a population from Boltzmann's, in standard errors by the spread over blocks, which are
/// many times longer than the correlation.
double worst_deviation(Energy energy) {
    constexpr int blocks = 64, sweeps = 2500, steps = 6;
    const ReplicaLattice l = lattice();
    ExchangeState state = ExchangeState::start(l);
    std::vector<int> site(l.size(), 0);
    std::vector<std::array<std::array<double, blocks>, kSites>> share(l.size());
    for (auto& at : share)
        for (auto& counts : at) counts.fill(0);
    std::uint64_t counter = 0;
    for (int block = -1; block < blocks; ++block)  // the first one forgets the start
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            for (int s = 0; s < steps; ++s, ++counter)
                for (int w = 0; w < l.size(); ++w)
                    site[w] = step(site[w], kt(l, state.place_of[w]), l.lambda_of(state.place_of[w]), counter, w);
            exchange(l, state, 9, [&](int w, int lambda) { return energy(site[w], lambda); });
            if (block < 0) continue;
            for (int w = 0; w < l.size(); ++w) share[state.place_of[w]][site[w]][block] += 1.0 / sweeps;
        }
    double worst = 0;
    for (int place = 0; place < l.size(); ++place) {
        double total = 0;
        std::array<double, kSites> exact;
        for (int x = 0; x < kSites; ++x) total += exact[x] = std::exp(-energy_at(x, l.lambda_of(place)) / kt(l, place));
        for (int x = 0; x < kSites; ++x) {
            if (exact[x] / total < 1e-3) continue;  // too few visits for an error
            const auto& of_block = share[place][x];
            const double mean = std::accumulate(of_block.begin(), of_block.end(), 0.0) / blocks;
            double square = 0;
            for (const double v : of_block) square += (v - mean) * (v - mean);
            worst = std::max(worst, std::abs(mean - exact[x] / total) / std::sqrt(square / (blocks - 1.0) / blocks));
        }
    }
    return worst;
}

TEST(ReplicaExchange, PopulationsAreBoltzmannsAtEveryPlace) { EXPECT_LT(worst_deviation(energy_at), 4.0); }

TEST(ReplicaExchange, TheCheckOfPopulationsSeesAWrongSignAndAMissingCrossEnergy) {
    EXPECT_GT(worst_deviation([](int x, int lambda) { return -energy_at(x, lambda); }), 8.0);
    EXPECT_GT(worst_deviation([](int x, int) { return energy_at(x, 0); }), 8.0);
}

TEST(ReplicaExchange, NeighboursAreTriedInTurnAndEachEquallyOften) {
    const ReplicaLattice l = lattice();
    const auto pairs = neighbour_pairs(l);
    ASSERT_EQ(pairs.size(), 3u * 3u + 2u * 4u);
    ExchangeState state = ExchangeState::start(l);
    for (int sweep = 0; sweep < 40; ++sweep) {
        const auto before = state.tried;
        exchange(l, state, 1, [](int, int) { return 0.0; });
        std::vector<int> uses(l.size());
        for (std::size_t k = 0; k < pairs.size(); ++k)
            if (state.tried[k] > before[k]) ++uses[pairs[k].first], ++uses[pairs[k].second];
        EXPECT_LE(*std::max_element(uses.begin(), uses.end()), 1);
    }
    for (const auto tried : state.tried) EXPECT_EQ(tried, 10);
    EXPECT_EQ(state.accepted, state.tried);  // equal energies always exchange
    EXPECT_EQ(state.path.size(), 40u * 12u);
}

/// With equal energies every pair exchanges, so that walkers march: two temperatures change places in every sweep.
TEST(ReplicaExchange, RoundTripsCountWaysOutAndBack) {
    const ReplicaLattice two{{100.0, 200.0}, 1};
    ExchangeState state = ExchangeState::start(two);
    for (int sweep = 0; sweep < 6; ++sweep) exchange(two, state, 1, [](int, int) { return 0.0; });
    EXPECT_EQ(state.temperature.count, (std::vector<std::int32_t>{3, 2}));
    EXPECT_EQ(state.lambda.count, (std::vector<std::int32_t>{0, 0}));
    const ReplicaLattice along{{100.0}, 3};
    state = ExchangeState::start(along);
    for (int sweep = 0; sweep < 12; ++sweep) exchange(along, state, 1, [](int, int) { return 0.0; });
    EXPECT_EQ(state.temperature.count, (std::vector<std::int32_t>{0, 0, 0}));
    EXPECT_EQ(state.lambda.count, (std::vector<std::int32_t>{1, 1, 2}));  // of period 6; the last began at its end
}

TEST(ReplicaExchange, ALatticeOfOnePlaceStaysAsItIs) {
    const ReplicaLattice one{{100.0}, 1};
    ExchangeState state = ExchangeState::start(one);
    EXPECT_TRUE(exchange(one, state, 1, [](int, int) { return 0.0; }).empty());
    EXPECT_EQ(state.sweep, 1);
}

TEST(ReplicaExchange, WrongLatticesAndStatesAreRefused) {
    EXPECT_THROW(ExchangeState::start({{}, 1}), InputError);
    EXPECT_THROW(ExchangeState::start({{100.0, 100.0}, 1}), InputError);
    EXPECT_THROW(ExchangeState::start({{-1.0}, 1}), InputError);
    EXPECT_THROW(ExchangeState::start({{100.0}, 0}), InputError);
    ExchangeState state = ExchangeState::start(lattice());
    EXPECT_NO_THROW(state.check(lattice()));
    state.place_of[0] = 1;
    EXPECT_THROW(state.check(lattice()), InputError);
}

}  // namespace
