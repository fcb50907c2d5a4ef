#include "prct/physics/pair_potential_term.h"

#include <set>

#include "physics/pair_term_checks.hpp"

namespace {

using namespace prct;

constexpr double curve[pair_coefficients] = {1.4, 1.4, 1.4, 0.8, -0.6, -1.1, 0.2, 0.5, -0.3, 0.1, 0, 0, 0};

double energy(double r2, double& slope) { return pair_potential_energy(curve, r2, slope); }

TEST(PairPotential, EveryUnorderedPairOfTypesHasACurve) {
    std::set<int> seen;
    int next = 0;
    for (int a = 0; a < residue_types; ++a)
        for (int b = a; b < residue_types; ++b) {
            EXPECT_EQ(type_pair(a, b), next++);
            EXPECT_EQ(type_pair(b, a), type_pair(a, b));
            seen.insert(type_pair(a, b));
        }
    EXPECT_EQ(seen.size(), std::size_t(type_pairs));
}

TEST(PairPotential, SlopeIsThatOfTheEnergy) {
    for (double r = 2.05; r < 11.9; r += 0.173) prct::test::expect_slope_matches(energy, r, 1e-6);
}

TEST(PairPotential, IsFlatWhereItBegins) {
    double slope = 1;
    for (const double r : {0.0, 0.7, 1.999, 2.0}) {
        EXPECT_NEAR(energy(r * r, slope), 1.4, 1e-14);
        EXPECT_EQ(slope, 0);
    }
    energy(2.0001 * 2.0001, slope);
    EXPECT_NEAR(slope, 0, 1e-7);
}

TEST(PairPotential, VanishesSmoothlyAtTheCutoff) {
    double slope = 1;
    EXPECT_EQ(energy(144, slope), 0);
    EXPECT_EQ(slope, 0);
    EXPECT_EQ(energy(1e6, slope), 0);
    EXPECT_NEAR(energy(11.999 * 11.999, slope), 0, 1e-9);
    EXPECT_NEAR(slope, 0, 1e-6);
    EXPECT_GT(std::abs(energy(11.5 * 11.5, slope)), 1e-3);
}

}  // namespace
