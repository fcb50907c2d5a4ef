#include "prct/physics/repulsion_term.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

TEST(RepulsionTerm, SlopeMatchesDifferencesAndEndsSmoothly) {
    const double sigma = 3.7, epsilon = 3.0, h = 1e-5;
    const auto energy = [&](double r2, double& slope) {
        return prct::repulsion_energy(r2, 1 / (sigma * sigma), epsilon, slope);
    };
    double slope, unused;
    for (double r2 = 0.01; r2 < 20; r2 += 0.13) {
        energy(r2, slope);
        EXPECT_NEAR(slope, (energy(r2 + h, unused) - energy(r2 - h, unused)) / (2 * h), 1e-5) << r2;
    }
    EXPECT_EQ(energy(0, slope), epsilon);  // bounded
    EXPECT_EQ(energy(sigma * sigma, slope), 0);
    EXPECT_EQ(slope, 0);
    EXPECT_EQ(energy(2 * sigma * sigma, slope), 0);
}

TEST(RepulsionTerm, CurvatureFadesTowardsTheReach) {
    const double inverse = 1.0, epsilon = 3.0, h = 1e-4;
    double near, nearer;
    prct::repulsion_energy(1 - h, inverse, epsilon, near);
    prct::repulsion_energy(1 - 2 * h, inverse, epsilon, nearer);
    EXPECT_LT(std::abs(near - nearer) / h, 0.01);
}

}  // namespace
