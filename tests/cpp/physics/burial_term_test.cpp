#include "prct/physics/burial_term.h"

#include "physics/pair_term_checks.hpp"

namespace {

using namespace prct;

double step(double r2, double& slope) { return burial_step(r2, slope); }

TEST(Burial, StepFallsFromOneToZero) {
    double slope = 1, before = 1;
    EXPECT_EQ(step(0, slope), 1);
    EXPECT_EQ(slope, 0);
    EXPECT_EQ(step(49, slope), 1);
    EXPECT_EQ(step(169, slope), 0);
    EXPECT_EQ(step(1e8, slope), 0);
    EXPECT_EQ(slope, 0);
    EXPECT_NEAR(step(100, slope), 0.5, 1e-15);
    for (double r = 7.05; r < 13; r += 0.1) {
        const double here = step(r * r, slope);
        EXPECT_LT(here, before);
        before = here;
    }
}

TEST(Burial, StepHasTwoContinuousDerivatives) {
    for (double r = 7.1; r < 12.9; r += 0.171) prct::test::expect_slope_matches(step, r, 1e-7);
    double near, nearer;  // the slope vanishes as the square of the distance to either end
    for (const auto& [end, inward] : {std::pair{7.0, 1.0}, {13.0, -1.0}}) {
        step(std::pow(end + 0.02 * inward, 2), near);
        step(std::pow(end + 0.01 * inward, 2), nearer);
        EXPECT_NEAR(near / nearer, 4, 0.05);
    }
}

TEST(Burial, SlopeIsThatOfTheEnergyAlsoBeyondTheLastNeighbour) {
    constexpr double curve[burial_coefficients] = {0.5, 0.2, -0.3, -0.8, 0.1, 0.6, -0.2, 0.4, 1.0, 0.7, -0.5, 0.3, 0.9};
    for (double n = 0.01; n < 50; n += 0.37) {
        double slope, unused;
        burial_energy(curve, n, slope);
        const double rise = burial_energy(curve, n + 1e-5, unused) - burial_energy(curve, n - 1e-5, unused);
        EXPECT_NEAR(slope, rise / 2e-5, 1e-8) << n;
    }
}

}  // namespace
