#include "prct/resonance/edge_phases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <string>
#include <utility>

using namespace prct;

namespace {

using Pairs = std::vector<std::pair<int, int>>;

System contacts(const Pairs& pairs, const std::vector<int>& lengths = {80}) {
    std::vector<std::string> chains;
    for (const int length : lengths) chains.emplace_back(length, 'A');
    System system = System::from_sequences(chains);
    std::vector<Restraint> r;
    for (const auto& [i, j] : pairs) r.push_back({i, j, 4, 4, 0.0, 8.0, 1.0, 1.0});
    system.set_restraints(std::move(r));
    return system;
}

Pairs ladder(int i, int j, int count) {
    Pairs p;
    for (int k = 0; k < count; ++k) p.emplace_back(i + k, j - k);
    return p;
}

const Pairs kPatch = {{10, 40}, {10, 41}, {11, 39}, {11, 41}, {12, 40}};

double mean(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / v.size(); }

/// Ω of Eq. 17 in cycles/ps for f₀ = 1.
double detuning_ps(double distance_a) { return std::log1p(std::max(0.0, distance_a - 8.0) / 3.8); }

}  // namespace

TEST(EdgePhases, ALadderDoesNotSupportItself) {
    const auto system = contacts(ladder(10, 50, 5));
    ResonanceOptions options;
    const std::vector<double> rest(5, 8.0);
    for (const double s : EdgePhases(system, options).settle(rest, 60).support) EXPECT_EQ(s, 0.0);
    options.line_weight = 1.0;  // Eq. 18 as it stands
    const auto whole = EdgePhases(system, options).settle(rest, 60).support;
    const double k1 = std::exp(-2.0 / 8), k2 = std::exp(-8.0 / 8);
    EXPECT_NEAR(whole[2], 2 * (k1 + k2), 1e-12);
}

TEST(EdgePhases, NeighboursHaveTheirEndsInTheSameChains) {
    EXPECT_TRUE(edge_graph(contacts({{19, 30}, {20, 32}}, {20, 20}), 2.0, 0.0, 2).neighbours.empty());
    std::mt19937 random(4);
    Pairs pairs;
    while (pairs.size() < 300) {
        const int i = static_cast<int>(random() % 60), j = static_cast<int>(random() % 60);
        if (i != j) pairs.emplace_back(i, j);
    }
    const System system = contacts(pairs, {20, 7, 33});
    const EdgeGraph graph = edge_graph(system, 2.0, 0.0, pairs.size());
    for (std::size_t e = 0; e < pairs.size(); ++e) {
        const auto [i, j] = std::minmax(pairs[e].first, pairs[e].second);
        std::vector<std::int32_t> want;
        for (std::size_t other = 0; other < pairs.size(); ++other) {
            const auto [k, l] = std::minmax(pairs[other].first, pairs[other].second);
            const bool same_chains =
                system.chain_of(i) == system.chain_of(k) && system.chain_of(j) == system.chain_of(l);
            if (other != e && same_chains && std::abs(i - k) <= 6 && std::abs(j - l) <= 6)
                want.push_back(static_cast<std::int32_t>(other));
        }
        std::vector<std::int32_t> got(graph.neighbours.begin() + graph.offsets[e],
                                      graph.neighbours.begin() + graph.offsets[e + 1]);
        std::sort(got.begin(), got.end());
        EXPECT_EQ(got, want) << "contact " << e;
    }
}

TEST(EdgePhases, APatchIsWorthMoreThanALadder) {
    Pairs all = kPatch;
    for (const auto& e : ladder(20, 70, 5)) all.push_back(e);
    const auto system = contacts(all);
    const auto alpha = EdgePhases(system, {}).settle(std::vector<double>(all.size(), 12.0), 60).alpha;
    for (std::size_t patch = 0; patch < 5; ++patch)
        for (std::size_t line = 5; line < 10; ++line) EXPECT_GT(alpha[patch], alpha[line] + 0.2);
}

