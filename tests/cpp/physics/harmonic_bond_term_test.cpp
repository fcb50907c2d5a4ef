#include "prct/physics/harmonic_bond_term.h"

#include "physics/pair_term_checks.hpp"

namespace prct {
namespace {

double energy(double r2, double& slope) {
    const double r = std::sqrt(r2);
    return harmonic_bond_energy(r, 1.0 / r, 10.0, 3.8, slope);
}

TEST(HarmonicBondTerm, SlopeMatchesDifferences) {
    for (const double r : {2.0, 3.7, 3.9, 6.0}) test::expect_slope_matches(energy, r, 1e-8);
}

TEST(HarmonicBondTerm, HasNoHalf) {
    double slope = 1.0;
    EXPECT_NEAR(energy(3.8 * 3.8, slope), 0.0, 1e-12);
    EXPECT_NEAR(slope, 0.0, 1e-12);
    EXPECT_NEAR(energy(4.8 * 4.8, slope), 10.0, 1e-12);
}

}  // namespace
}  // namespace prct
