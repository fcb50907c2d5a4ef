#include "prct/energy/pair_features.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "engine/synthetic_chain.hpp"
#include "prct/energy/sites.hpp"
#include "prct/error.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"

namespace {

using namespace prct;
using prct::testing::Shape;

double sum(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

double distance(const System& system, const std::vector<double>& positions, int i, int j) {
    Sites sites;
    build_sites(system, positions, sites);
    return norm(sites[i * kSites + kSiteSC] - sites[j * kSites + kSiteSC]);
}

/// One residue and its copy, moved by `x`.
std::vector<double> two_residues(double x) {
    const std::vector<double> one{-0.5225, 1.3611, 0, 0, 0, 0, 1.525, 0, 0};
    std::vector<double> both = one;
    for (int k = 0; k < 9; ++k) both.push_back(one[k] + (k % 3 == 0 ? x : 0));
    return both;
}

TEST(PairFeatures, OfTwoChainsAreTheBasisAtTheirDistance) {
    const System system = System::from_sequences({"W", "D"});
    const int curve = type_pair(2, 18);  // D, W
    for (const double x : {1.0, 4.25, 9.9, 11.99, 20.0}) {
        const auto positions = two_residues(x);
        const double r = distance(system, positions, 0, 1);
        const auto f = pair_features(system, positions);
        double slope;
        const std::vector<double> ramp{0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0};
        double energy = 0;
        for (int k = 0; k < pair_coefficients; ++k) energy += ramp[k] * f.pair[curve * pair_coefficients + k];
        EXPECT_NEAR(energy, pair_potential_energy(ramp.data(), r * r, slope), 1e-12);
        EXPECT_NEAR(sum(f.pair), r < 12 ? 1 : 0, 1e-12);
        EXPECT_NEAR(sum(f.burial), 2, 1e-12);
    }
}

TEST(PairFeatures, NeighboursAlongAChainAreLeftOut) {
    for (int apart = 1; apart < 6; ++apart) {
        const System system = System::from_sequences({std::string(apart + 1, 'L')});
        std::vector<double> positions;  // all residues at one place: in reach of each other
        for (int i = 0; i <= apart; ++i) {
            const auto pair = two_residues(0.1 * i);
            positions.insert(positions.end(), pair.begin() + 9, pair.end());
        }
        const auto f = pair_features(system, positions);
        int pairs = 0;
        for (int i = 0; i <= apart; ++i)
            for (int j = i + 4; j <= apart; ++j) ++pairs;
        EXPECT_NEAR(sum(f.pair), pairs, 1e-12);
        double lonely = 0;  // B_0 of the burial curve, which is 0 beyond four neighbours
        for (int i = 0; i <= apart; ++i) {
            int count = 0;
            for (int j = 0; j <= apart; ++j) count += std::abs(i - j) >= 3;
            lonely += std::pow(1 - count / 4.0, 3) / 6;
        }
        EXPECT_NEAR(f.burial[9 * burial_coefficients], lonely, 1e-12);
    }
}

TEST(PairFeatures, OfChainsOfAnySizeCountEveryResidueOnce) {
    const auto e = prct::testing::make_example({40, 1, 33}, Shape::compressed, 3);
    const auto f = pair_features(e.system, e.positions);
    EXPECT_NEAR(sum(f.burial), 74, 1e-10);
    int pairs = 0;
    for (int i = 0; i < 74; ++i)
        for (int j = i + 1; j < 74; ++j)
            if (e.system.chain_of(i) != e.system.chain_of(j) || j - i >= 4)
                pairs += distance(e.system, e.positions, i, j) < 12;
    EXPECT_NEAR(sum(f.pair), pairs, 1e-9);
}

TEST(PairFeatures, UnusablePositionsAreRefused) {
    const System system = System::from_sequences({"AG"});
    EXPECT_THROW(pair_features(system, std::vector<double>(9)), InputError);
    std::vector<double> lost = two_residues(5);
    lost[4] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(pair_features(system, lost), NumericsError);
}

}  // namespace