TEST(EdgePhases, SupportOfNeighboursCountsAsAGeometricMean) {
    const auto system = contacts({{10, 40}, {10, 41}, {11, 40}});
    ResonanceOptions options;
    options.line_weight = 0.0;
    for (const double share : {0.0, 0.5, 1.0}) {
        options.patch_share = share;
        const auto settled = EdgePhases(system, options).settle(std::vector<double>(3, 8.0), 60);
        const double k1 = std::exp(-1.0 / 8), k2 = std::exp(-2.0 / 8);
        // 0 and the others are neighbours off every line; 1 and 2 stand on one line and do not count for each other.
        const double middle = std::log(2 * k1 + 0.3), end = std::log(k1 + 0.3);
        EXPECT_NEAR(settled.support[1], k1, 1e-12);
        const double around = (k1 * middle + k2 * end) / (k1 + k2);
        const double x = std::exp((1 - share) * end + share * around) / options.settled_support;
        EXPECT_NEAR(settled.alpha[1], 1 / (1 + std::pow(x, -options.sharpness)), 1e-9);
    }
}

TEST(EdgePhases, APatchLocksToTheMeanOfItsDetunings) {
    const auto system = contacts({{10, 40}, {10, 41}});
    ResonanceOptions options;
    options.coupling = 20.0;
    const std::vector<double> distances{12.0, 20.0};
    const auto settled = EdgePhases(system, options).settle(distances, 600);
    const double common = 0.5 * (detuning_ps(12.0) + detuning_ps(20.0));
    EXPECT_NEAR(settled.frequency_ps[0], common, 1e-6);
    EXPECT_NEAR(settled.frequency_ps[1], common, 1e-6);
    // Locked: the phase lag balances half the difference of the detunings.
    const double lag = std::asin(std::numbers::pi * (detuning_ps(20.0) - detuning_ps(12.0)) / options.coupling);
    EXPECT_NEAR(settled.support[0], std::exp(-1.0 / 8) * std::cos(lag), 0.02);
}

TEST(EdgePhases, FarDetunedNeighboursDoNotLockAndDoNotSupport) {
    const auto system = contacts({{10, 40}, {10, 41}});
    const std::vector<double> distances{8.0, 100.0};
    ResonanceOptions options;
    options.coupling = 4.0;
    const auto settled = EdgePhases(system, options).settle(distances, 900);
    EXPECT_GT(settled.frequency_ps[1] - settled.frequency_ps[0], 2.0);
    EXPECT_LT(std::abs(settled.support[0]), 0.3);
}

TEST(EdgePhases, LongDetoursFade) {
    const auto system = contacts(kPatch);
    const EdgePhases phases(system, {});
    const double near = mean(phases.settle(std::vector<double>(5, 8.0), 60).alpha);
    const double far = mean(phases.settle(std::vector<double>(5, 40.0), 60).alpha);
    EXPECT_GT(near, 0.9);
    EXPECT_LT(far, 0.5);
}

TEST(EdgePhases, SupportAloneIgnoresDetours) {
    const auto system = contacts(kPatch);
    ResonanceOptions options;
    options.phases = false;
    const EdgePhases phases(system, options);
    const auto near = phases.settle(std::vector<double>(5, 8.0), 60),
               far = phases.settle(std::vector<double>(5, 40.0), 60);
    EXPECT_EQ(near.alpha, far.alpha);
    for (const double theta : far.theta) EXPECT_EQ(theta, 0.0);
    for (const double nu : far.frequency_ps) EXPECT_EQ(nu, 0.0);
}

TEST(EdgePhases, AContactThatComesWithinReachLocksAgain) {
    const auto system = contacts(kPatch);
    const EdgePhases phases(system, {});
    std::vector<double> alpha(5, 1.0), theta(5, 0.0);
    phases.update(std::vector<double>(5, 40.0), alpha, theta);
    for (const double a : alpha) EXPECT_LT(a, 1e-6);
    for (int k = 0; k < 200; ++k) phases.update(std::vector<double>(5, 8.0), alpha, theta);
    for (const double a : alpha) EXPECT_GT(a, 0.6);
    EXPECT_GT(EdgePhases::order_parameter(alpha, theta), 0.99);
}

TEST(EdgePhases, OrderParameterOfOppositePhasesIsZero) {
    const std::vector<double> alpha{1.0, 1.0};
    EXPECT_NEAR(EdgePhases::order_parameter(alpha, std::vector<double>{0.0, std::numbers::pi}), 0.0, 1e-12);
    EXPECT_NEAR(EdgePhases::order_parameter(alpha, std::vector<double>{1.0, 1.0}), 1.0, 1e-12);
}
